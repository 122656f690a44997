"""The writer's desk."""

from django.http import HttpRequest, HttpResponse


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose, type, see; a POST answers with the letter as PDF. Nothing typed is kept."""
    return HttpResponse("")

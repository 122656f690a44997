"""The counter's page."""

from django.http import HttpRequest, HttpResponse


def count(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's cases with a button per kind; works as plain forms."""
    return HttpResponse("")

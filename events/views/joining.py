"""How a volunteer joins."""

from django.http import HttpRequest, HttpResponse


def join(request: HttpRequest) -> HttpResponse:
    """Takes up an invitation: the token from the fragment or a typed code, and a nickname."""
    return HttpResponse("")

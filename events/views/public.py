"""Public pages of events."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.album import as_stamps
from cases.caching import public
from cases.models import Case
from events import agenda, calendars, gazetteer
from events.models import Event, Opening

# A calendar or a map of more than this helps nobody.
MOST = 500
# Teams shown on the public page: the first ones.
RANKED = 20
# The teams of an event with their letters. The ledger stands above, so the address hands it in.
RankingOf = Callable[[Event], Iterable[Any]]


@public
def event_list(request: HttpRequest) -> HttpResponse:
    """The marathons that are still to come, and those that were."""
    at = timezone.now()
    found = agenda.agenda(request.GET, at=at)
    page: Any = Paginator(found.events, agenda.A_PAGE).get_page(request.GET.get("page"))
    context = {"agenda": found, "page": page, "events": agenda.with_openings(page.object_list), "now": at}
    return render(request, "events/event_list.html", context)


@public
def event_page(request: HttpRequest, slug: str, ranking_of: RankingOf) -> HttpResponse:
    """One marathon as an envelope. ``ranking_of`` is handed in by the URL configuration."""
    at = timezone.now()
    events = agenda.with_openings(Event.objects.public().held_here().with_span().select_related("campaign"))
    event = get_object_or_404(events, slug=slug)
    context = {
        "event": event,
        "openings": event.openings.all(),
        "cases": as_stamps(Case.objects.public().filter(events=event).order_by("slug")),
        "is_over": event.last_end is not None and event.last_end <= at,
        "ranking": [place for place in ranking_of(event) if place.letters][:RANKED],
        "now": at,
    }
    return render(request, "events/event.html", context)


@public
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One marathon's openings as an iCalendar file."""
    event = get_object_or_404(Event.objects.public().held_here(), slug=slug)
    return _calendar(Opening.objects.filter(event=event), name=event.name)


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """All openings to come as an iCalendar file."""
    openings = Opening.objects.filter(event__status=Event.Status.APPROVED, ends_at__gt=timezone.now())
    return _calendar(openings, name=_("Letter Marathon"))


def _calendar(openings: QuerySet[Opening], *, name: str) -> HttpResponse:
    rows = openings.select_related("event", "venue").order_by("starts_at", "id")[:MOST]
    content = calendars.calendar(rows, name=name, address=settings.BASE_URL, at=timezone.now())
    return HttpResponse(content, content_type=calendars.CONTENT_TYPE)


@public
def event_map(request: HttpRequest) -> HttpResponse:
    """Venues that may be shown, as GeoJSON. A closed venue has no pin: its town is all that is told of it."""
    openings = (
        Opening.objects.filter(
            event__status=Event.Status.APPROVED,
            ends_at__gt=timezone.now(),
            venue__is_closed=False,
            venue__latitude__isnull=False,
        )
        .select_related("event", "venue")
        .order_by("starts_at", "id")[:MOST]
    )
    return JsonResponse(
        {"type": "FeatureCollection", "features": [_pin(opening) for opening in openings]},
        content_type="application/geo+json",
    )


@public
def event_places(request: HttpRequest) -> JsonResponse:
    """Towns whose names begin as the query, for forms that are typed into."""
    found = gazetteer.find(request.GET.get("q", "")[:80])
    return JsonResponse({"places": [asdict(town) for town in found]})


def _pin(opening: Opening) -> dict[str, object]:
    venue = opening.venue
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [float(venue.longitude or 0), float(venue.latitude or 0)],
        },
        "properties": {
            "event": opening.event.name,
            "address": reverse("event", args=[opening.event.slug]),
            "venue": venue.public_address,
            "starts_at": opening.starts_at.isoformat(),
            "ends_at": opening.ends_at.isoformat(),
        },
    }

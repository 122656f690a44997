"""What programs may read of events: what their public pages say, no more."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from cases.caching import may_be_kept
from cases.problems import Problem
from events.models import Event, Opening, Venue

router = Router(tags=["events"])
MOST = 200
FURTHEST = 100_000


class VenueFacts(Schema):
    """A place. A closed one shows its town and country only."""

    name: str | None
    address: str | None
    town: str
    country: str
    latitude: float | None
    longitude: float | None
    is_closed: bool
    is_step_free: bool | None


class OpeningFacts(Schema):
    """One window at one venue, and for whom: everyone, pupils or invited."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    audience: str
    venue: VenueFacts


class EventFacts(Schema):
    """One organiser's marathon."""

    slug: str
    name: str
    about: str
    campaign: str
    section: str
    country: str
    time_zone: str
    goal: int | None
    kinds: list[str]
    cases: list[str]
    counting_closed_at: dt.datetime | None
    openings: list[OpeningFacts]


class EventsPage(Schema):
    """Some of the events, and how many there are."""

    count: int
    limit: int
    offset: int
    events: list[EventFacts]


class Which(Schema):
    """Which events to tell."""

    campaign: Annotated[str, Field(max_length=50, description="Of this campaign alone.")] = ""
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most.")] = 50
    offset: Annotated[int, Field(ge=0, le=FURTHEST, description="How many to leave out first.")] = 0


@router.get(
    "/events", url_name="events", response={200: EventsPage, (400, 503): Problem}, summary="Approved events"
)
def events(request: HttpRequest, response: HttpResponse, which: Query[Which]) -> dict[str, Any]:
    """Approved events by address, a page at a time."""
    found = Event.objects.public().held_here()
    if which.campaign:
        # A NUL is no part of any slug, and PostgreSQL refuses to be asked for one.
        found = found.filter(campaign__slug=which.campaign.replace("\0", ""))
    some = _told(found.order_by("slug"))[which.offset : which.offset + which.limit]
    may_be_kept(response)
    return {
        "count": found.count(),
        "limit": which.limit,
        "offset": which.offset,
        "events": [_event(event) for event in some],
    }


@router.get(
    "/events/{slug:slug}",
    url_name="event",
    response={200: EventFacts, (404, 503): Problem},
    summary="One approved event",
)
def event(request: HttpRequest, response: HttpResponse, slug: str) -> dict[str, Any]:
    """What the event's public page says."""
    found = get_object_or_404(_told(Event.objects.public().held_here()), slug=slug)
    may_be_kept(response)
    return _event(found)


def _told(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events with all that is told of them: three queries for any number."""
    openings = Opening.objects.select_related("venue").order_by("starts_at", "id")
    return events.select_related("campaign", "section").prefetch_related(
        "cases", Prefetch("openings", openings)
    )


def _event(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in ("slug", "name", "about", "time_zone", "goal", "kinds")},
        "campaign": event.campaign.slug,
        "section": event.section.slug,
        "country": event.section.country,
        "cases": sorted(case.slug for case in event.cases.all() if case.is_public),
        "counting_closed_at": event.closed_at,
        "openings": [
            {
                "starts_at": opening.starts_at,
                "ends_at": opening.ends_at,
                "audience": opening.audience,
                "venue": _venue(opening.venue),
            }
            for opening in event.openings.all()
        ],
    }


def _venue(venue: Venue) -> dict[str, Any]:
    """A closed venue is told by its town: neither name nor street nor pin."""
    facts: dict[str, Any] = {name: getattr(venue, name) for name in VenueFacts.model_fields}
    if venue.is_closed:
        facts |= dict.fromkeys(("name", "address", "latitude", "longitude", "is_step_free"))
    return facts

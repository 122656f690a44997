"""What an event's figures can be compared with: its hours, its towns, its own past, its quickest phone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from cases.kinds import LETTERS
from events.models import Event, Opening
from letters.anomalies import Place
from letters.models import PaceCounter

HOUR = dt.timedelta(hours=1)


def with_yardsticks(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each with its campaign, its quickest minute and its number of cases."""
    paces = PaceCounter.objects.filter(event=OuterRef("pk")).order_by().values("event")
    cases: Any = Event.cases.through.objects.filter(event=OuterRef("pk")).order_by().values("event")
    return events.select_related("campaign").annotate(
        quickest=Subquery(paces.annotate(most=Max("quantity")).values("most")),
        cases_number=Subquery(cases.annotate(number=Count("pk")).values("number")),
    )


@dataclass
class _Hours:
    """What the openings of an event add up to: a town counts once, however many venues of it are open."""

    hours: float = 0
    towns: dict[tuple[str, str], int] = field(default_factory=dict)
    venues: set[int] = field(default_factory=set)

    def add(self, opening: Any) -> None:
        """One more opening; each venue's hours count on their own."""
        self.hours += (opening["ends_at"] - opening["starts_at"]) / HOUR
        self.venues.add(opening["venue"])
        if opening["people"]:
            self.towns[opening["country"], opening["town"]] = opening["people"]


@dataclass(frozen=True)
class _Earlier:
    """What an earlier event counted, and by what it is known as the same place: its name, its venue."""

    section: int
    name: str
    venue: int | None
    starts_on: dt.date
    year: int
    letters: int


def places(events: Iterable[Event]) -> dict[int, Place]:
    """What is known of each event, by its number. Asks two queries, however many events there are.

    Wants events ``with_yardsticks`` that came with head and report.
    """
    events = list(events)
    hours = _hours(events)
    earlier = _earlier(events, {venue for one in hours.values() for venue in one.venues})
    return {event.pk: _place(event, hours[event.pk], earlier) for event in events}


def _hours(events: list[Event]) -> dict[int, _Hours]:
    found: dict[int, _Hours] = defaultdict(_Hours)
    openings = Opening.objects.filter(event__in=[event.pk for event in events]).order_by()
    told = openings.annotate(
        town=F("venue__town"), country=F("venue__country"), people=F("venue__population")
    )
    for opening in told.values("event", "venue", "starts_at", "ends_at", "town", "country", "people"):
        found[opening["event"]].add(opening)
    return found


def _earlier(events: list[Event], venues: set[int]) -> list[_Earlier]:
    """Events of other campaigns that have a name or a venue of these, a row for each of their venues."""
    at_venues = Opening.objects.filter(venue__in=venues).order_by().values("event")
    others = Event.objects.public().filter(
        Q(name__in={event.name for event in events}) | Q(pk__in=at_venues),
        section__in={event.section_id for event in events},
        head__letters__gt=0,
    )
    rows = others.exclude(campaign__in={event.campaign_id for event in events}).order_by()
    fields = (
        "section",
        "name",
        "openings__venue",
        "campaign__starts_on",
        "campaign__ends_on",
        "head__letters",
    )
    return [
        _Earlier(section, name, venue, starts_on, ends_on.year, letters)
        for section, name, venue, starts_on, ends_on, letters in rows.values_list(*fields)
    ]


def _best(event: Event, venues: set[int], earlier: list[_Earlier]) -> _Earlier | None:
    same = [
        one
        for one in earlier
        if one.section == event.section_id
        and one.starts_on < event.campaign.starts_on
        and (one.name == event.name or one.venue in venues)
    ]
    return max(same, key=lambda one: (one.letters, one.starts_on), default=None)


def _place(event: Any, hours: _Hours, earlier: list[_Earlier]) -> Place:
    head, report = getattr(event, "head", None), getattr(event, "report", None)
    signed = report if report and report.version else None
    best = _best(event, hours.venues, earlier)
    return Place(
        letters=signed.letters if signed else head.letters if head else 0,
        actions=signed.actions if signed else head.actions if head else 0,
        writers=signed.writers if signed else None,
        addressees=(event.cases_number or 0) * sum(kind in LETTERS for kind in event.kinds),
        open_hours=hours.hours,
        population=sum(hours.towns.values()) or None,
        best_before=best.letters if best else None,
        best_before_in=best.year if best else None,
        pace=event.quickest or 0,
        pace_limit=event.pace_limit,
    )

"""Which marathons a visitor finds, in which order, and by what they may be chosen."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import Choice, Filtered, of_countries
from cases.countries import sorting_key
from events.models import Event, Opening

A_PAGE = 24


@dataclass
class Agenda(Filtered):
    """The events chosen, soonest first (past ones latest first), and the filters they were chosen by."""

    events: QuerySet[Event]
    is_past: bool

    @property
    def query(self) -> str:
        """What was chosen, for the links to further pages."""
        return ("&when=past" if self.is_past else "") + super().query


def to_come(at: dt.datetime) -> QuerySet[Event]:
    """Public events that are open or will be, soonest first; those without an opening yet come last."""
    return (
        Event.objects.public()
        .held_here()
        .with_span()
        .filter(Q(last_end__gt=at) | Q(last_end__isnull=True, campaign__ends_on__gte=timezone.localdate(at)))
        .order_by(F("first_start").asc(nulls_last=True), "slug")
    )


def past(at: dt.datetime) -> QuerySet[Event]:
    """Public events that are over, the latest first."""
    events = Event.objects.public().held_here().with_span()
    # The type checker does not see what ``with_span`` adds.
    return events.filter(last_end__lte=at).order_by("-last_end", "slug")  # type: ignore[misc]


def with_openings(events: QuerySet[Event]) -> QuerySet[Event]:
    """The events with openings and venues, in one query more."""
    return events.prefetch_related(Prefetch("openings", Opening.objects.select_related("venue")))


def agenda(asked: Mapping[str, str], *, at: dt.datetime) -> Agenda:
    """What a visitor asked for: ``when=past``, a country, a town. Asks one query for the filters."""
    is_past = asked.get("when") == "past"
    events = past(at) if is_past else to_come(at)
    choices = _choices(events, asked)
    country, town = (choice.chosen for choice in choices)
    openings = Opening.objects.all()
    if country:
        openings = openings.filter(venue__country=country)
    if town:
        openings = openings.filter(venue__town=town)
    if country or town:
        events = events.filter(pk__in=openings.order_by().values("event"))
    return Agenda(events=events, choices=choices, is_past=is_past)


def _choices(events: QuerySet[Event], asked: Mapping[str, str]) -> list[Choice]:
    at_venues = Opening.objects.filter(event__in=events.order_by().values("pk")).order_by()
    countries: dict[str, set[int]] = defaultdict(set)
    towns: dict[str, set[int]] = defaultdict(set)
    for event, country, town in at_venues.values_list("event", "venue__country", "venue__town").distinct():
        countries[country].add(event)
        towns[town].add(event)
    return [
        of_countries({code: len(found) for code, found in countries.items()}, asked),
        Choice(
            name="town",
            label=_("Town"),
            everything=_("every town"),
            counts={town: len(found) for town, found in towns.items()},
            say=str,
            asked=asked.get("town", ""),
            order=sorted(towns, key=sorting_key),
        ),
    ]

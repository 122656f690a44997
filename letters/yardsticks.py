"""What an event's figures can be compared with: its hours, its towns, its own past, its quickest phone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from cases.kinds import LETTERS
from events.models import Event, Opening
from letters.anomalies import Place
from letters.models import PaceCounter

HOUR = dt.timedelta(hours=1)


def with_yardsticks(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each with its best earlier campaign, its quickest minute and its number of cases.

    An earlier one is of the same section, and of the same name or at a venue of it.
    """
    venues = Opening.objects.filter(event=OuterRef(OuterRef("pk"))).order_by().values("venue")
    earlier = (
        Event.objects.public()
        .filter(
            Q(name=OuterRef("name")) | Q(openings__venue__in=Subquery(venues)),
            section=OuterRef("section"),
            campaign__starts_on__lt=OuterRef("campaign__starts_on"),
            head__letters__gt=0,
        )
        .order_by("-head__letters", "pk")
    )
    paces = PaceCounter.objects.filter(event=OuterRef("pk")).order_by().values("event")
    cases: Any = Event.cases.through.objects.filter(event=OuterRef("pk")).order_by().values("event")
    return events.annotate(
        best_before=Subquery(earlier.values("head__letters")[:1]),
        best_before_ended=Subquery(earlier.values("campaign__ends_on")[:1]),
        quickest=Subquery(paces.annotate(most=Max("quantity")).values("most")),
        cases_number=Subquery(cases.annotate(number=Count("pk")).values("number")),
    )


def places(events: Iterable[Event]) -> dict[int, Place]:
    """What is known of each event, by its number. Asks one query.

    Wants events ``with_yardsticks`` that came with head and report. A town counts once, however many venues
    of it are open; each venue's hours count on their own.
    """
    events = list(events)
    hours: dict[int, float] = defaultdict(float)
    towns: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    openings = Opening.objects.filter(event__in=[event.pk for event in events]).order_by()
    told = openings.annotate(
        town=F("venue__town"), country=F("venue__country"), people=F("venue__population")
    )
    for opening in told.values("event", "starts_at", "ends_at", "town", "country", "people"):
        hours[opening["event"]] += (opening["ends_at"] - opening["starts_at"]) / HOUR
        if opening["people"]:
            towns[opening["event"]][opening["country"], opening["town"]] = opening["people"]
    return {event.pk: _place(event, hours[event.pk], sum(towns[event.pk].values())) for event in events}


def _place(event: Any, hours: float, population: int) -> Place:
    head, report = getattr(event, "head", None), getattr(event, "report", None)
    signed = report if report and report.version else None
    kinds = [kind for kind in event.kinds if kind in LETTERS]
    return Place(
        letters=signed.letters if signed else head.letters if head else 0,
        actions=signed.actions if signed else head.actions if head else 0,
        writers=signed.writers if signed else None,
        addressees=(event.cases_number or 0) * len(kinds),
        open_hours=hours,
        population=population or None,
        best_before=event.best_before,
        best_before_in=event.best_before_ended.year if event.best_before_ended else None,
        pace=event.quickest or 0,
        pace_limit=event.pace_limit,
    )

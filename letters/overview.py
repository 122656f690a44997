"""How an event stands, for whoever runs it: what its next step hangs on, and the count as it happens."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format

from cases.kinds import LETTERS
from cases.models import Case
from cases.telling import with_words
from events.models import Duty, Event, Opening, Role, Shift
from events.volunteers import shown_name
from letters import recounts
from letters.models import (
    Channel,
    Counter,
    Entry,
    Head,
    Holdback,
    HourCounter,
    ParcelLine,
    Recount,
    Report,
    Sheet,
)
from letters.next_steps import Facts

# Whoever logged a letter within this time is counting.
COUNTING = dt.timedelta(minutes=30)
# Whoever has a shift and logged nothing for so long has perhaps no signal, or pours the tea.
UNHEARD = dt.timedelta(minutes=45)
# How far back in the event's ledger is looked for them: entries have no index by time.
WINDOW = 5_000
HOURS = 24


@dataclass(frozen=True, slots=True)
class Hour:
    """The letters of one hour, and how high its column is where the highest is 100."""

    label: str
    letters: int
    height: int

    @property
    def top(self) -> int:
        """Where the column begins, from above."""
        return 100 - self.height


@dataclass(frozen=True, slots=True)
class Live:
    """The count as it happens: hours, who is counting, and who has not been heard of."""

    hours: list[Hour]
    counting: list[str]
    unheard: list[str]


def facts(event: Event, openings: list[Opening], *, at: dt.datetime) -> Facts:
    """What the event's next step hangs on. One query, the openings aside."""
    here: dict[str, Any] = {"event": OuterRef("pk")}
    volunteers = Role.objects.in_force().filter(**here, kind=Role.Kind.VOLUNTEER)
    to_come = Shift.objects.filter(opening__event=OuterRef("pk"), ends_at__gt=at)
    taken = Duty.objects.kept().filter(shift__opening__event=OuterRef("pk"), shift__ends_at__gt=at)
    sheets, kept = Sheet.objects.filter(**here), Recount.objects.filter(**here)
    posted = ParcelLine.objects.filter(parcel__event=OuterRef("pk"), parcel__status="posted")
    numbers = {
        "volunteers": _sum(volunteers, "event", Count("pk")),
        "shifts": _sum(Shift.objects.filter(opening__event=OuterRef("pk")), "opening__event", Count("pk")),
        "places": _sum(to_come, "opening__event", Sum("places")),
        "taken": _sum(taken, "shift__opening__event", Count("pk")),
        "sheets": _sum(sheets, "event", Count("pk")),
        "untyped": _sum(sheets.filter(version=0), "event", Count("pk")),
        "letters": _sum(Head.objects.filter(**here), "event", Sum("letters")),
        "held_phones": _sum(Holdback.objects.open().filter(**here), "event", Count("pk")),
        "posted": _sum(posted, "parcel__event", Sum("quantity")),
        "waits": _sum(kept.filter(status=Recount.Status.OPEN), "event", Count("pk")),
    }
    counted = kept.filter(status=Recount.Status.ACCEPTED).order_by("-counted_at").values("counted_at")[:1]
    report = Report.objects.filter(**here).values("status")
    found = Event.objects.filter(pk=event.pk).annotate(
        # Their names would be taken by the rows themselves.
        **{f"n_{name}": number for name, number in numbers.items()},
        last_counted_at=Subquery(counted),
        report_status=Subquery(report),
    )
    names = [*(f"n_{name}" for name in numbers), "last_counted_at", "report_status"]
    row = {name.removeprefix("n_"): value for name, value in found.values(*names).get().items()}
    return _told(event, openings, row, at)


def _sum(rows: QuerySet[Any], by: str, what: Any) -> Any:
    """A number of an event's rows, 0 where it has none."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=what).values("number")), 0)


def _told(event: Event, openings: list[Opening], row: dict[str, Any], at: dt.datetime) -> Facts:
    first, last = (moment and moment.astimezone(event.zone) for moment in event.span())
    spans = [(opening.starts_at, opening.ends_at) for opening in openings]
    counted_at = row.pop("last_counted_at")
    return Facts(
        status=event.status,
        first=first,
        last=last,
        is_closed=event.closed_at is not None,
        free_places=max(0, row.pop("places") - row.pop("taken")),
        recount_waits=bool(row.pop("waits")),
        report=row.pop("report_status") or Report.Status.MISSING,
        counted_at=counted_at,
        checkpoint=recounts.next_checkpoint(spans, counted_at=counted_at, at=at),
        **row,
    )


def cases(event: Event) -> list[Case]:
    """The event's cases, each with ``letters``, the most first. One query."""
    counters = Counter.objects.filter(event=event, kind__in=LETTERS, case=OuterRef("master"))
    found = with_words(event.cases.all(), letters=_sum(counters, "case", Sum("quantity")))
    return sorted(found, key=lambda case: (-case.letters, str(case)))


def live(event: Event, *, at: dt.datetime) -> Live:
    """The count as it happens. Three queries, where the event's openings are at hand."""
    heard = _heard(event, at)
    counting, unheard = [], []
    for role in _crew(event, list(heard), at):
        if role.pseudonym not in heard:
            unheard.append(shown_name(role, event))
        elif heard[role.pseudonym] > at - COUNTING:
            counting.append(shown_name(role, event))
    return Live(list(_hours(event, at)), counting, unheard)


def _heard(event: Event, at: dt.datetime) -> dict[uuid.UUID, dt.datetime]:
    """When each phone that tapped lately did so last, by its pseudonym."""
    head = Head.objects.filter(event=event).values("seq")
    entries = Entry.objects.filter(
        event=event, seq__gt=Subquery(head) - WINDOW, recorded_at__gt=at - UNHEARD, channel=Channel.TAP
    )
    return dict(entries.exclude(device=None).order_by().values_list("device").annotate(Max("recorded_at")))


def _crew(event: Event, heard: list[uuid.UUID], at: dt.datetime) -> QuerySet[Role]:
    """Who was heard of, and volunteers whose shift began long enough ago to have been."""
    has_shift = Q(
        duties__returned_at=None, duties__shift__ends_at__gt=at, duties__shift__starts_at__lte=at - UNHEARD
    )
    roles = Role.objects.in_force().filter(event=event)
    roles = roles.annotate(since=Min("duties__shift__starts_at", filter=has_shift))
    return roles.filter(Q(pseudonym__in=heard) | Q(since__isnull=False)).with_number().order_by("id")


def _hours(event: Event, at: dt.datetime) -> Iterator[Hour]:
    """The last hours up to now, or up to the last one in which a letter was counted."""
    sums = HourCounter.objects.filter(event=event, kind__in=LETTERS).order_by("hour")
    letters = {hour: n for hour, n in sums.values_list("hour").annotate(Sum("quantity")) if n > 0}
    if not letters:
        return
    hour = dt.timedelta(hours=1)
    this = at.replace(minute=0, second=0, microsecond=0)
    # A server's clock that was put back has letters of hours to come.
    last = this if dt.timedelta() <= this - max(letters) < 3 * hour else max(letters)
    first = max(min(letters), last - (HOURS - 1) * hour)
    shown = [first + n * hour for n in range(int((last - first) / hour) + 1)]
    most = max(letters.get(one, 0) for one in shown) or 1
    for one in shown:
        number = letters.get(one, 0)
        yield Hour(date_format(one.astimezone(event.zone), "H:i"), number, round(100 * number / most))

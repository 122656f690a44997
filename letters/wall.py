"""What a screen in the room shows of one event: its number, case by case, and the last hour.

The figures are the public ones, as ``/tally/`` has them: what is held back until an organiser looks at it is
in none of them. Nobody's nickname and no phone is shown.
"""

import datetime as dt
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Least

from cases.kinds import LETTERS
from events.models import Event
from letters.models import Channel, Entry, Head, Holdback, Report
from letters.tally.keeping import Keeper
from letters.tally.snapshot import Facts, Sums

FRESH_FOR = dt.timedelta(seconds=3)
# A curve of twelve whole steps and the one that runs.
STEP, STEPS = dt.timedelta(minutes=5), 12
# How far back in the event's ledger the hour is looked for: entries have no index by time.
WINDOW = 20_000
# What is written down as it happens. Piles, reports and files say nothing of a minute.
AS_IT_HAPPENS = (Channel.TAP, Channel.SHEET, Channel.DESK)
# The drawing's units; the page stretches it.
WIDTH, HEIGHT = 120, 100
# Marks below the curve, each so many steps after the one before.
EVERY = 4

_walls: Keeper[Facts] = Keeper("wall-1", load=dict, fresh_for=FRESH_FOR)


def forget() -> None:
    """Afterwards this process computes anew. For tests."""
    _walls.forget()


def of(event: Event, *, at: dt.datetime) -> Facts:
    """The event's figures, at most three seconds old while all is well, made once for all who ask.

    Raises what the database raises when it is away and no good copy of the last day is at hand.
    """
    return _walls.get(event.slug, lambda: facts_of(event, at=at), at=at)


def facts_of(event: Event, *, at: dt.datetime) -> Facts:
    """The event's figures at the instant, the same in every language. Four queries, however much was counted.

    ``letters`` and ``by_case`` are of one statement, so that they agree. ``curve`` is None where the counting
    is over.
    """
    campaign, report = Event.objects.filter(pk=event.pk).values_list("campaign__slug", "report__status").get()
    sums = Sums({"id": event.pk}, since=at)
    status = _status(event, report, at)
    return {
        "campaign": campaign,
        "as_of": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "status": status,
        "letters": sums.letters,
        "by_case": sums.by_case(dict(event.cases.order_by("pk").values_list("pk", "slug"))),
        "curve": _curve(event, at) if status == "live" else None,
    }


def _status(event: Event, report: str | None, at: dt.datetime) -> str:
    """In the tally's words: ``final`` once somebody verified it, ``provisional`` once the doors closed."""
    is_final = getattr(event, "result_is_final", None)
    if event.has_final_result() if is_final is None else is_final:
        return "final"
    if report == Report.Status.VERIFIED:
        return "final"
    _first, last = event.span()
    is_over = event.closed_at is not None or (last is not None and at > last)
    return "provisional" if is_over else "live"


def _curve(event: Event, at: dt.datetime) -> Facts:
    """Letters every five minutes, by the event's clock; the last step is the one that runs.

    ``line`` and ``area`` go through the whole steps, ``running`` from the last of them to ``now``; all in a
    drawing of 120 by 100 whose upper edge is ``top`` letters.
    """
    first = _step_of(at) - STEPS * STEP
    starts = [first + n * STEP for n in range(STEPS + 1)]
    letters, hour = _letters(event, starts, at)
    top = _round_above(max(letters))
    points = [(n * WIDTH / STEPS, HEIGHT - HEIGHT * count / top) for n, count in enumerate(letters)]
    whole, running = points[:-1], points[-2:]
    line = _smooth(whole)
    return {
        "letters": letters,
        "hour": hour,
        "top": top,
        "half": top // 2,
        "times": [f"{start.astimezone(event.zone):%H:%M}" for start in starts[::EVERY]],
        "line": line,
        "area": f"{line}V{HEIGHT}H0Z",
        "running": "M{} {}L{} {}".format(*(_short(number) for point in running for number in point)),
        "now": "M{0} {1}H{0}".format(*(_short(number) for number in points[-1])),
    }


def _step_of(at: dt.datetime) -> dt.datetime:
    """The full five minutes before the instant."""
    return at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)


def _letters(event: Event, starts: list[dt.datetime], at: dt.datetime) -> tuple[list[int], int]:
    """The letters of each step, and of the sixty minutes before the instant. One query.

    A letter stands where its phone wrote it, or where it came in if the phone's clock is ahead; what was
    taken back is taken from where it stood.
    """
    head = Head.objects.filter(event=event).values("seq")
    entries = Entry.objects.filter(
        event=event,
        seq__gt=Subquery(head) - WINDOW,
        recorded_at__gte=starts[0],
        channel__in=AS_IT_HAPPENS,
        kind__in=LETTERS,
    ).filter(Q(held=None) | ~Q(held__holdback__status=Holdback.Status.OPEN))
    written = Coalesce(F("reverses__written_at"), F("written_at"))
    recorded = Coalesce(F("reverses__recorded_at"), F("recorded_at"))
    sums: dict[str, Any] = {
        f"step_{n}": Sum("quantity", filter=Q(moment__gte=start, moment__lt=start + STEP))
        for n, start in enumerate(starts)
    }
    sums["hour"] = Sum("quantity", filter=Q(moment__gt=at - dt.timedelta(hours=1)))
    found = entries.order_by().annotate(moment=Least(written, recorded)).aggregate(**sums)
    return [max(found[f"step_{n}"] or 0, 0) for n in range(len(starts))], max(found["hour"] or 0, 0)


def _round_above(number: int) -> int:
    """The first of 4, 10, 20, 40, 100, 200 … that is not below the number: half of it is whole."""
    unit = 1
    while True:
        for top in (4 * unit, 10 * unit, 20 * unit):
            if top >= number:
                return top
        unit *= 10


def _smooth(points: list[tuple[float, float]]) -> str:
    """A path through the points, equally far apart, that rises and falls only where they do.

    Fritsch and Carlson's monotone cubic: no wave below nothing, none above the highest.
    """
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    tangents = [slopes[0], *(_tangent(a, b) for a, b in pairwise(slopes)), slopes[-1]]
    path = "M{} {}".format(*map(_short, points[0]))
    for n, (a, b) in enumerate(pairwise(points)):
        third = (b[0] - a[0]) / 3
        bend = (a[0] + third, a[1] + third * tangents[n], b[0] - third, b[1] - third * tangents[n + 1], *b)
        path += "C" + " ".join(map(_short, bend))
    return path


def _tangent(before: float, after: float) -> float:
    """The harmonic mean of two slopes; flat at a peak and in a valley."""
    return 2 * before * after / (before + after) if before * after > 0 else 0.0


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")

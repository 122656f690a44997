"""Recounts: the piles of one moment beside the ledger. Nothing is overwritten: differences become entries."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cases.kinds import LETTERS, Kind
from events import trail
from events.models import Event, Role
from events.parties import Party
from events.refused import Refused
from letters import differences, ledger
from letters.ledger import Cell
from letters.models import Channel, Entry, Recount, RecountLine
from letters.turns import turn

# What lies in piles. E-mails and posts do not.
ON_PAPER = (*LETTERS, Kind.PETITION)
# A checkpoint, as the field has it: every six hours, and when the bell rings.
EVERY = dt.timedelta(hours=6)
# Whoever counts so long before a checkpoint has counted for it.
EARLY = dt.timedelta(hours=1)
# What people found out later is no delivery that came late.
CORRECTED = (Channel.RECOUNT, Channel.REPORT)

trail.know(
    recount_entered=_("entered a recount"),
    recount_accepted=_("accepted a recount"),
    recount_dropped=_("dropped a recount"),
)


class RecountWaits(Refused):
    """Another recount of the event is open."""

    sentence = _("Another recount waits to be accepted. Accept or drop it first.")


class NothingCounted(Refused):
    """Not one pile was counted."""

    sentence = _("Type the number of at least one pile.")


class CountFinal(Refused):
    """The figures cannot be put right any more."""

    sentence = _("The result is final. Nothing more is counted.")


class RecountSettled(Refused):
    """It was settled the other way."""

    sentence = _("This recount was settled meanwhile. Nothing was changed.")


class ReasonMissing(Refused):
    """A pile differs from the ledger and nobody said why. ``logged`` has the ledger's figures by cell."""

    sentence = _("Some piles differ from what was logged. Please say why, beside each of them.")

    def __init__(self, logged: Mapping[Cell, int]) -> None:
        super().__init__()
        self.logged = logged


@dataclass(frozen=True)
class Pile:
    """What was found in one pile, and why it differs where it does."""

    counted: int
    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Logged:
    """What the ledger said at a moment: how far it was, and its figures by cell."""

    seq: int
    figures: dict[Cell, int]


def logged_at(event: Event, moment: dt.datetime) -> Logged:
    """What the server had recorded by the moment. Counters less what came since, so that it costs little."""
    entries = Entry.objects.filter(event=event)
    seq = entries.filter(recorded_at__lte=moment).order_by("-seq").values_list("seq", flat=True).first() or 0
    counts = ledger.counts(event)
    figures = {(case, kind): n for case, kinds in counts.items() for kind, n in kinds.items()}
    since = entries.filter(seq__gt=seq).order_by().values_list("case__slug", "kind")
    for case, kind, quantity in since.annotate(sum=Sum("quantity")):
        if case in counts:
            figures[case, kind] -= quantity
    return Logged(seq, figures)


def enter(
    event: Event,
    piles: Mapping[Cell, Pile],
    *,
    key: uuid.UUID,
    counted_at: dt.datetime,
    role: Role,
    by: Party,
    at: dt.datetime,
) -> Recount:
    """The piles stand beside the ledger of that moment, for the organiser to accept. The same key once.

    Piles without a difference need no one: then it is accepted at once. Raises RecountWaits, NothingCounted,
    ReasonMissing, or CountFinal.
    """
    key = uuid.uuid5(key, f"recount of {event.pk}")
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        made = Recount.objects.filter(key=key).first()
        if made:
            return made
        if not ledger.takes_corrections(event):
            raise CountFinal
        if event.recounts.filter(status=Recount.Status.OPEN).exists():
            raise RecountWaits
        logged = logged_at(event, min(counted_at, at))
        lines = _lines(event, piles, logged)
        recount = Recount(event=event, key=key, counted_at=min(counted_at, at), counted_by=role.pseudonym)
        _keep(recount, lines, logged, at)
        _note("recount_entered", recount, lines, by, at)
    return recount


def _keep(recount: Recount, lines: list[RecountLine], logged: Logged, at: dt.datetime) -> None:
    """The recount has its number and its piles, and is settled where no pile differs."""
    last = Recount.objects.filter(event=recount.event).aggregate(last=Max("number"))["last"] or 0
    recount.number, recount.seq = last + 1, logged.seq
    if not any(line.difference for line in lines):
        recount.status, recount.settled_at = Recount.Status.ACCEPTED, at
    recount.save(force_insert=True)
    for line in lines:
        line.recount = recount
    RecountLine.objects.bulk_create(lines)


def _lines(event: Event, piles: Mapping[Cell, Pile], logged: Logged) -> list[RecountLine]:
    if not piles:
        raise NothingCounted
    ids = dict(event.cases.values_list("slug", "pk"))
    lines = []
    for (case, kind), pile in piles.items():
        before = logged.figures.get((case, kind), 0)
        is_same = pile.counted == before
        if not is_same and not pile.reason:
            raise ReasonMissing(logged.figures)
        line = RecountLine(case_id=ids[case], kind=kind, counted=pile.counted, logged=before)
        if not is_same:
            line.reason, line.words = pile.reason, pile.words
        lines.append(line)
    return lines


def accept(recount: Recount, *, role: Role, by: Party, at: dt.datetime) -> Recount:
    """The ledger says what lay in the piles. Accepted before: nothing happens again.

    Raises RecountSettled where it was dropped, NothingToTakeBack where the letters to take away are gone by
    now, LineRefused where the ledger takes no corrections any more.
    """
    event = recount.event
    with turn(event.pk), transaction.atomic():
        recount = _locked(recount)
        if recount.status == Recount.Status.ACCEPTED:
            return recount
        if recount.status == Recount.Status.DROPPED:
            raise RecountSettled
        lines = list(recount.lines.select_related("case"))
        deltas = {(line.case.slug, line.kind): line.difference for line in lines if line.difference}
        differences.settle(
            event,
            deltas,
            key=recount.key,
            by=role,
            channel=Channel.RECOUNT,
            at=at,
            written_at=recount.counted_at,
            up_to_seq=recount.seq,
        )
        _settle(recount, Recount.Status.ACCEPTED, by, at)
        _note("recount_accepted", recount, lines, by, at)
    return recount


def drop(recount: Recount, *, by: Party, at: dt.datetime) -> Recount:
    """The recount stays as history and changes nothing. Raises RecountSettled where it was accepted."""
    with turn(recount.event_id), transaction.atomic():
        recount = _locked(recount)
        if recount.status == Recount.Status.DROPPED:
            return recount
        if recount.status == Recount.Status.ACCEPTED:
            raise RecountSettled
        _settle(recount, Recount.Status.DROPPED, by, at)
        _note("recount_dropped", recount, list(recount.lines.all()), by, at)
    return recount


def delivered_later(recount: Recount) -> QuerySet[Entry]:
    """What reached the ledger after the recount but was written before it, or takes back what it counted.

    Its letters may lie in the piles: then the recount has counted them too. What the recount itself wrote is
    not among it.
    """
    since = Entry.objects.filter(event=recount.event_id, seq__gt=recount.seq)
    if recount.status == Recount.Status.ACCEPTED:
        since = since.exclude(recorded_at=recount.settled_at)  # type: ignore[misc]
    new = Q(reverses=None, reversed_by=None, written_at__lte=recount.counted_at) & ~Q(channel__in=CORRECTED)
    taken_back = Q(reverses__seq__lte=recount.seq)
    return since.filter(new | taken_back).select_related("case").order_by("seq")


def _locked(recount: Recount) -> Recount:
    event = recount.event
    recount = Recount.objects.select_for_update().get(pk=recount.pk)
    recount.event = event
    return recount


def _settle(recount: Recount, status: str, by: Party, at: dt.datetime) -> None:
    recount.status, recount.settled_at, recount.settled_by = status, at, by.user
    recount.save(update_fields=["status", "settled_at", "settled_by"])


def _note(act: str, recount: Recount, lines: list[RecountLine], by: Party, at: dt.datetime) -> None:
    trail.note(
        act,
        at=at,
        by=by,
        event=recount.event,
        what=str(recount.number),
        piles=len(lines),
        difference=sum(line.difference for line in lines),
    )


@dataclass(frozen=True)
class Checkpoint:
    """A moment at which the piles are to be counted, and whether it has come."""

    at: dt.datetime
    is_due: bool


def next_checkpoint(
    spans: Iterable[tuple[dt.datetime, dt.datetime]], *, counted_at: dt.datetime | None, at: dt.datetime
) -> Checkpoint | None:
    """When to count next: six hours after the doors opened and again, and when they close.

    ``counted_at`` is when the piles were counted last. A checkpoint that passed without a count is due; of
    several the last one. None where all is counted and nothing opens any more.
    """
    moments = sorted({moment for start, end in spans for moment in _moments(start, end)})
    past = [moment for moment in moments if moment <= at]
    if past and (counted_at is None or counted_at < past[-1] - EARLY):
        return Checkpoint(past[-1], True)
    return next((Checkpoint(moment, False) for moment in moments if moment > at), None)


def _moments(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    moment = start + EVERY
    while moment < end:
        yield moment
        moment += EVERY
    yield end

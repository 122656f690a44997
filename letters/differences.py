"""Making the ledger say what people found: more entries where it is short, reversals where it is over.

A ledger has no negative lines of its own. Where it is over, its newest lines are taken back until it is not,
and what was taken back too much is written again, for the moment and the team it was written for.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import Event, Role
from events.refused import Refused
from letters import ledger
from letters.ledger import Cell, Line
from letters.models import Entry
from letters.models.entry import LARGEST
from letters.turns import turn


class NothingToTakeBack(Refused):
    """The ledger has fewer letters than are to be taken away."""

    sentence = _("The count has changed meanwhile: there is less to take back than that. Please look again.")


def settle(
    event: Event,
    deltas: Mapping[Cell, int],
    *,
    key: uuid.UUID,
    by: Role,
    channel: str,
    at: dt.datetime,
    written_at: dt.datetime | None = None,
    up_to_seq: int | None = None,
) -> ledger.Result:
    """The ledger has moved by exactly ``deltas``: letters by (case's address, kind), up or down.

    What is added counts for ``written_at``, else for ``at``. Only entries up to ``up_to_seq`` are taken back.
    The ids follow from ``key``, so that a case and kind is settled once however often this is called with it.
    All or nothing: raises NothingToTakeBack, or LineRefused where a line is not taken.
    """
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        settling = _Settling(event, key, written_at, up_to_seq)
        lines = [line for (case, kind), n in deltas.items() for line in settling.lines(case, kind, n)]
        return ledger.record(event, entries=lines, by=by, channel=channel, at=at).whole()


@dataclass(frozen=True)
class _Settling:
    """The lines that settle one difference after another, under the head's lock."""

    event: Event
    key: uuid.UUID
    written_at: dt.datetime | None
    up_to_seq: int | None

    def lines(self, case: str, kind: str, difference: int) -> Iterator[Line]:
        ids = (uuid.uuid5(self.key, f"{case} {kind} {n}") for n in range(2 * LARGEST))
        if difference and not Entry.objects.filter(pk=uuid.uuid5(self.key, f"{case} {kind} 0")).exists():
            make = self._added if difference > 0 else self._taken_back
            yield from make(ids, case, kind, abs(difference))

    def _added(self, ids: Iterator[uuid.UUID], case: str, kind: str, rest: int) -> Iterator[Line]:
        while rest:
            quantity = min(rest, LARGEST)
            yield Line(next(ids), case, kind, quantity, written_at=self.written_at)
            rest -= quantity

    def _taken_back(self, ids: Iterator[uuid.UUID], case: str, kind: str, rest: int) -> Iterator[Line]:
        entries = Entry.objects.filter(
            event=self.event, case__slug=case, kind=kind, reverses=None, reversed_by=None
        )
        if self.up_to_seq is not None:
            entries = entries.filter(seq__lte=self.up_to_seq)
        # Small steps: what is over is a handful of letters, the event's ledger may be long.
        for entry in entries.order_by("-seq").iterator(chunk_size=200):
            if rest <= 0:
                return
            yield Line(next(ids), reverses=entry.pk)
            if entry.quantity > rest:
                again = entry.quantity - rest
                yield Line(
                    next(ids),
                    case,
                    kind,
                    again,
                    team=entry.team_id,
                    number=entry.writer_number,
                    written_at=entry.written_at,
                )
            rest -= entry.quantity
        if rest > 0:
            raise NothingToTakeBack

"""The ledger: what was written, line by line, for ever.

Writers to one event queue at its head row: so numbers have no gaps, and every counter moves with its entry.
What is more than a hand can do is written as all else, and held back from the public number (watch.py).
"""

import datetime as dt
import uuid
from collections import Counter as Multiset
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.kinds import LETTERS
from events.models import Event, Role
from events.models.event import LEAD
from letters import chain, refusals, statements
from letters.models import Channel, ChannelCounter, Counter, Entry, Head, HourCounter, Report
from letters.models.entry import LARGEST
from letters.refusals import LineRefused
from letters.turns import turn
from letters.watch import Watch, minutes_of

# Phones run fast by minutes and by wrong zones, never by more than a day.
FUTURE = dt.timedelta(hours=24)
# What is put right by people who sit down with paper, and may be after the counter closed.
CORRECTIONS = (Channel.SHEET, Channel.RECOUNT, Channel.REPORT, Channel.IMPORT)
# Each try loses only to another writer that sent the same id to another event at the same moment.
TRIES = 3


# What a figure is about: a case's address and a kind.
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What a client wants written: so many of a kind for a case, or the reversal of an entry.

    ``written_at`` None means by the server's clock, and is not compared when the same id comes again.
    """

    id: uuid.UUID
    case: str = ""
    kind: str = ""
    quantity: int = 0
    reverses: uuid.UUID | None = None
    team: int | None = None
    # The writer's number in the team.
    number: int | None = None
    written_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: created, duplicate, or refused with a code of ``letters.refusals``."""

    id: uuid.UUID
    status: str
    code: str = ""

    @property
    def message(self) -> str:
        """The refusal as a sentence in the reader's language; empty otherwise."""
        return str(refusals.MESSAGES[self.code]) if self.code else ""


@dataclass(frozen=True, slots=True)
class Result:
    """The outcomes in the order of the lines, the head after them, and the event's letters and counts."""

    outcomes: list[Outcome]
    seq: int
    chain: str
    letters: int
    cases: dict[str, dict[str, int]]

    def whole(self) -> Self:
        """Itself, where every line is in the ledger. Raises LineRefused where one is not."""
        for outcome in self.outcomes:
            if outcome.code:
                raise LineRefused(outcome.code)
        return self


def record(event: Event, *, entries: Sequence[Line], by: Role, channel: str, at: dt.datetime) -> Result:
    """Every good line is in the ledger exactly once, with its counters, durably; the others changed nothing.

    Safe to repeat: a line whose id is known with the same content is a duplicate, however late. What comes by
    one of ``CORRECTIONS`` is taken after the counter closed, until the event's report is verified or its
    result final. Raises OperationalError where the database is away; then nothing was written.
    """
    for attempt in range(TRIES):
        try:
            with turn(event.pk), transaction.atomic():
                return _Writing(event, by, channel, at, entries).finish()
        except IntegrityError:
            # The id arrived at another event at once. It is known there by now: look again.
            if attempt == TRIES - 1:
                raise
    raise AssertionError


def takes_corrections(event: Event) -> bool:
    """Whether the figures may still be put right: not once the report is verified or the result final."""
    is_verified = Report.objects.filter(event=event, status=Report.Status.VERIFIED).exists()
    return not is_verified and event.takes_corrections()


def counts(event: Event) -> dict[str, dict[str, int]]:
    """What the event has counted, by the slug of each of its cases and by kind."""
    return statements.counts(event)


def lock_head(event: Event) -> Head:
    """The event's head, made where there was none, locked until the transaction ends."""
    return statements.lock(event, []).head


@dataclass
class _Writing:
    """One batch on its way into the ledger, under the head's lock."""

    event: Event
    by: Role
    channel: str
    at: dt.datetime
    lines: Sequence[Line]
    written: list[Entry] = field(default_factory=list)

    def finish(self) -> Result:
        targets = [line.reverses for line in self.lines if line.reverses]
        ids = [*(line.id for line in self.lines), *targets]
        watches = self.by.kind == Role.Kind.VOLUNTEER
        standing = statements.lock(
            self.event,
            ids,
            device=self.by.pseudonym if watches else None,
            minutes=minutes_of((line.written_at or self.at for line in self.lines) if watches else ()),
        )
        self.head, self.cases, self.counts = standing.head, standing.cases, standing.counts
        self.known = self._known(ids, targets) if standing.knows_some else {}
        self.reversed = {entry.reverses_id for entry in self.known.values() if entry.reverses_id}
        self.is_correction = self.channel in CORRECTIONS
        self.takes_entries = self._takes_entries()
        outcomes = [self._outcome(line) for line in self.lines]
        if self.written:
            watch = Watch(self.event, self.by, self.channel, self.at, standing.phone)
            watch.look_at(self.written, self.known)
            statements.write(self.head, self.written, self._moves(), watch.statements())
            watch.keep()
        return Result(outcomes, self.head.seq, self.head.chain, self.head.letters, self.counts)

    def _takes_entries(self) -> bool:
        return takes_corrections(self.event) if self.is_correction else self.event.takes_entries_at(self.at)

    def _known(self, ids: list[uuid.UUID], targets: list[uuid.UUID]) -> dict[uuid.UUID, Entry]:
        """The entries that the lines name: by their own ids, as what they reverse, and its reversals."""
        named = Q(pk__in=ids)
        if targets:
            named |= Q(reverses__in=targets)
        return {entry.pk: entry for entry in Entry.objects.filter(named).order_by()}

    def _outcome(self, line: Line) -> Outcome:
        try:
            if line.id in self.known:
                if not self._is_same(line, self.known[line.id]):
                    raise LineRefused(refusals.ID_REUSED)
                return Outcome(line.id, "duplicate")
            self._write(self._reversal(line) if line.reverses else self._entry(line))
            return Outcome(line.id, "created")
        except LineRefused as refusal:
            return Outcome(line.id, "refused", refusal.code)

    def _is_same(self, line: Line, entry: Entry) -> bool:
        if entry.event_id != self.event.pk or line.reverses != entry.reverses_id:
            return False
        if line.written_at is not None and line.written_at != entry.written_at:
            return False
        if line.reverses:
            return True
        said = (line.kind, line.quantity, line.team, line.number)
        # A case may have left the event since: then its slug is asked of the case itself.
        case = self.cases.get(line.case)
        same_case = case == entry.case_id if case else line.case == entry.case.slug
        return same_case and said == (entry.kind, entry.quantity, entry.team_id, entry.writer_number)

    def _ask(self, line: Line) -> None:
        if not self.takes_entries:
            raise LineRefused(refusals.EVENT_CLOSED)
        if line.written_at is not None and line.written_at > self.at + FUTURE:
            raise LineRefused(refusals.WRITTEN_AT_IN_FUTURE)

    def _entry(self, line: Line) -> Entry:
        self._ask(line)
        if line.case not in self.cases:
            raise LineRefused(refusals.CASE_NOT_IN_EVENT)
        if line.kind not in self.event.kinds:
            raise LineRefused(refusals.KIND_NOT_COUNTED)
        if not 1 <= line.quantity <= LARGEST:
            raise LineRefused(refusals.QUANTITY_OUT_OF_RANGE)
        if line.team is not None and line.team not in self._teams():
            raise LineRefused(refusals.TEAM_NOT_IN_EVENT)
        moment = self._moment(line)
        return Entry(
            case_id=self.cases[line.case],
            kind=line.kind,
            quantity=line.quantity,
            team_id=line.team,
            writer_number=line.number,
            channel=self.channel,
            day=moment.astimezone(self.event.zone).date(),
            hour=moment.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0),
            **self._who_and_when(line),
        )

    def _reversal(self, line: Line) -> Entry:
        self._ask(line)
        target = self.known.get(line.reverses) if line.reverses else None
        if target is None or target.event_id != self.event.pk or target.reverses_id is not None:
            raise LineRefused(refusals.REVERSES_UNKNOWN)
        if target.pk in self.reversed:
            raise LineRefused(refusals.ALREADY_REVERSED)
        self.reversed.add(target.pk)
        return Entry(
            reverses_id=target.pk,
            case_id=target.case_id,
            kind=target.kind,
            quantity=-target.quantity,
            team_id=target.team_id,
            writer_number=target.writer_number,
            channel=target.channel,
            day=target.day,
            hour=target.hour,
            **self._who_and_when(line),
        )

    def _who_and_when(self, line: Line) -> dict[str, Any]:
        return {
            "id": line.id,
            "event_id": self.event.pk,
            "device": self.by.pseudonym,
            "written_at": line.written_at or self.at,
            "recorded_at": self.at,
        }

    def _moment(self, line: Line) -> dt.datetime:
        """When the letter counts for: when it was written, where that can be right.

        A phone's clock is believed from a day before the first opening on; people with paper always.
        """
        first, _last = self.event.span()
        if line.written_at is None or line.written_at > self.at:
            return self.at
        if self.is_correction or (first and first - LEAD <= line.written_at):
            return line.written_at
        return self.at

    def _teams(self) -> set[int]:
        if not hasattr(self, "teams"):
            self.teams = set(self.event.teams.values_list("pk", flat=True))
        return self.teams

    def _write(self, entry: Entry) -> None:
        head = self.head
        entry.seq = head.seq + 1
        entry.chain = chain.link(head.chain, {name: getattr(entry, name) for name in chain.FIELDS})
        head.seq, head.chain = entry.seq, entry.chain
        self.known[entry.pk] = entry
        self.written.append(entry)

    def _moves(self) -> list[statements.Move]:
        """What the written lines add to the counters; to the head and to the counts here, it is added."""
        days, channels, hours = Multiset[Any](), Multiset[Any](), Multiset[Any]()
        slugs = {pk: slug for slug, pk in self.cases.items()}
        for entry in self.written:
            days[entry.case_id, entry.kind, entry.day] += entry.quantity
            channels[entry.channel, entry.kind] += entry.quantity
            hours[entry.hour, entry.kind] += entry.quantity
            if entry.kind in LETTERS:
                self.head.letters += entry.quantity
            else:
                self.head.actions += entry.quantity
            if entry.case_id in slugs:
                kinds = self.counts[slugs[entry.case_id]]
                kinds[entry.kind] = kinds.get(entry.kind, 0) + entry.quantity
        return [
            statements.Move(Counter, ("case_id", "kind", "day"), days),
            statements.Move(ChannelCounter, ("channel", "kind"), channels),
            statements.Move(HourCounter, ("hour", "kind"), hours),
        ]

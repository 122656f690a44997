"""Proof that counters say what the ledger says, and the counters made anew where they do not."""

import datetime as dt
import uuid
from collections import Counter as Multiset
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import TruncMinute

from cases.kinds import LETTERS
from events.models import Event, Role
from letters import chain, guards
from letters.ledger import lock_head
from letters.models import (
    Channel,
    ChannelCounter,
    Counter,
    DeviceCounter,
    Entry,
    Head,
    HourCounter,
    PaceCounter,
)
from letters.watch import minute_of

# Rows held in memory at once.
CHUNK = 2000
# Each counter, with the columns that name one of its rows.
COUNTERS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Counter, ("case_id", "kind", "day")),
    (ChannelCounter, ("channel", "kind")),
    (HourCounter, ("hour", "kind")),
)
# And those of volunteers' phones, while we know them. What was taken back counts for whoever logged it.
OF_PHONES: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (DeviceCounter, ("device",)),
    (PaceCounter, ("device", "minute")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that is not as the ledger has it, or one entry that is not as it was written."""

    event: str
    what: str
    seq: int | None = None
    entry: uuid.UUID | None = None

    def __str__(self) -> str:
        number = f" entry {self.seq}" if self.seq is not None else ""
        name = f" ({self.entry})" if self.entry else ""
        return f"{self.event}{number}{name}: {self.what}"


@dataclass
class Reckoning:
    """What a check went through."""

    events: int = 0
    entries: int = 0
    letters: int = 0


def events_with_numbers(slug: str = "") -> QuerySet[Event]:
    """The events that have an entry, a counter or a head; the one of the slug alone, where one is given."""
    any_row = Q()
    tables: list[type[models.Model]] = [Entry, Head, *(model for model, _names in COUNTERS)]
    for model in tables:
        any_row |= Q(Exists(model._default_manager.filter(event=OuterRef("pk"))))
    found = Event.objects.filter(any_row).order_by("slug")
    return found.filter(slug=slug) if slug else found


def check(reckoning: Reckoning, *, slug: str = "") -> Iterator[Fault]:
    """Every row that differs, event by event. Counts what it went through in ``reckoning``."""
    for name in guards.missing(connection):
        yield Fault("ledger", f"the guard {name} is missing from the database")
    for event in events_with_numbers(slug):
        walk = _Walk(event)
        yield from walk.faults()
        reckoning.events += 1
        reckoning.entries += walk.seq
        reckoning.letters += walk.letters


def rebuild(event: Event) -> bool:
    """The event's counters and head are what its ledger adds up to; the ledger is untouched.

    Safe to repeat and safe while others count. Returns whether the head had stood further than the ledger
    goes, which means that entries were lost.
    """
    with transaction.atomic():
        head = lock_head(event)
        entries = Entry.objects.filter(event=event)
        for model, names in COUNTERS:
            rows = model._default_manager
            rows.filter(event=event).delete()
            sums = entries.order_by().values(*names).annotate(sum=Sum("quantity"))
            rows.bulk_create(
                model(event=event, quantity=row.pop("sum"), **row) for row in sums.iterator() if row["sum"]
            )
        _rebuild_phones(event, entries.order_by())
        last = entries.order_by("-seq").values_list("seq", "chain").first() or (0, "")
        were_lost = head.seq > last[0]
        head.seq, head.chain = last
        letters = entries.filter(kind__in=LETTERS).aggregate(sum=Sum("quantity"))["sum"] or 0
        head.letters = letters
        head.actions = (entries.aggregate(sum=Sum("quantity"))["sum"] or 0) - letters
        head.save()
    return were_lost


def _rebuild_phones(event: Event, entries: QuerySet[Entry]) -> None:
    phones = _phones_of(event)
    by_whom = Case(When(reverses__isnull=False, then="reverses__device"), default="device")
    letters = entries.values(phone=by_whom).annotate(sum=Sum("quantity")).values_list("phone", "sum")
    taps = entries.filter(reverses=None, channel=Channel.TAP)
    minutes = taps.values("device", minute=TruncMinute("written_at", tzinfo=dt.UTC)).annotate(sum=Count("pk"))
    for model, _names in OF_PHONES:
        model._default_manager.filter(event=event, device__in=phones).delete()
    DeviceCounter.objects.bulk_create(
        DeviceCounter(event=event, device=phone, quantity=sum_)
        for phone, sum_ in letters
        if sum_ and phone in phones
    )
    PaceCounter.objects.bulk_create(
        PaceCounter(event=event, device=phone, minute=minute, quantity=sum_)
        for phone, minute, sum_ in minutes.values_list("device", "minute", "sum")
        if phone in phones
    )


def _phones_of(event: Event) -> set[uuid.UUID]:
    """The phones of volunteers whom we know."""
    return set(Role.objects.volunteers_of(event).values_list("pseudonym", flat=True))


@dataclass
class _Walk:
    """One event's ledger from its first entry to its last, adding up."""

    event: Event
    seq: int = 0
    chain: str = ""
    letters: int = 0
    actions: int = 0
    sums: list[Multiset[Any]] = field(default_factory=lambda: [Multiset() for _ in COUNTERS])
    of_phones: list[Multiset[Any]] = field(default_factory=lambda: [Multiset() for _ in OF_PHONES])

    def faults(self) -> Iterator[Fault]:
        # The ledger never changes behind the walker, so that only its end has to be read under the lock.
        yield from self._entries()
        with transaction.atomic():
            head = Head.objects.select_for_update().filter(event=self.event).first() or Head(event=self.event)
            faults = [*self._entries(), *self._head(head), *self._counters(), *self._phones()]
        yield from faults

    def _entries(self) -> Iterator[Fault]:
        rows = Entry.objects.filter(event=self.event, seq__gt=self.seq).order_by("seq")
        fields = (*chain.FIELDS, "chain", "device", "reverses__device")
        for row in rows.values(*fields).iterator(chunk_size=CHUNK):
            if row["seq"] != self.seq + 1:
                yield self._fault(row, f"follows number {self.seq}")
            if row["chain"] != chain.link(self.chain, row):
                yield self._fault(row, "is not as it was written: the chain breaks here")
            # On from the chain as stored, so that one changed row is named once and not all that follow.
            self.seq, self.chain = row["seq"], row["chain"]
            if row["kind"] in LETTERS:
                self.letters += row["quantity"]
            else:
                self.actions += row["quantity"]
            for (_model, names), sums in zip(COUNTERS, self.sums, strict=True):
                sums[tuple(row[name] for name in names)] += row["quantity"]
            self._add_to_phones(row)

    def _add_to_phones(self, row: dict[str, Any]) -> None:
        letters, pace = self.of_phones
        letters[row["reverses__device"] if row["reverses_id"] else row["device"],] += row["quantity"]
        if not row["reverses_id"] and row["channel"] == Channel.TAP:
            pace[row["device"], minute_of(row["written_at"])] += 1

    def _head(self, head: Head) -> Iterator[Fault]:
        for name in ("seq", "chain", "letters", "actions"):
            stored, reckoned = getattr(head, name), getattr(self, name)
            if stored != reckoned:
                what = f"the head’s {name} is {stored}, the ledger’s {reckoned}"
                yield Fault(self.event.slug, what, seq=self.seq)

    def _counters(self) -> Iterator[Fault]:
        for (model, names), sums in zip(COUNTERS, self.sums, strict=True):
            yield from self._compared(model, self._stored(model, names), sums)

    def _phones(self) -> Iterator[Fault]:
        phones = _phones_of(self.event)
        for (model, names), sums in zip(OF_PHONES, self.of_phones, strict=True):
            # The ledger remembers longer than we do which lines were of one phone.
            stored = {key: n for key, n in self._stored(model, names).items() if key[0] in phones}
            known = Multiset({key: n for key, n in sums.items() if key[0] in phones})
            yield from self._compared(model, stored, known)

    def _stored(self, model: type[models.Model], names: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
        rows = model._default_manager.filter(event=self.event).annotate(n=F("quantity"))
        return {row[:-1]: row[-1] for row in rows.values_list(*names, "n")}

    def _compared(
        self, model: type[models.Model], stored: dict[tuple[Any, ...], int], sums: Multiset[Any]
    ) -> Iterator[Fault]:
        for key in sorted(set(stored) | set(sums), key=str):
            has, ought = stored.get(key, 0), sums[key]
            if has != ought:
                where = ", ".join(str(value) for value in key)
                what = f"{model._meta.verbose_name} ({where}) is {has}, the ledger’s {ought}"
                yield Fault(self.event.slug, what)

    def _fault(self, row: dict[str, Any], what: str) -> Fault:
        return Fault(self.event.slug, what, seq=row["seq"], entry=row["id"])

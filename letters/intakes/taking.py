"""Taking a file: all its counts are in the ledger, or none; and taking it back."""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cases.models import Case
from events import trail
from events.gazetteer import folded
from events.models import Event, User
from events.parties import Party
from events.refused import Refused
from letters import ledger, refusals
from letters.intakes.bringing import IntakeSettled, ResultFinal, counts_of, is_final
from letters.intakes.faults import Fault
from letters.ledger import Line
from letters.models import Channel, Entry, Intake
from letters.models.entry import LARGEST
from letters.models.intake import Count
from letters.turns import turn

T = TypeVar("T")
# Lines that the ledger writes by one statement.
A_BATCH = 500
# Whose turn it is on SQLite, whichever event: a file is of many.
_ANY = 0

trail.know(intake_taken=_("took a file’s counts"), intake_taken_back=_("took a file’s counts back"))


class NotRead(Refused):
    """There is nothing to take yet, or any more."""

    sentence = _("This file is not ready to be taken.")


class RowRefused(refusals.LineRefused):
    """The ledger takes a row no more. Holds its number."""

    def __init__(self, row: int, code: str) -> None:
        self.row = row
        super().__init__(code)


class RowsForgotten(Refused):
    """Which entries were the file's is not known any more."""

    sentence = _("The rows of this file are forgotten by now. It cannot be taken back as a whole.")


@transaction.atomic
def begin(intake: Intake, *, by: Party, at: dt.datetime) -> None:
    """The worker will take the file; where it began already, it begins again, which does no harm.

    Raises NotRead and ResultFinal.
    """
    locked = Intake.objects.select_for_update().defer("content", "rows").get(pk=intake.pk)
    if locked.status == Intake.Status.TAKEN:
        return
    if locked.status not in (Intake.Status.READ, Intake.Status.TAKING) or by.user is None:
        raise NotRead
    if is_final(intake.section, intake.campaign):
        raise ResultFinal
    Intake.objects.filter(pk=locked.pk).update(status=Intake.Status.TAKING, faults=[])
    take_file.enqueue(locked.pk, by.user.pk)


@task()
def take_file(pk: int, user: int) -> None:
    """The worker's door to ``take``. What the ledger refuses is told on the file's page."""
    intake = Intake.objects.filter(pk=pk).select_related("section", "campaign").first()
    who = User.objects.filter(pk=user).first()
    if intake is None or who is None:
        return
    try:
        take(intake, by=Party(who), at=timezone.now())
    except Refused as refused:
        row = refused.row if isinstance(refused, RowRefused) else 0
        fault = Fault(row, "", "ledger", str(refused.sentence))
        Intake.objects.filter(pk=pk, status=Intake.Status.TAKING).update(
            status=Intake.Status.READ, faults=[fault.as_json()]
        )


def take(intake: Intake, *, by: Party, at: dt.datetime) -> Intake:
    """Every row of the file is in the ledger, once, at an event of its place; or nothing has changed.

    Taken before: nothing happens again. Raises NotRead where it was dropped, or RowRefused.
    """
    with turn(_ANY), transaction.atomic():
        intake = _locked(intake)
        if intake.status == Intake.Status.TAKEN:
            return intake
        if intake.status not in (Intake.Status.READ, Intake.Status.TAKING):
            raise NotRead
        counts = counts_of(intake)
        if not counts:
            raise NotRead
        by_place: defaultdict[tuple[str, ...], list[Count]] = defaultdict(list)
        for count in counts:
            by_place[count.of_place].append(count)
        events = _events(intake, list(by_place.values()))
        for event, its in events:
            _record(event, _lines(intake, its), by, at)
        intake.status, intake.settled_at, intake.content = Intake.Status.TAKEN, at, None
        intake.done = intake.total
        intake.save(update_fields=["status", "settled_at", "content", "done"])
        _note("intake_taken", intake, counts, by, at)
    return intake


def take_back(intake: Intake, *, by: Party, at: dt.datetime) -> Intake:
    """Every entry of the file that still stands is reversed; or nothing has changed. Twice is once.

    Raises IntakeSettled where it was never taken, RowsForgotten, or RowRefused.
    """
    with turn(_ANY), transaction.atomic():
        intake = _locked(intake)
        if intake.was_taken_back:
            return intake
        if intake.status != Intake.Status.TAKEN:
            raise IntakeSettled
        counts = counts_of(intake)
        if not counts:
            raise RowsForgotten
        rows = {line.id: row for row, line in _lines(intake, counts)}
        standing: defaultdict[int, list[Entry]] = defaultdict(list)
        for ids in _batches(list(rows)):
            for entry in Entry.objects.filter(pk__in=ids, reversed_by=None).order_by("seq"):
                standing[entry.event_id].append(entry)
        events = Event.objects.filter(pk__in=standing).select_related("campaign").order_by("pk")
        for event in events:
            lines = [
                (rows[entry.pk], Line(uuid.uuid5(intake.key, f"back {entry.pk}"), reverses=entry.pk))
                for entry in standing[event.pk]
            ]
            _record(event, lines, by, at)
        intake.status = Intake.Status.DROPPED
        intake.save(update_fields=["status"])
        _note("intake_taken_back", intake, counts, by, at)
    return intake


def _locked(intake: Intake) -> Intake:
    section, campaign = intake.section, intake.campaign
    intake = Intake.objects.select_for_update().defer("content").get(pk=intake.pk)
    intake.section, intake.campaign = section, campaign
    return intake


def slug_of(intake: Intake, place: tuple[str, ...]) -> str:
    """The address of the event that stands for a place, the same for every file of the campaign."""
    told = "\n".join((str(intake.section_id), str(intake.campaign_id), *place))
    words = slugify(folded(" ".join(place[:2])))[:38].strip("-") or "place"
    return f"{words}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _events(intake: Intake, places: list[list[Count]]) -> list[tuple[Event, list[Count]]]:
    """The event of each place with its counts, made where there was none, for each case and kind counted."""
    by_slug = {slug_of(intake, counts[0].of_place): counts for counts in places}
    for slugs in _batches(sorted(by_slug)):
        new = [_new(intake, slug, by_slug[slug][0]) for slug in slugs]
        # Another file may bring the same places at this moment: whoever comes second finds them.
        Event.objects.bulk_create(new, ignore_conflicts=True)
    events = []
    for slugs in _batches(sorted(by_slug)):
        found = Event.objects.select_for_update(of=("self",), no_key=True).filter(slug__in=slugs)
        events += list(found.select_related("campaign", "section"))
    # Always in one order, so that two files at once wait for each other only once.
    events.sort(key=lambda event: event.pk)
    pairs = [(event, by_slug[event.slug]) for event in events]
    _add_cases(pairs)
    for event, counts in pairs:
        # What was reported from outside has no openings: so nobody need ask for each of them.
        event.first_start = event.last_end = None
        if missing := sorted({count.kind for count in counts} - set(event.kinds)):
            event.kinds = [*event.kinds, *missing]
            event.save(update_fields=["kinds"])
    return pairs


def _new(intake: Intake, slug: str, count: Count) -> Event:
    return Event(
        slug=slug,
        campaign=intake.campaign,
        section=intake.section,
        name=count.place,
        town=count.town,
        form=count.form,
        status=Event.Status.APPROVED,
        time_zone=intake.section.time_zone,
    )


def _add_cases(pairs: list[tuple[Event, list[Count]]]) -> None:
    ids = dict(
        Case.objects.filter(slug__in={count.case for _event, counts in pairs for count in counts})
        .order_by()
        .values_list("slug", "pk")
    )
    through = Event.cases.through
    rows = [
        through(event_id=event.pk, case_id=ids[case])
        for event, counts in pairs
        for case in sorted({count.case for count in counts})
    ]
    through.objects.bulk_create(rows, ignore_conflicts=True, batch_size=A_BATCH)


def _lines(intake: Intake, counts: Sequence[Count]) -> list[tuple[int, Line]]:
    """The ledger's lines of the counts with their rows: noon of the day, at most ``LARGEST`` each."""
    lines = []
    for count in counts:
        noon = dt.datetime.combine(dt.date.fromisoformat(count.day), dt.time(12), intake.section.zone)
        for part, start in enumerate(range(0, count.quantity, LARGEST)):
            line = Line(
                uuid.uuid5(intake.key, f"{count.row}.{part}"),
                case=count.case,
                kind=count.kind,
                quantity=min(LARGEST, count.quantity - start),
                written_at=noon,
            )
            lines.append((count.row, line))
    return lines


def _record(event: Event, lines: list[tuple[int, Line]], by: Party, at: dt.datetime) -> None:
    role = by.role_at(event)
    if role is None:
        raise NotRead
    for batch in _batches(lines):
        entries = [line for _row, line in batch]
        result = ledger.record(event, entries=entries, by=role, channel=Channel.IMPORT, at=at)
        for (row, _line), outcome in zip(batch, result.outcomes, strict=True):
            if outcome.code:
                raise RowRefused(row, outcome.code)


def _batches(of: Sequence[T]) -> Iterator[Sequence[T]]:
    return (of[start : start + A_BATCH] for start in range(0, len(of), A_BATCH))


def _note(act: str, intake: Intake, counts: list[Count], by: Party, at: dt.datetime) -> None:
    letters = sum(count.quantity for count in counts if count.is_letter)
    trail.note(
        act,
        at=at,
        by=by,
        section=intake.section,
        what=f"file {intake.pk}",
        rows=len(counts),
        places=len({count.of_place for count in counts}),
        letters=letters,
        actions=sum(count.quantity for count in counts) - letters,
    )

"""Paper tally sheets: numbered, printed, typed once each. What is typed again is a correction."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cases.addresses import whole_address
from cases.kinds import LETTERS
from events import trail
from events.models import Event, Opening, Role, Team
from events.parties import Party
from events.refused import Refused
from letters import differences, ledger
from letters.ledger import Cell, Line
from letters.models import Channel, Entry, Holdback, Sheet, SheetEntry
from letters.turns import turn

# What a printer takes in one go, and what one evening can use up.
AT_ONCE = 50
MOST = 9_999

Figures = Mapping[Cell, int]

trail.know(
    sheets_issued=_("made tally sheets"),
    sheet_typed=_("typed a tally sheet"),
    sheet_corrected=_("corrected a tally sheet"),
)


class SheetUnknown(Refused):
    """The event has no sheet of this number."""

    sentence = _("This marathon has no sheet of that number. Please look at the corner of the paper again.")
    field = "number"


class TooManySheets(Refused):
    """The numbers are used up."""

    sentence = _("An event has at most 9,999 sheets.")
    field = "count"


class TypedMeanwhile(Refused):
    """Somebody else typed the sheet, or corrected it, with other figures."""

    sentence = _(
        "Somebody typed this sheet meanwhile, with other figures. Compare both with the paper: "
        "if yours are right, send them again as a correction."
    )


class TypedBySomebodyElse(Refused):
    """Volunteers put right what they typed themselves: a stolen invitation empties no sheet of others."""

    sentence = _("Somebody else typed this sheet. Please ask an organiser to correct it.")


def issue(
    event: Event,
    *,
    count: int,
    key: uuid.UUID,
    by: Party,
    at: dt.datetime,
    opening: Opening | None = None,
    team: Team | None = None,
) -> list[Sheet]:
    """There are so many more sheets, numbered on from the last. The same key makes them once.

    Raises TooManySheets.
    """
    keys = [uuid.uuid5(key, f"sheet {place} of {event.pk}") for place in range(count)]
    with transaction.atomic():
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        made = list(Sheet.objects.filter(event=event, key__in=keys))
        if made:
            return made
        last = event.sheets.aggregate(last=Max("number"))["last"] or 0
        if last + count > MOST:
            raise TooManySheets
        sheets = [
            Sheet(
                event=event, number=last + 1 + place, key=keys[place], opening=opening, team=team, made_at=at
            )
            for place in range(count)
        ]
        Sheet.objects.bulk_create(sheets)
        trail.note(
            "sheets_issued", at=at, by=by, event=event, what=f"{last + 1}–{last + count}", sheets=count
        )
    return sheets


def find(event: Event, number: int) -> Sheet:
    """The event's sheet of the number. Raises SheetUnknown."""
    sheet = event.sheets.filter(number=number).select_related("opening__venue", "team").first()
    if sheet is None:
        raise SheetUnknown
    return sheet


def address_of(sheet: Sheet) -> str:
    """What the code on its paper opens. Costs nothing where its event was loaded with it."""
    return whole_address("sheet", sheet.event.slug, sheet.number)


def type_in(sheet: Sheet, figures: Figures, *, version: int, role: Role, by: Party, at: dt.datetime) -> Sheet:
    """The ledger has the sheet's figures: new lines the first time, corrections afterwards.

    ``version`` is the one that whoever typed had before them, 0 for a fresh sheet. The same figures again
    change nothing. Raises TypedMeanwhile, TypedBySomebodyElse, LineRefused, or NothingToTakeBack.
    """
    event = sheet.event
    with turn(event.pk), transaction.atomic():
        sheet = Sheet.objects.select_for_update(of=("self",)).select_related("opening").get(pk=sheet.pk)
        sheet.event = event
        ledger.lock_head(event)
        typed = standing(sheet)
        is_same = sheet.version > 0 and typed.is_same(figures)
        if is_same:
            return sheet
        if sheet.version != version:
            raise TypedMeanwhile
        if sheet.version and role.kind == Role.Kind.VOLUNTEER and sheet.typed_by != role.pseudonym:
            raise TypedBySomebodyElse
        sheet.version += 1
        _write(_Typing(sheet, typed, figures, role, at))
        sheet.typed_at, sheet.typed_by = at, role.pseudonym
        sheet.save(update_fields=["version", "typed_at", "typed_by"])
        act = "sheet_typed" if sheet.version == 1 else "sheet_corrected"
        trail.note(
            act,
            at=at,
            by=by,
            event=event,
            what=str(sheet.number),
            version=sheet.version,
            letters=sum(number for (_case, kind), number in figures.items() if kind in LETTERS),
        )
    return sheet


@dataclass(frozen=True)
class Version:
    """What one typing changed: the figure of each cell before and after."""

    number: int
    at: dt.datetime
    changes: dict[Cell, tuple[int, int]]


@dataclass
class Standing:
    """What a sheet says by now, by cell, and which of its lines stand for it.

    A recount may have taken a line back and written the rest again: the sheet's figure is what was typed all
    the same. Where all that a phone logged was taken back as untrue, what it typed is gone.
    """

    figures: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[Cell, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    versions: list[Version] = field(default_factory=list)
    written_at: dt.datetime | None = None

    def is_same(self, figures: Figures) -> bool:
        """Whether the figures say what stands already; a cell that is not named is 0."""
        return all(self.figures.get(cell, 0) == figures.get(cell, 0) for cell in {*self.figures, *figures})

    def is_whole(self, cell: Cell) -> bool:
        """Whether the sheet's own lines add up to the cell's figure."""
        return sum(entry.quantity for entry in self.lines.get(cell, [])) == self.figures.get(cell, 0)


def standing(sheet: Sheet) -> Standing:
    """What the sheet says by now. One query, two where lines of it were taken back otherwise."""
    rows = sheet.lines.select_related("entry__case", "entry__reversed_by").order_by("version", "id")
    lines = [(row.version, row.entry) for row in rows]
    own = {entry.pk for _version, entry in lines}
    found = Standing()
    lost: list[Entry] = []
    changes: dict[int, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    when: dict[int, dt.datetime] = {}
    for version, entry in lines:
        cell = (entry.case.slug, entry.kind)
        changes[version][cell] += entry.quantity
        when.setdefault(version, entry.recorded_at)
        reversal = getattr(entry, "reversed_by", None)
        if entry.quantity > 0 and reversal is None:
            found.lines[cell].append(entry)
        elif entry.quantity > 0 and reversal is not None and reversal.pk not in own:
            lost.append(entry)
        if entry.quantity > 0 and found.written_at is None:
            found.written_at = entry.written_at
    for version, by_cell in changes.items():
        steps = {}
        for cell, change in by_cell.items():
            before = found.figures[cell]
            found.figures[cell] += change
            steps[cell] = (before, found.figures[cell])
        found.versions.append(Version(version, when[version], steps))
    _without_voided(sheet, found, lost)
    return found


def _without_voided(sheet: Sheet, found: Standing, lost: list[Entry]) -> None:
    if not lost:
        return
    devices = {entry.device for entry in lost if entry.device is not None}
    holdbacks = Holdback.objects.filter(event=sheet.event_id, device__in=devices)
    voided = set(holdbacks.filter(status=Holdback.Status.VOIDED).values_list("device", flat=True))
    for entry in lost:
        if entry.device in voided:
            found.figures[entry.case.slug, entry.kind] -= entry.quantity


@dataclass(frozen=True)
class _Typing:
    """One typing on its way into the ledger, under the locks of the sheet and of the head."""

    sheet: Sheet
    typed: Standing
    figures: Figures
    by: Role
    at: dt.datetime

    @property
    def moment(self) -> dt.datetime:
        """When its letters count for: corrections as the first time, late typing as the last of its hours."""
        if self.typed.written_at is not None:
            return self.typed.written_at
        opening = self.sheet.opening
        end = opening.ends_at if opening else self.sheet.event.span()[1]
        return end - dt.timedelta(seconds=1) if end is not None and end <= self.at else self.at

    def id_of(self, what: str) -> uuid.UUID:
        return uuid.uuid5(self.sheet.key, f"{self.sheet.version} {what}")

    def changed(self) -> Iterator[tuple[Cell, int, int]]:
        """Each cell whose figure changes, with the figure before and after."""
        for cell in sorted({*self.typed.figures, *self.figures}):
            before, after = self.typed.figures.get(cell, 0), self.figures.get(cell, 0)
            if before != after:
                yield cell, before, after

    def lines_of(self, cell: Cell, after: int) -> Iterator[Line]:
        for entry in self.typed.lines.get(cell, []):
            yield Line(self.id_of(f"back {entry.pk}"), reverses=entry.pk)
        if after:
            case, kind = cell
            team = self.sheet.team_id
            yield Line(self.id_of(f"{case} {kind}"), case, kind, after, team=team, written_at=self.moment)


def _write(typing: _Typing) -> None:
    """The ledger has what changed, and the sheet knows its lines."""
    event = typing.sheet.event
    lines: list[Line] = []
    deltas: dict[Cell, int] = {}
    for cell, before, after in typing.changed():
        if typing.typed.is_whole(cell):
            lines += typing.lines_of(cell, after)
        else:
            # A recount has spoken since: the count moves by what the paper says otherwise, no more.
            deltas[cell] = after - before
    outcomes = []
    if lines:
        result = ledger.record(event, entries=lines, by=typing.by, channel=Channel.SHEET, at=typing.at)
        outcomes += result.whole().outcomes
    if deltas:
        key = typing.id_of("settled")
        result = differences.settle(
            event,
            deltas,
            key=key,
            by=typing.by,
            channel=Channel.SHEET,
            at=typing.at,
            written_at=typing.moment,
        )
        outcomes += result.outcomes
    SheetEntry.objects.bulk_create(
        SheetEntry(sheet=typing.sheet, entry_id=outcome.id, version=typing.sheet.version)
        for outcome in outcomes
    )

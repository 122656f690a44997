"""Counts out of rows: every cell understood, or a fault that names its row and column."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from letters.csvs import uncell
from letters.intakes import values
from letters.intakes.faults import Faults, Unreadable
from letters.intakes.headings import NEEDED, columns_of
from letters.intakes.rows import MOST_ROWS, Row, letter_of
from letters.intakes.vocabulary import Vocabulary
from letters.models.intake import Count

MOST_PLACES = 2_000
MOST_LETTERS = 5_000_000
LONGEST = {"place": 160, "town": 120, "note": 200}
# After so many rows somebody who waits is told how far it is.
STEP = 1_000


@dataclass
class Checked:
    """What a file says: its counts in the order of its rows, and what is wrong. Both, or the first alone."""

    counts: list[Count]
    faults: Faults


@dataclass
class _Draft:
    """A row of which only the date's style is not known yet."""

    row: Row
    place: str
    town: str
    case: str
    kind: str
    form: str
    note: str
    quantity: int
    day: values.Day


@dataclass
class Checker:
    """Checks the rows of one file. ``first`` to ``last`` are the days that may be in it."""

    vocabulary: Vocabulary
    first: dt.date
    last: dt.date
    today: dt.date
    without_date: dt.date
    told: Callable[[int], object]
    faults: Faults = field(default_factory=Faults)

    def check(self, rows: Sequence[Row]) -> Checked:
        """Every count and every fault. Raises Unreadable where the file as a whole cannot be taken."""
        if not rows:
            raise Unreadable("empty")
        self.heading_cells = rows[0].cells
        self.columns = columns_of(rows[0].number, rows[0].cells, self.faults)
        if self.faults:
            return Checked([], self.faults)
        if len(rows) == 1:
            raise Unreadable("no_rows")
        if len(rows) - 1 > MOST_ROWS:
            raise Unreadable("too_many_rows", MOST_ROWS)
        drafts = []
        for number, row in enumerate(rows[1:], start=1):
            if draft := self._draft(row):
                drafts.append(draft)
            if not number % STEP:
                self.told(number)
        counts = self._dated(drafts)
        self._refuse_twice(counts)
        _refuse_too_much(counts)
        return Checked(counts, self.faults)

    def _column(self, name: str) -> str:
        """“C (Liczba)”, as the spreadsheet and its heading have it."""
        n = self.columns[name]
        return f"{letter_of(n)} ({str(self.heading_cells[n]).strip()[:40]})"

    def _draft(self, row: Row) -> _Draft | None:
        before = self.faults.number
        self._refuse_stray(row)
        said = {name: self._cell(row, name) for name in self.columns}
        quantity = self._understood(row, "quantity", said, values.quantity_of) or 0
        day = self._day(row, said)
        text = {name: value if isinstance(value, str) else "" for name, value in said.items()}
        self._asked_country(row, text.get("country", ""))
        found = {
            "case": self._looked_up(row, "case", text, self.vocabulary.case),
            "kind": self._looked_up(row, "kind", text, self.vocabulary.kind),
            "form": self._looked_up(row, "form", text, self.vocabulary.form) or "outside",
        }
        if self.faults.number > before or day is None:
            return None
        own = {name: text.get(name, "") for name in ("place", "town", "note")}
        return _Draft(row, quantity=quantity, day=day, **found, **own)

    def _cell(self, row: Row, name: str) -> object:
        """The cell as text, number or date; None, and a fault where it has to be filled, for an empty one."""
        n = self.columns[name]
        value = row.cells[n] if n < len(row.cells) else None
        code, shown = values.unusable(value)
        if code:
            self.faults.add(row.number, self._column(name), code, shown)
            return None
        if name not in ("quantity", "date") and value is not None:
            value = " ".join(str(value).split())
        if isinstance(value, str):
            value = uncell(value.strip())
            if len(value) > LONGEST.get(name, 200):
                self.faults.add(row.number, self._column(name), "too_long", value)
        if value in (None, ""):
            if name in NEEDED:
                self.faults.add(row.number, self._column(name), "missing")
            return None
        return value

    def _refuse_stray(self, row: Row) -> None:
        """What stands where there is no heading was lost by a separator or a missing heading."""
        named = set(self.columns.values())
        for n, value in enumerate(row.cells):
            if n in named or value is None or not str(value).strip():
                continue
            code = "extra" if n >= len(self.heading_cells) else "no_heading"
            self.faults.add(row.number, letter_of(n), code, value)
            return

    def _understood(
        self, row: Row, name: str, said: dict[str, object], read: Callable[[object], int]
    ) -> int | None:
        if said.get(name) is None:
            return None
        try:
            return read(said[name])
        except values.NotRead as problem:
            self.faults.add(row.number, self._column(name), str(problem), said[name])
            return None

    def _day(self, row: Row, said: dict[str, object]) -> values.Day | None:
        if said.get("date") is None:
            return values.Day(self.without_date, None)
        try:
            return values.day_of(said["date"])
        except values.NotRead as problem:
            self.faults.add(row.number, self._column("date"), str(problem), said["date"])
            return None

    def _looked_up(self, row: Row, name: str, said: dict[str, str], find: Callable[[str], str]) -> str:
        if not said.get(name):
            return ""
        try:
            return find(said[name])
        except values.NotRead as problem:
            self.faults.add(row.number, self._column(name), str(problem), said[name])
            return ""

    def _asked_country(self, row: Row, country: str) -> None:
        if country and not self.vocabulary.is_own_country(country):
            self.faults.add(row.number, self._column("country"), "country", country)

    def _dated(self, drafts: list[_Draft]) -> list[Count]:
        """The counts, once all dates together have told whether the day or the month stands first."""
        unclear = [draft.day for draft in drafts if draft.day.day_first != draft.day.month_first]
        two = [day for day in unclear if day.month_first is not None]
        fits_day = all(self._is_near(day.day_first) for day in two)
        fits_month = all(self._is_near(day.month_first) for day in two)
        counts = []
        for draft in drafts:
            day = draft.day
            if day.month_first is None or day.only:
                chosen = day.only
            elif fits_day != fits_month:
                chosen = day.day_first if fits_day else day.month_first
            else:
                chosen = None
            if self._is_dated(draft, chosen):
                counts.append(_count(draft, chosen))
        return counts

    def _is_near(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def _is_dated(self, draft: _Draft, day: dt.date | None) -> bool:
        if "date" not in self.columns:
            return True
        n = self.columns["date"]
        shown = draft.row.cells[n] if n < len(draft.row.cells) else ""
        code = ""
        if day is None:
            code = "date_unclear"
        elif day > self.today:
            code = "date_future"
        elif not self._is_near(day):
            code = "date_outside"
        if code:
            self.faults.add(draft.row.number, self._column("date"), code, shown)
        return not code

    def _refuse_twice(self, counts: list[Count]) -> None:
        known: dict[tuple[object, ...], int] = {}
        for count in counts:
            before = known.setdefault(count[1:], count.row)
            if before != count.row:
                self.faults.add(count.row, "", "twice", before)


def _count(draft: _Draft, day: dt.date | None) -> Count:
    return Count(
        row=draft.row.number,
        place=draft.place,
        town=draft.town,
        case=draft.case,
        kind=draft.kind,
        quantity=draft.quantity,
        day=day.isoformat() if day else "",
        form=draft.form,
        note=draft.note,
    )


def _refuse_too_much(counts: list[Count]) -> None:
    if sum(count.quantity for count in counts) > MOST_LETTERS:
        raise Unreadable("too_many_letters", MOST_LETTERS)
    if len({count.of_place for count in counts}) > MOST_PLACES:
        raise Unreadable("too_many_places", MOST_PLACES)

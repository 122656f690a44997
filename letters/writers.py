"""A list of those who will write, as a class or an office has it: read, used for their letters, forgotten."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cases.invisible import without_unseen
from letters.intakes.faults import Faults, Unreadable
from letters.intakes.headings import plain
from letters.intakes.reading import rows_of
from letters.intakes.rows import Row, letter_of
from letters.intakes.values import unusable
from letters.press import unprintable_in

# Of a name, of a town; and of rows in one list.
LONGEST, MOST = 80, 20_000
# Each column with its headings; other columns of a list are none of our business.
WORDS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "writer",
        "student",
        "pupil",
        "imię i nazwisko",
        "nazwisko i imię",
        "uczeń",
    ),
    "first": ("first name", "given name", "forename", "imię", "imiona"),
    "last": ("last name", "surname", "family name", "nazwisko"),
    "town": ("town", "city", "place", "miejscowość", "miasto"),
}
_KNOWN = {plain(word): name for name, words in WORDS.items() for word in words}
# A list without headings is the names, with or without the towns.
_BARE = {"name": 0, "town": 1}


@dataclass(frozen=True)
class Writer:
    """Who will sign: the row of their list, their name, and their town where the list has one."""

    row: int
    name: str
    town: str = ""


class ListFaulty(Exception):
    """The list cannot be used as it is: what is wrong with it, row by row."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        super().__init__(faults.number)


@dataclass
class _Reader:
    faults: Faults = field(default_factory=Faults)
    columns: dict[str, int] = field(default_factory=dict)
    found: list[Writer] = field(default_factory=list)

    def take(self, rows: Iterable[Row]) -> None:
        for number, row in enumerate(rows):
            if number == 0 and self._is_head(row):
                continue
            if len(self.found) == MOST:
                raise Unreadable("too_many_rows", MOST)
            self._writer(row)

    def _is_head(self, row: Row) -> bool:
        """Whether the first row names the columns; where it does not, it is the first writer."""
        found: dict[str, int] = {}
        for at, cell in enumerate(row.cells):
            name = _KNOWN.get(plain("" if cell is None else cell))
            if name:
                found.setdefault(name, at)
        if {"name", "first", "last"} & set(found):
            self.columns = found
            return True
        if found or len(row.cells) > len(_BARE):
            raise Unreadable("missing_heading", WORDS["name"][0], row=row.number)
        self.columns = _BARE
        return False

    def _writer(self, row: Row) -> None:
        before = self.faults.number
        parts = [self._text(row, name) for name in ("name", "first", "last") if name in self.columns]
        # A list may have the full name beside its parts.
        name = parts[0] if "name" in self.columns else " ".join(part for part in parts if part)
        town = self._text(row, "town") if "town" in self.columns else ""
        if self.faults.number > before:
            return
        if not name:
            at = min(at for column, at in self.columns.items() if column != "town")
            self.faults.add(row.number, letter_of(at), "missing")
        else:
            self.found.append(Writer(row.number, name, town))

    def _text(self, row: Row, column: str) -> str:
        at = self.columns[column]
        cell = row.cells[at] if at < len(row.cells) else None
        code, value = unusable(cell)
        text = " ".join(without_unseen(unicodedata.normalize("NFC", str(cell or ""))).split())
        if not code and len(text) > LONGEST:
            code, value = "too_long", text
        if not code and (strange := unprintable_in(text)):
            code, value = "unprintable", " ".join(strange)
        if code:
            self.faults.add(row.number, letter_of(at), code, value)
        return text


def of(content: bytes) -> Sequence[Writer]:
    """The writers of a CSV or XLSX file, or of lines that were pasted. Raises ListFaulty."""
    reader = _Reader()
    try:
        reader.take(rows_of(content))
        if not reader.found and not reader.faults:
            raise Unreadable("no_rows")
    except Unreadable as problem:
        fault = problem.fault
        reader.faults.add(fault.row, fault.column, fault.code, fault.value)
    if reader.faults:
        raise ListFaulty(reader.faults)
    return reader.found

"""What is wrong with a file of counts, each fault with its row, its column and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.numbers import grouped

# What is shown of a fault's cell, and how many faults one file is told.
SHOWN = 60
MOST = 200

SENTENCES: dict[str, Any] = {
    # The file as a whole.
    "empty": _("The file is empty."),
    "no_rows": _("There are headings but no row below them."),
    "too_large": _("The file has more than %(value)s MB. Please cut it into several."),
    "too_many_rows": _("The file has more than %(value)s rows. Please cut it into several."),
    "too_many_places": _("The file has more than %(value)s places. Please cut it into several."),
    "too_many_letters": _("The file counts more than %(value)s actions together. Please look at it again."),
    "bomb": _("The file unpacks to more than any table of counts would. It was not opened."),
    "broken": _("The file is damaged, or is no spreadsheet. Please save it again as XLSX or CSV."),
    "locked": _("The file is locked with a password. Please save it without one."),
    "entities": _("The file has definitions (a DTD) that no spreadsheet program writes. It was not opened."),
    "xls": _("This is a workbook of the old or binary kind (XLS, XLSB). Please save it as XLSX or CSV."),
    "ods": _("This is an OpenDocument file. Please save it as XLSX or CSV."),
    "pdf": _("This is a PDF, which has no rows. Please bring the table as XLSX or CSV."),
    "binary": _("This is no table. Please bring XLSX or CSV."),
    "hidden_sheet": _("The sheet “%(value)s” is hidden and not empty. Please show it or delete it."),
    "sheets": _("Several sheets have content: %(value)s. Please leave only the one with the counts."),
    # Headings.
    "unknown_heading": _("The heading “%(value)s” is not known. Please rename or delete the column."),
    "no_heading": _("This column has no heading. Please name or delete it."),
    "twice_heading": _("The heading “%(value)s” is there a second time."),
    "missing_heading": _("There is no column “%(value)s”. It is needed."),
    "too_many_columns": _("There is something far to the right, after %(value)s columns. Please delete it."),
    # Cells.
    "merged": _("The cells %(value)s are merged. Please unmerge them and fill each."),
    "quotes": _("A quotation mark opens here and does not close as it should."),
    "extra": _("“%(value)s” stands beyond the last heading. Is a separator inside a text without quotes?"),
    "formula": _("“%(value)s” is a formula. Please put its value there."),
    "formula_unsaved": _("A formula stands here that was never reckoned. Please put its value there."),
    "error": _("The spreadsheet program shows the error %(value)s here."),
    "signs": _("There are signs in it that are no text."),
    "missing": _("Nothing is there. It is needed."),
    "unprintable": _("There are signs in it that none of our fonts can print: %(value)s"),
    "too_long": _("“%(value)s” is too long."),
    "number": _("“%(value)s” is no number."),
    "whole": _("“%(value)s” is no whole number."),
    "negative": _("“%(value)s” is below zero. What was counted too much is taken back, not brought in."),
    "zero": _("Zero needs no row. Please delete it."),
    "huge": _("“%(value)s” is more than one row may count: 1,000,000."),
    "date": _("“%(value)s” is no date we can read. Please write it as 2013-12-14."),
    "date_unclear": _("“%(value)s” may be two different days. Please write it as 2013-12-14."),
    "date_outside": _("“%(value)s” is too far from the campaign’s dates."),
    "date_future": _("“%(value)s” is still to come."),
    "case": _("“%(value)s” is no case we know. Write its name or its address."),
    "case_not_here": _("The campaign does not write for “%(value)s”."),
    "case_unclear": _("“%(value)s” is the name of two cases. Please write the address of the one meant."),
    "kind": _("“%(value)s” is no kind we count: authority, person, copy, petition, e-mail, social."),
    "form": _("“%(value)s” is neither “outside” nor “online”."),
    "country": _("“%(value)s” is another country. This section brings in its own country’s counts."),
    "twice": _("It says the same as row %(value)s. Please delete one of them, or tell them apart by a note."),
    "more": _("There are %(value)s more mistakes."),
    "ledger": _("The ledger did not take it: %(value)s"),
}

# Whose value is a number of ours, not what stands in a cell: it is written as the reader's language has it.
COUNTS = {"more", "twice", "too_many_rows", "too_many_letters", "too_many_places"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which row (0: the whole file), in which column (empty: the whole row)."""

    row: int
    column: str
    code: str
    value: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        is_count = self.code in COUNTS and self.value.isdecimal()
        return str(SENTENCES[self.code]) % {"value": grouped(int(self.value)) if is_count else self.value}

    def as_json(self) -> list[Any]:
        """As the database keeps it."""
        return [self.row, self.column, self.code, self.value]


class Unreadable(Exception):
    """The file cannot be read on. Holds why."""

    def __init__(self, code: str, value: object = "", *, row: int = 0, column: str = "") -> None:
        self.fault = Fault(row, column, code, shown(value))
        super().__init__(code)


@dataclass
class Faults:
    """The faults found so far: the first ``MOST`` of them, and how many there are."""

    found: list[Fault] = field(default_factory=list)
    number: int = 0

    def add(self, row: int, column: str, code: str, value: object = "") -> None:
        """One more is known."""
        self.number += 1
        if len(self.found) < MOST:
            self.found.append(Fault(row, column, code, shown(value)))

    def __bool__(self) -> bool:
        return self.number > 0

    def in_order(self) -> list[Fault]:
        """In the order of the rows; the last one says how many more there are."""
        kept = sorted(self.found, key=lambda fault: fault.row)
        if self.number > len(kept):
            kept.append(Fault(0, "", "more", str(self.number - len(kept))))
        return kept

    def as_json(self) -> list[list[Any]]:
        """As the database keeps them."""
        return [fault.as_json() for fault in self.in_order()]


def of_json(kept: Iterable[list[Any]]) -> list[Fault]:
    """The faults that the database keeps. One whose code a release no longer knows is left out."""
    return [Fault(*one) for one in kept if one[2] in SENTENCES]


def shown(value: object) -> str:
    """A cell's content as a sentence may show it: in one line, cut where it is long."""
    text = "".join(sign if sign.isprintable() else " " for sign in str(value)).strip()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"

"""What a file's reader hands on: rows of cells, and the limits of a file."""

from dataclasses import dataclass
from enum import Enum

# Bounds of what is read; a file beyond them is refused with a sentence.
LARGEST_FILE = 8 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 40


class Mark(Enum):
    """A cell without a value that could be used."""

    FORMULA = "a formula that was never reckoned"


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell in which the spreadsheet program shows an error."""

    error: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells (text, number, date, Mark or Broken)."""

    number: int
    cells: tuple[object, ...]


def letter_of(index: int) -> str:
    """What a spreadsheet calls the column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name

"""Rows out of separated text: CSV as spreadsheet programs of any country and decade write it."""

import csv
import io
import re
from collections.abc import Iterator

from letters.intakes import headings
from letters.intakes.faults import Unreadable
from letters.intakes.rows import MOST_COLUMNS, Row, letter_of

SEPARATORS = ",;\t|"
_DIRECTIVE = re.compile(r"sep=(.)\r?\n", re.I)

# Letters by which an old encoding is told: those a text is full of, rightly or not.
_POLISH = set("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_WESTERN = set("äöüßéèêëàâáãåæçñíìîïôòóõøùûúýÄÖÜÉÈÊÀÂÁÃÅÆÇÑÍÔÓÕØÚ")
_MARKS = set("„”“’‘–—…•«»€°§ \u00a0")


def decoded(content: bytes) -> str:
    """The text, in whichever encoding it is: UTF-8, UTF-16, or one of the old ones of one byte a letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16")
    if guess := _utf_16_without_mark(content):
        return _strictly(content, guess)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return max((_old(content, name) for name in ("cp1250", "iso8859-2", "cp1252")), key=_likeness)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable("broken") from problem


def _utf_16_without_mark(content: bytes) -> str:
    """Every second byte of plain words is zero then."""
    start = content[:4096]
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > half * 0.6 else ""


def _old(content: bytes, encoding: str) -> str:
    return content.decode(encoding, errors="replace")


def _likeness(text: str) -> float:
    """How much the letters beyond ASCII look like words."""
    score = 0.0
    for sign in text:
        if sign.isascii():
            continue
        if sign in _POLISH:
            score += 1
        elif sign in _WESTERN:
            score += 0.9
        elif sign not in _MARKS:
            score -= 2
    return score


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows that are not blank. Raises Unreadable where a quotation mark does not close."""
    text = decoded(content)
    if text[:65536].count("\0") > len(text[:65536]) // 10:
        raise Unreadable("binary")
    if directive := _DIRECTIVE.match(text):
        # A line for Excel alone, which it does not count.
        text, separator = text[directive.end() :], directive[1]
    else:
        separator = _separator(next((line for line in text.splitlines() if line.strip()), ""))
    lines = io.StringIO(text, newline="")
    number = 0
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        start = lines.tell()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            column = _last_column(text, start, separator)
            raise Unreadable("quotes", row=number + 1, column=column) from problem
        number += 1
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", MOST_COLUMNS, row=number, column=letter_of(len(cells) - 1))
        if cells:
            yield Row(number, tuple(cells))


def _separator(heading: str) -> str:
    """The one by which most headings are known; among equals, the one that makes most columns."""

    def fits(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([heading], delimiter=separator), [])
        return sum(headings.is_known(cell) for cell in cells), len(cells)

    return max(SEPARATORS, key=fits)


def _last_column(text: str, start: int, separator: str) -> str:
    """The column in which the line that begins at ``start`` has its open quotation mark."""
    line = text[start:].partition("\n")[0]
    cells = next(csv.reader([line[:100_000]], delimiter=separator), [""])
    return letter_of(max(len(cells) - 1, 0))

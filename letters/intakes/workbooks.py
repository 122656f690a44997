"""Rows out of a workbook (XLSX), looked over before anything opens it."""

import datetime as dt
import io
import itertools
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from letters.intakes.faults import Unreadable
from letters.intakes.rows import MOST_COLUMNS, MOST_ROWS, Broken, Mark, Row, letter_of

# A table of 20,000 rows unpacks to some 15 MB; deflate shrinks what people typed to a fifteenth.
LARGEST_UNPACKED = 64 * 1024 * 1024
LARGEST_RATIO = 200
MOST_PARTS = 500
LAST_ROW = 1_048_576

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]{0,99}\bref="(([A-Z]+)(\d+):[A-Z]+\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CHUNK, _OVERLAP = 1024 * 1024, 256


@dataclass
class _Seen:
    """What the parts of the workbook hold."""

    merged: set[tuple[int, str, str]] = field(default_factory=set)
    has_formulas: bool = False


def rows_of(content: bytes) -> Iterator[Row]:
    """The rows of the one sheet that has any, without the blank ones. Raises Unreadable."""
    seen = _looked_over(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = _sheet(_opened(content, data_only=True))
        if seen.merged:
            row, column, cells = min(seen.merged)
            raise Unreadable("merged", cells, row=row, column=column)
        written = _sheet(_opened(content, data_only=False)) if seen.has_formulas else None
        yield from _rows(sheet, written)


def _looked_over(content: bytes) -> _Seen:
    """What its parts hold. Raises Unreadable for what must not be opened, or is something else."""
    seen = _Seen()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _refuse_bombs(parts)
            _refuse_others(archive, {part.filename for part in parts})
            for part in parts:
                if not part.filename.startswith("xl/media/"):
                    _scan(archive, part, seen)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
        raise Unreadable("broken") from problem
    return seen


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    # A part never unpacks to more than it says: the library stops there.
    too_much = sum(part.file_size for part in parts) > LARGEST_UNPACKED or len(parts) > MOST_PARTS
    too_dense = any(part.file_size > max(part.compress_size, 4096) * LARGEST_RATIO for part in parts)
    if too_much or too_dense:
        raise Unreadable("bomb")


def _refuse_others(archive: zipfile.ZipFile, names: set[str]) -> None:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise Unreadable("locked")
    if "xl/workbook.bin" in names:
        raise Unreadable("xls")
    if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        raise Unreadable("ods")
    if "xl/workbook.xml" not in names:
        raise Unreadable("binary")


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, seen: _Seen) -> None:
    is_sheet = part.filename.startswith("xl/worksheets/")
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            # Without its zeros, UTF-16 reads like UTF-8.
            text = rest + chunk.replace(b"\0", b"")
            if _DTD.search(text):
                raise Unreadable("entities")
            if is_sheet:
                seen.has_formulas = seen.has_formulas or bool(_FORMULA.search(text))
                for cells, column, row in _MERGED.findall(text):
                    seen.merged.add((int(row[:9]), column.decode(), cells.decode()))
            rest = text[-_OVERLAP:]


def _opened(content: bytes, *, data_only: bool) -> Any:
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    except Exception as problem:
        # A workbook that was tampered with makes the library raise whatever it stumbles over.
        raise Unreadable("broken") from problem


def _sheet(book: Any) -> Any:
    """The one sheet with content. Raises Unreadable where another one has some, too."""
    filled = [sheet for sheet in book.worksheets if _has_content(sheet)]
    for sheet in filled:
        if sheet.sheet_state != "visible":
            raise Unreadable("hidden_sheet", sheet.title)
    if not filled:
        raise Unreadable("empty")
    if len(filled) > 1:
        raise Unreadable("sheets", ", ".join(sheet.title for sheet in filled))
    return filled[0]


def _has_content(sheet: Any) -> bool:
    sheet.reset_dimensions()
    # A sheet may claim rows without end.
    rows = itertools.islice(_cells(sheet), MOST_ROWS)
    return any(cell.value is not None for row in rows for cell in row)


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    try:
        yield from sheet.iter_rows()
    except Exception as problem:
        raise Unreadable("broken") from problem


def _rows(sheet: Any, written: Any) -> Iterator[Row]:
    formulas = _cells(written) if written is not None else None
    for number, row in enumerate(_cells(sheet), start=1):
        if number > LAST_ROW:
            raise Unreadable("broken")
        beside = next(formulas, ()) if formulas is not None else ()
        cells = [_plain(cell) for cell in row]
        for n, cell in enumerate(beside):
            if cell.data_type == "f" and n < len(cells) and cells[n] is None:
                cells[n] = Mark.FORMULA
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", MOST_COLUMNS, row=number, column=letter_of(len(cells) - 1))
        if cells:
            yield Row(number, tuple(cells))


def _plain(cell: Any) -> object:
    value = cell.value
    if cell.data_type == "e":
        return Broken(str(value))
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str | int | float | dt.date) and not isinstance(value, bool):
        return value
    return None if value is None else str(value)

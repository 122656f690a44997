"""Tables as bytes: CSV in a ZIP, XLSX, JSON; piece by piece, and never a formula."""

import csv
import datetime as dt
import io
import json
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from letters.csvs import cell
from letters.exports.tables import Table

# What a sheet of a workbook and a cell of it hold at most.
MOST_ROWS = 1_000_000
LONGEST = 32_000
_PIECE = 64 * 1024
# Nothing in a workbook may be text that XML has no sign for.
_NO_XML = {n: " " for n in range(32) if chr(n) not in "\t\r\n"} | {0xFFFE: " ", 0xFFFF: " "}


class _Sink(io.RawIOBase):
    """A file that only remembers what was written since it was last emptied."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept += data
        return len(data)

    def taken(self) -> bytes:
        kept, self.kept = bytes(self.kept), bytearray()
        return kept


def as_csv(tables: list[Table]) -> Iterator[bytes]:
    """A ZIP with one CSV a table, in UTF-8 that spreadsheet programs recognise."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            with archive.open(f"{table.name}.csv", "w", force_zip64=True) as part:
                part.write(b"\xef\xbb\xbf" + _line(table.columns))
                for row in table.rows():
                    part.write(_line(cell(_plain(value)) for value in row))
                    if len(sink.kept) > _PIECE:
                        yield sink.taken()
    yield sink.taken()


def _line(values: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue().encode("utf-8", errors="replace")


def as_xlsx(tables: list[Table]) -> Iterator[bytes]:
    """A workbook with one sheet a table. What does not fit into a sheet stands in the other formats."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append(list(table.columns))
        for number, row in enumerate(table.rows()):
            if number >= MOST_ROWS:
                break
            sheet.append([_for_sheet(value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def as_json(tables: list[Table]) -> Iterator[bytes]:
    """One object with a list of objects a table."""
    yield b"{"
    for number, table in enumerate(tables):
        yield b'%s\n"%s": [' % (b"," if number else b"", table.name.encode())
        kept = bytearray()
        for n, row in enumerate(table.rows()):
            said = {name: _plain(value, is_json=True) for name, value in zip(table.columns, row, strict=True)}
            kept += (b",\n" if n else b"\n") + json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
            if len(kept) > _PIECE:
                yield bytes(kept)
                kept.clear()
        yield bytes(kept) + b"]"
    yield b"\n}\n"


def _plain(value: Any, *, is_json: bool = False) -> Any:
    """The value as both kinds of text write it: instants in UTC, days as 2026-12-12."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | Decimal | uuid.UUID):
        return str(value)
    if is_json or not isinstance(value, list | dict | bool):
        return value
    return json.dumps(value, ensure_ascii=False)


def _for_sheet(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    value = cell(_plain(value))
    return value.translate(_NO_XML)[:LONGEST] if isinstance(value, str) else value

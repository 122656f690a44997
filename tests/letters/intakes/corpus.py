"""Files as people send them, good and bad, built anew by each run."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

HEADINGS = ("place", "town", "case", "kind", "quantity", "date")
ROW = ("School 5", "Łódź", "yorm-bopha", "authority", 12, "2026-12-10")


def row(**changed: object) -> tuple[object, ...]:
    """A good row with some cells changed."""
    return tuple(changed.get(name, value) for name, value in zip(HEADINGS, ROW, strict=True))


def text(
    *rows: Sequence[object], headings: Sequence[str] = HEADINGS, separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    """Separated text without any quotes."""
    lines = (separator.join(map(str, cells)) for cells in (headings, *rows))
    return "\r\n".join(lines).encode(encoding)


def workbook(
    *rows: Sequence[object],
    headings: Sequence[str] = HEADINGS,
    change: Any = None,
    other_sheets: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A workbook; ``change`` gets its sheet, ``other_sheets`` are names and states."""
    book = Workbook()
    sheet = book.active
    for cells in (headings, *rows):
        sheet.append(list(cells))
    if change:
        change(sheet)
    for name, state in other_sheets:
        other = book.create_sheet(name)
        other["A1"], other.sheet_state = "something", state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one of its parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of some hundred kilobytes that unpacks to 120 MB."""
    return with_part(workbook(ROW), "xl/media/picture.xml", b" " * (120 * 1024 * 1024))


def entities() -> bytes:
    """A workbook whose strings grow by definitions inside definitions."""
    lol = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_part(
        workbook(ROW), "xl/sharedStrings.xml", b'<?xml version="1.0"?>' + lol + b"<sst>&b;</sst>"
    )


def open_document() -> bytes:
    """What LibreOffice saves unless told otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


def many(number: int, *, places: int = 300) -> list[tuple[object, ...]]:
    """So many good rows, no two alike."""
    start = dt.date(2026, 12, 1)
    return [
        (
            f"School {n % places}",
            "Łódź",
            "yorm-bopha",
            ("authority", "person")[n // places % 2],
            1 + n % 7,
            (start + dt.timedelta(days=n // places // 2 % 12)).isoformat(),
            f"row {n}",
        )
        for n in range(number)
    ]

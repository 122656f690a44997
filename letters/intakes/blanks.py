"""The empty table that places fill in."""

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font

from events.models import Section
from letters.intakes.headings import WORDS

FORMATS = ("csv", "xlsx")


def headings_of(section: Section) -> list[str]:
    """The headings in the section's own language where we know them in it, else in English."""
    language = 1 if "pl" in section.languages[:1] else 0
    return [words[language] for words in WORDS.values()]


def blank(section: Section, extension: str) -> bytes:
    """A file with headings alone, as CSV that spreadsheet programs open rightly, or as XLSX."""
    headings = headings_of(section)
    return _csv(headings) if extension == "csv" else _xlsx(headings)


def _csv(headings: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(headings)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(headings: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(headings)
    for n, heading in enumerate(headings):
        cell = sheet.cell(1, n + 1)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(14, len(heading) + 4)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

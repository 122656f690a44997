"""Workbooks, and files that are no table: each is understood, or a sentence says why not."""

import datetime as dt
import struct

import pytest

from letters.intakes import bringing
from letters.models import Entry
from tests.letters.intakes import corpus
from tests.letters.intakes.corpus import ROW, row, text, workbook

pytestmark = pytest.mark.django_db


class TestWorkbooks:
    def test_typed_cells_are_read(self, bring):
        content = workbook(row(quantity=12.0, date=dt.date(2026, 12, 10)), row(place=5, date=46366))

        counts = bringing.counts_of(bring(content))
        assert [(c.place, c.quantity, c.day) for c in counts] == [
            ("School 5", 12, "2026-12-10"),
            ("5", 12, "2026-12-10"),
        ]

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (
                lambda: workbook(row(quantity="=SUM(1,2)")),
                (
                    2,
                    "E (quantity)",
                    "A formula stands here that was never reckoned. Please put its value there.",
                ),
            ),
            (
                lambda: workbook(ROW, change=lambda sheet: sheet.merge_cells("A2:B3")),
                (2, "A", "The cells A2:B3 are merged. Please unmerge them and fill each."),
            ),
            (
                lambda: workbook(ROW, other_sheets=[("Old", "hidden")]),
                (0, "", "The sheet “Old” is hidden and not empty. Please show it or delete it."),
            ),
            (
                lambda: workbook(ROW, other_sheets=[("More", "visible")]),
                (
                    0,
                    "",
                    "Several sheets have content: Sheet, More. Please leave only the one with the counts.",
                ),
            ),
            (
                lambda: workbook(ROW, change=lambda sheet: sheet.__setitem__("XFD9", "x")),
                (9, "XFD", "There is something far to the right, after 40 columns. Please delete it."),
            ),
            (
                corpus.bomb,
                (0, "", "The file unpacks to more than any table of counts would. It was not opened."),
            ),
            (
                corpus.entities,
                (
                    0,
                    "",
                    "The file has definitions (a DTD) that no spreadsheet program writes. It was not opened.",
                ),
            ),
            (
                corpus.open_document,
                (0, "", "This is an OpenDocument file. Please save it as XLSX or CSV."),
            ),
            (
                lambda: workbook(ROW)[:-300],
                (0, "", "The file is damaged, or is no spreadsheet. Please save it again as XLSX or CSV."),
            ),
            (
                lambda: corpus.with_part(
                    workbook(ROW), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"
                ),
                (0, "", "The file is damaged, or is no spreadsheet. Please save it again as XLSX or CSV."),
            ),
            (
                workbook,
                (0, "", "There are headings but no row below them."),
            ),
            (
                lambda: workbook(headings=()),
                (0, "", "The file is empty."),
            ),
        ],
    )
    def test_what_cannot_be_read_is_a_sentence(self, faults, content, fault):
        assert faults(content()) == [fault]

    def test_sheet_that_claims_rows_without_end_is_damaged(self, faults):
        endless = corpus.with_part(
            workbook(ROW),
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="99999999999"><c><v>1</v></c></row>'
            b"</sheetData></worksheet>",
        )

        assert faults(endless) == [
            (0, "", "The file is damaged, or is no spreadsheet. Please save it again as XLSX or CSV.")
        ]

    def test_number_beyond_all_numbers_is_a_sentence(self, faults):
        assert faults(workbook(row(quantity=float("inf"), date=float("nan")))) != []

    def test_error_of_the_spreadsheet_is_named(self, faults):
        def spoil(sheet):
            sheet["E2"] = "#REF!"
            sheet["E2"].data_type = "e"

        assert faults(workbook(ROW, change=spoil)) == [
            (2, "E (quantity)", "The spreadsheet program shows the error #REF! here.")
        ]


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"%PDF-1.7 ...", "This is a PDF, which has no rows. Please bring the table as XLSX or CSV."),
            (
                struct.pack(">Q", 0xD0CF11E0A1B11AE1) + b"x" * 600,
                "This is a workbook of the old or binary kind (XLS, XLSB). Please save it as XLSX or CSV.",
            ),
            (b"\x89PNG\r\n\x1a\n", "This is no table. Please bring XLSX or CSV."),
            (bytes(range(1, 9)) + b"\0" * 300, "This is no table. Please bring XLSX or CSV."),
            (b"x" * (8 * 1024 * 1024 + 1), None),
        ],
    )
    def test_are_named_by_what_they_are(self, faults, content, sentence):
        if sentence is None:
            with pytest.raises(bringing.FileTooLarge):
                faults(content)
        else:
            assert faults(content) == [(0, "", sentence)]

    def test_a_hundred_thousand_rows_are_too_many(self, faults):
        rows = [row(quantity=n) for n in range(1, 100_001)]

        assert faults(text(*rows)) == [
            (0, "", "The file has more than 20,000 rows. Please cut it into several.")
        ]

    def test_nothing_of_them_is_in_the_ledger(self, bring):
        bring(text(ROW, row(quantity=-1)))

        assert Entry.objects.count() == 0

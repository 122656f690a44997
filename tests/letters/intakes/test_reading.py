"""Files of counts: each is understood, or says in which row and column it is not."""

import datetime as dt

import pytest

from letters import csvs
from letters.intakes import bringing
from letters.models import Intake
from tests.letters.intakes.corpus import HEADINGS, ROW, row, text

pytestmark = pytest.mark.django_db


def understood(intake: Intake) -> list[tuple[object, ...]]:
    """Place, town, case, kind, quantity and day of each row."""
    assert intake.faults == []
    counts = bringing.counts_of(intake)
    return [(c.place, c.town, c.case, c.kind, c.quantity, c.day) for c in counts]


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "iso8859-2"]
    )
    def test_polish_letters_arrive_in_any_of_them(self, bring, encoding):
        assert understood(bring(text(row(place="Szkoła Żółwia"), encoding=encoding))) == [
            ("Szkoła Żółwia", "Łódź", "yorm-bopha", "authority", 12, "2026-12-10")
        ]

    def test_french_letters_of_old_windows_arrive(self, bring):
        content = text(row(place="École à côté", town="Besançon"), encoding="cp1252")

        assert understood(bring(content))[0][:2] == ("École à côté", "Besançon")

    def test_utf_16_that_breaks_off_is_damaged(self, faults):
        assert faults(text(ROW, encoding="utf-16")[:-1]) == [
            (0, "", "The file is damaged, or is no spreadsheet. Please save it again as XLSX or CSV.")
        ]


class TestSeparators:
    @pytest.mark.parametrize("separator", list(",;\t|"))
    def test_each_is_seen(self, bring, separator):
        assert understood(bring(text(ROW, separator=separator))) == [ROW]

    def test_excels_own_line_names_it_and_is_no_row(self, faults):
        assert faults(b"sep=;\r\n" + text(row(quantity="x"), separator=";")) == [
            (2, "E (quantity)", "“x” is no number.")
        ]

    def test_text_with_separators_quotes_and_lines_in_quotes_is_one_cell(self, bring):
        content = text(row(place='"The ""Old""\r\nSchool, 5"'))

        assert understood(bring(content))[0][0] == 'The "Old" School, 5'

    def test_blank_rows_are_passed_over_but_counted(self, faults):
        assert faults(text(ROW, [""] * 6, row(quantity=""))) == [
            (4, "E (quantity)", "Nothing is there. It is needed.")
        ]

    def test_quotation_mark_that_does_not_close_is_named(self, faults):
        assert faults(text(ROW, row(town='"Łódź'), ROW)) == [
            (3, "B", "A quotation mark opens here and does not close as it should.")
        ]

    def test_cell_far_beyond_them_is_named(self, faults):
        assert faults(text(ROW, ["x"] * 41)) == [
            (3, "AO", "There is something far to the right, after 40 columns. Please delete it.")
        ]

    def test_cell_beyond_the_headings_is_named(self, faults):
        assert faults(text((*ROW, "5"))) == [
            (2, "G", "“5” stands beyond the last heading. Is a separator inside a text without quotes?")
        ]


class TestHeadings:
    def test_polish_ones_in_any_order_and_case_are_known(self, bring):
        headings = ("LICZBA", "Rodzaj", "Sprawa", "Miejscowość", "Szkoła", "Data", "Uwagi")
        content = text(
            (3, "list do osoby", "dr tun  aung", "Kraków", "LO 1", "10.12.2026", "w sali"), headings=headings
        )

        assert understood(bring(content)) == [("LO 1", "Kraków", "tun-aung", "person", 3, "2026-12-10")]

    def test_unknown_doubled_and_missing_ones_are_named(self, faults):
        content = text(headings=("place", "Colour", "count", "Ilość", "case"))

        assert faults(content) == [
            (1, "B", "The heading “Colour” is not known. Please rename or delete the column."),
            (1, "D", "The heading “Ilość” is there a second time."),
            (1, "", "There is no column “kind”. It is needed."),
        ]

    def test_column_without_one_is_named_where_it_has_content(self, faults):
        content = text((*ROW, "x", ""), headings=(*HEADINGS, "", "note"))

        assert faults(content) == [(2, "G", "This column has no heading. Please name or delete it.")]

    def test_alone_they_are_no_counts(self, faults):
        assert faults(text()) == [(0, "", "There are headings but no row below them.")]

    @pytest.mark.parametrize("content", [b"", b"\r\n \n", b"\xef\xbb\xbf"])
    def test_empty_file_says_so(self, faults, content):
        assert faults(content) == [(0, "", "The file is empty.")]


class TestQuantities:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("12", 12),
            ("+12", 12),
            ('"12,0"', 12),
            ("12.00", 12),
            ("1 234", 1234),
            ("1\u00a0234", 1234),
            ("1.234", 1234),
            ('"1,234"', 1234),
            ('"1.234,00"', 1234),
            ("1'234", 1234),
            ("1000000", 1_000_000),
        ],
    )
    def test_is_read_as_its_country_writes_it(self, bring, typed, number):
        assert understood(bring(text(row(quantity=typed))))[0][4] == number

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("-3", "“-3” is below zero. What was counted too much is taken back, not brought in."),
            ("−3", "“−3” is below zero. What was counted too much is taken back, not brought in."),
            ("0", "Zero needs no row. Please delete it."),
            ('"12,5"', "“12,5” is no whole number."),
            ("0.5", "“0.5” is no whole number."),
            ("1000001", "“1000001” is more than one row may count: 1,000,000."),
            ("9" * 40, "“" + "9" * 40 + "” is more than one row may count: 1,000,000."),
            ("1e9", "“1e9” is no number."),
            ("twelve", "“twelve” is no number."),
            ("", "Nothing is there. It is needed."),
            ("=1+1", "“=1+1” is a formula. Please put its value there."),
        ],
    )
    def test_else_is_a_sentence(self, faults, typed, sentence):
        assert faults(text(row(quantity=typed))) == [(2, "E (quantity)", sentence)]


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        [
            "2026-12-10",
            "2026/12/10",
            "2026-12-10T00:00:00",
            "10.12.2026",
            "10. 12. 2026 r.",
            "10 Dec 2026",
            "10 grudnia 2026",
            '"December 10, 2026"',
            "46366",
        ],
    )
    def test_is_read_in_its_style(self, bring, typed):
        assert understood(bring(text(row(date=typed))))[0][5] == "2026-12-10"

    def test_with_slashes_is_told_by_the_others_of_the_file(self, bring):
        day_first = bring(text(row(date="05/12/2026"), row(date="10/12/2026"), row(date="14/11/2026")))
        month_first = bring(text(row(date="12/05/2026"), row(date="12/10/2026")))

        assert [c[5] for c in understood(day_first)] == ["2026-12-05", "2026-12-10", "2026-11-14"]
        assert [c[5] for c in understood(month_first)] == ["2026-12-05", "2026-12-10"]

    def test_that_may_be_two_days_is_asked_about(self, faults):
        assert faults(text(row(date="11/12/2026"))) == [
            (2, "F (date)", "“11/12/2026” may be two different days. Please write it as 2013-12-14.")
        ]

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("30.02.2026", "“30.02.2026” is no date we can read. Please write it as 2013-12-14."),
            ("10.12.26", "“10.12.26” is no date we can read. Please write it as 2013-12-14."),
            ("yesterday", "“yesterday” is no date we can read. Please write it as 2013-12-14."),
            ("0000-00-00", "“0000-00-00” is no date we can read. Please write it as 2013-12-14."),
            ("2013-12-10", "“2013-12-10” is too far from the campaign’s dates."),
            ("2026-12-24", "“2026-12-24” is still to come."),
        ],
    )
    def test_else_is_a_sentence(self, faults, typed, sentence):
        assert faults(text(row(date=typed))) == [(2, "F (date)", sentence)]

    def test_left_open_is_today_while_the_campaign_runs_and_its_last_day_after(self, bring):
        later = dt.datetime(2027, 1, 20, 12, 0, tzinfo=dt.UTC)

        assert understood(bring(text(row(date=""))))[0][5] == "2026-12-12"
        assert understood(bring(text(row(date="")), at=later))[0][5] == "2026-12-31"


class TestWords:
    @pytest.mark.parametrize(
        ("name", "typed", "column", "sentence"),
        [
            ("case", "Nobody", "C (case)", "“Nobody” is no case we know. Write its name or its address."),
            ("case", "Somebody Else", "C (case)", "The campaign does not write for “Somebody Else”."),
            (
                "kind",
                "telegram",
                "D (kind)",
                "“telegram” is no kind we count: authority, person, copy, petition, e-mail, social.",
            ),
            ("place", "", "A (place)", "Nothing is there. It is needed."),
            ("place", "a\0b", "A (place)", "There are signs in it that are no text."),
            ("town", "x" * 121, "B (town)", "“" + "x" * 59 + "…” is too long."),
        ],
    )
    def test_that_are_not_understood_are_named(self, faults, name, typed, column, sentence):
        assert faults(text(row(**{name: typed}))) == [(2, column, sentence)]

    def test_country_and_form_are_the_sections_own(self, bring, faults):
        headings = (*HEADINGS, "country", "form")
        good = bring(text((*ROW, "Polska", "w internecie"), headings=headings))

        assert [count.form for count in bringing.counts_of(good)] == ["online"]
        assert faults(text((*ROW, "Germany", "somewhere"), headings=headings)) == [
            (
                2,
                "G (country)",
                "“Germany” is another country. This section brings in its own country’s counts.",
            ),
            (2, "H (form)", "“somewhere” is neither “outside” nor “online”."),
        ]

    def test_row_said_twice_is_named(self, faults):
        assert faults(text(ROW, row(quantity=3), ROW)) == [
            (
                4,
                "",
                "It says the same as row 2. Please delete one of them, or tell them apart by a note.",
            )
        ]

    def test_every_mistake_is_found_and_two_hundred_are_told(self, faults):
        found = faults(text(*[row(quantity="x", case="y") for _ in range(150)]))

        assert len(found) == 201
        assert found[1:3] == [
            (2, "C (case)", "“y” is no case we know. Write its name or its address."),
            (3, "E (quantity)", "“x” is no number."),
        ]
        assert (0, "", "There are 100 more mistakes.") in found


@pytest.mark.parametrize("name", ["=1+1", "+48 22", "-School-", "@home", "'t Hart", "''", "plain"])
def test_cell_as_our_exports_write_it_is_read_back(bring, name):
    content = text(row(place=csvs.cell(name)))

    assert understood(bring(content))[0][0] == name

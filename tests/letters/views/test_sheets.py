"""The pages of paper sheets."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from events.models import Trace
from letters.models import Entry, Sheet
from tests.makers import (
    make_case,
    make_event,
    make_opening,
    make_sheet,
    make_team,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
BOPHA, AUNG = "n.yorm-bopha.authority", "n.tun-aung.person"


@pytest.fixture
def event():
    """These pages look at the clock themselves: the marathon of these tests is open while they run."""
    cases = [make_case(slug="yorm-bopha", name="Yorm Bopha"), make_case(slug="tun-aung", name="Tun Aung")]
    event = make_event(slug="library", opens=False, cases=cases)
    now = timezone.now()
    make_opening(event, starts_at=now - 2 * HOUR, ends_at=now + 5 * HOUR)
    return event


def quantities():
    return list(Entry.objects.order_by("seq").values_list("case__slug", "kind", "quantity", "channel"))


class TestMaking:
    """Organisers make sheets, and print them."""

    def make(self, client, **fields):
        fields = {"key": str(uuid.uuid4()), "count": "3"} | fields
        return client.post("/events/library/sheets/make/", fields)

    def test_sheets_are_made_and_lead_to_the_printer(self, organiser, event):
        team = make_team(event)

        answer = self.make(organiser, opening=event.openings.get().pk, team=team.pk)

        assert answer["Location"] == "/events/library/sheets/print/?from=1&to=3"
        assert list(Sheet.objects.values_list("number", "team", "opening")) == [
            (number, team.pk, event.openings.get().pk) for number in (1, 2, 3)
        ]

    def test_double_click_makes_them_once(self, organiser, event):
        key = str(uuid.uuid4())

        answers = [self.make(organiser, key=key) for _ in range(2)]

        assert {answer["Location"] for answer in answers} == {"/events/library/sheets/print/?from=1&to=3"}
        assert Sheet.objects.count() == 3

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"count": ""}, "This field is required."),
            ({"count": "51"}, "less than or equal to 50"),
            ({"count": "9" * 40}, "less than or equal to 50"),
            ({"opening": "0"}, "Select a valid choice."),
            ({"opening": "\x00"}, "Null characters"),
            ({"key": "x"}, "Enter a valid UUID."),
        ],
    )
    def test_wrong_input_gets_a_sentence(self, organiser, event, fields, sentence):
        answer = self.make(organiser, **fields)

        assert (answer.status_code, Sheet.objects.count()) == (422, 0)
        assert sentence in text_of(answer) or "Select a valid choice." in text_of(answer)

    def test_volunteers_make_none(self, phone, event):
        assert self.make(phone).status_code == 404
        assert "How many sheets?" not in text_of(phone.get("/events/library/sheets/"))

    def test_printed_sheet_has_its_number_its_code_and_a_line_a_case(self, organiser, event):
        make_sheet(event, 1, version=1, typed_at=timezone.now())
        make_sheet(event, 2)

        page = organiser.get("/events/library/sheets/print/")
        both = organiser.get("/events/library/sheets/print/?from=1&to=2")

        assert re.findall(r'"paper-number">(\d+)', page.content.decode()) == ["2"]
        assert page.content.count(b'class="segno"') == 1
        assert page.content.count(b'<th scope="row">') == 2
        assert re.findall(r'"paper-number">(\d+)', both.content.decode()) == ["1", "2"]

    def test_fifty_are_printed_at_once_and_the_next_ones_after_them(self, organiser, event):
        for number in range(1, 53):
            make_sheet(event, number)

        first = organiser.get("/events/library/sheets/print/").content.decode()
        rest = organiser.get("/events/library/sheets/print/?from=51").content.decode()

        assert 'href="?from=51"' in first
        assert re.findall(r'"paper-number">(\d+)', rest) == ["51", "52"]
        assert "The next ones" not in rest


class TestList:
    """Everybody at the table finds a sheet by its number."""

    def test_number_leads_to_its_sheet(self, phone, event):
        make_sheet(event, 12)

        answer = phone.get("/events/library/sheets/", {"number": "12"})

        assert answer["Location"] == "/events/library/sheets/12/"

    @pytest.mark.parametrize("number", ["13", "0", "-1", "1.5", "x", "", "9" * 40, "\x00"])
    def test_number_that_no_sheet_has_is_told_beside_the_field(self, phone, event, number):
        make_sheet(event, 12)

        answer = phone.get("/events/library/sheets/", {"number": number})

        assert answer.status_code == 422
        assert 'id="id_number_error"' in answer.content.decode()

    def test_states_are_told_and_chosen(self, organiser, phone, event):
        for number in (1, 2, 3):
            make_sheet(event, number)
        for address, figure in (("1/", "5"), ("2/", "5")):
            phone.post(f"/events/library/sheets/{address}", {"version": "0", BOPHA: figure})
        phone.post("/events/library/sheets/2/", {"version": "1", BOPHA: "6"})

        page = organiser.get("/events/library/sheets/")
        untyped = organiser.get("/events/library/sheets/?show=untyped")

        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page.content.decode(), re.S)
        told = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
        assert told == [
            "Sheet 1 anybody typed 5",
            "Sheet 2 anybody corrected 6",
            "Sheet 3 anybody not typed –",
        ]
        assert "Not typed: 1" in text_of(page)
        assert untyped.content.count(b'<th scope="row">') == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_for_one_sheet_and_for_three(
        self, organiser, event, number, django_assert_max_num_queries
    ):
        opening = event.openings.get()
        for n in range(number):
            make_sheet(event, n + 1, opening=opening, team=make_team(event, f"team {n}"))

        with django_assert_max_num_queries(10):
            assert organiser.get("/events/library/sheets/").status_code == 200
        with django_assert_max_num_queries(10):
            assert organiser.get("/events/library/sheets/1/").status_code == 200
        with django_assert_max_num_queries(10):
            assert organiser.get("/events/library/sheets/print/").status_code == 200


class TestTyping:
    """Whoever counts types a sheet once; typed again, it is corrected."""

    @pytest.fixture
    def sheet(self, event):
        return make_sheet(event, 7)

    def type_in(self, client, version="0", **figures):
        return client.post("/events/library/sheets/7/", {"version": version, **figures}, follow=True)

    def test_sheet_is_counted_and_the_next_one_asked_for(self, phone, sheet):
        answer = self.type_in(phone, **{BOPHA: "12", AUNG: "3"})

        assert answer.redirect_chain == [("/events/library/sheets/", 302)]
        assert "Sheet 7 is counted: 15 in all. Which one is next?" in text_of(answer)
        assert quantities() == [("tun-aung", "person", 3, "sheet"), ("yorm-bopha", "authority", 12, "sheet")]

    def test_double_click_counts_once(self, phone, sheet):
        for _ in range(2):
            answer = self.type_in(phone, **{BOPHA: "12"})

        assert "Sheet 7 is counted: 12 in all." in text_of(answer)
        assert quantities() == [("yorm-bopha", "authority", 12, "sheet")]

    def test_correction_says_what_was_before(self, phone, sheet):
        self.type_in(phone, **{BOPHA: "12"})

        before = phone.get("/events/library/sheets/7/")
        self.type_in(phone, version="1", **{BOPHA: "13"})
        after = text_of(phone.get("/events/library/sheets/7/"))

        assert before.context["form"].initial == {BOPHA: 12, "version": 1}
        assert "Yorm Bopha, authority: 12 → 13" in after
        assert "13 letters stand in the count from this sheet" in after

    def test_two_who_type_at_once_see_both_and_the_second_may_correct(self, phone, organiser, sheet):
        self.type_in(phone, **{BOPHA: "12", AUNG: "1"})

        late = self.type_in(organiser, **{BOPHA: "21", AUNG: "1"})
        again = self.type_in(organiser, version="1", **{BOPHA: "21", AUNG: "1"})

        assert late.status_code == 422
        assert "Somebody typed this sheet meanwhile, with other figures." in text_of(late)
        assert re.findall(r'"pile-note">([^<]+)', late.content.decode()) == ["typed meanwhile: 12"]
        assert re.search(r'name="version" value="1"', late.content.decode())
        assert 'value="21"' in late.content.decode()
        assert "Sheet 7 is counted: 22 in all." in text_of(again)

    def test_empty_form_is_no_sheet_but_a_zero_is(self, phone, sheet):
        empty = self.type_in(phone)
        zero = self.type_in(phone, **{BOPHA: "0"})

        assert (empty.status_code, "Type at least one number." in text_of(empty)) == (422, True)
        assert "Sheet 7 is counted: 0 in all." in text_of(zero)
        assert list(Sheet.objects.values_list("version")) == [(1,)]

    @pytest.mark.parametrize("figure", ["-1", "1.5", "x", "10001", "9" * 40, "\x00"])
    def test_wrong_figure_gets_a_sentence_and_the_others_stay(self, phone, sheet, figure):
        answer = self.type_in(phone, **{BOPHA: figure, AUNG: "17"})

        assert answer.status_code == 422
        assert f'id="id_{BOPHA}_error"' in answer.content.decode()
        assert 'value="17"' in answer.content.decode()
        assert quantities() == []

    @pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
    def test_wrong_version_is_no_error_of_ours(self, phone, sheet, version):
        assert self.type_in(phone, version=version, **{BOPHA: "1"}).status_code == 422

    def test_figures_of_a_case_that_left_the_event_stay(self, phone, event, sheet):
        self.type_in(phone, **{BOPHA: "12", AUNG: "3"})
        event.cases.remove(event.cases.get(slug="tun-aung"))

        self.type_in(phone, version="1", **{BOPHA: "13"})

        assert sum(Entry.objects.filter(case__slug="tun-aung").values_list("quantity", flat=True)) == 3

    def test_final_result_takes_no_sheet_and_says_so(self, phone, event, sheet):
        type(event.campaign).objects.update(is_final=True)

        answer = self.type_in(phone, **{BOPHA: "12"})

        assert answer.status_code == 422
        assert "Counting for this marathon is closed." in text_of(answer)

    @pytest.mark.parametrize("number", ["8", "0", "9" * 40])
    def test_sheet_that_is_not_there_is_not_found(self, phone, sheet, number):
        assert phone.get(f"/events/library/sheets/{number}/").status_code == 404

    def test_strangers_find_nothing(self, client, sheet):
        assert client.get("/events/library/sheets/7/").status_code == 404
        assert client.get("/events/library/sheets/").status_code == 404

    def test_leaves_a_trace_without_words(self, phone, sheet):
        self.type_in(phone, **{BOPHA: "12"})

        trace = Trace.objects.get()
        assert (trace.act, trace.what, trace.facts) == ("sheet_typed", "7", {"version": 1, "letters": 12})

"""The post page of an event, and the page of a parcel."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from letters import rates
from letters.models import Parcel, Recount
from tests.makers import (
    make_addressee,
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_parcel,
    make_post_office,
    make_role,
)

pytestmark = pytest.mark.django_db
POST = "/events/library/post/"


@pytest.fixture
def case():
    return make_case(slug="yorm-bopha", name="Yorm Bopha")


@pytest.fixture
def event(case):
    event = make_event(slug="library", cases=[case], opens=False)
    now = timezone.now()
    make_opening(event, starts_at=now - dt.timedelta(days=3), ends_at=now - dt.timedelta(days=2))
    return event


@pytest.fixture
def minister(event, case):
    """An authority to whom twelve letters are counted, with rates to post them by."""
    make_counters(event, case, "authority", 12)
    make_post_office(event.section)
    return make_addressee(case)


def text_of(page):
    plain = re.sub(r"<[^>]+>", " ", page.content.decode()).replace("&nbsp;", " ")
    return re.sub(r"\s+", " ", plain)


def rows_of(page, number=0):
    """The cells of a table's rows."""
    table = re.findall(r"<tbody>(.*?)</tbody>", page.content.decode(), re.S)[number]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [
        [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def pack(client, addressee, case, quantity, **fields):
    prefix = f"to{addressee.pk}"
    said = {"key": str(uuid.uuid4()), f"{case.pk}-authority": quantity, "way": "bundle"} | fields
    return client.post(
        POST, {"to": addressee.pk, **{f"{prefix}-{name}": value for name, value in said.items()}}
    )


class TestDesk:
    def test_event_without_letters_says_so(self, organiser):
        page = organiser.get(POST)

        assert "No letter was counted yet." in text_of(page)
        assert "Your section has not typed its postage rates yet." in text_of(page)

    def test_each_case_and_kind_goes_from_written_to_posted_and_says_what_is_missing(
        self, organiser, event, case, minister
    ):
        make_counters(event, case, "person", 4)
        recount = Recount.objects.create(
            event=event,
            number=1,
            counted_at=timezone.now(),
            seq=1,
            status="accepted",
            settled_at=timezone.now(),
        )
        recount.lines.create(case=case, kind="authority", counted=11, logged=11)
        make_parcel(event, 1, lines={"authority": 5}, status="posted", posted_on=timezone.localdate())
        make_parcel(event, 2, lines={"authority": 2})

        page = organiser.get(POST)

        assert rows_of(page) == [
            ["Yorm Bopha", "letter to an authority", "12", "11", "7", "5", "5 to pack · 2 packed, to post"],
            [
                "Yorm Bopha",
                "letter to the person",
                "4",
                "–",
                "0",
                "0",
                "4 to pack · no addressee of this kind · pile not recounted",
            ],
        ]
        assert "1 parcel lies packed" in text_of(page)

    def test_more_packed_than_counted_asks_for_a_recount(self, organiser, event, case):
        make_counters(event, case, "authority", 1)
        make_parcel(event, lines={"authority": 3})

        assert "No pile was recounted yet." in text_of(organiser.get(POST))
        assert "2 more packed than counted: recount" in text_of(organiser.get(POST))

    def test_destination_has_address_way_price_and_stamps(self, organiser, minister):
        text = text_of(organiser.get(POST))

        assert "The Minister 12 letters 1 Palace Road Capital CAMBODIA" in text
        assert "Together in 1 parcel: PLN 9.00 (saves PLN 51.00)" in text
        assert "1 × 65 g, PLN 9.00: 1 × PLN 9.00" in text
        assert "Stamps to buy" in text

    def test_embassy_at_home_is_offered_where_the_case_has_one(self, organiser, event, case, minister):
        make_addressee(case, kind="copy", office="The Ambassador", address="", is_verified=False)
        rates.set_rates(
            event.section, "PL", [(500, 390)], by=make_role("administrator").user, at=timezone.now()
        )

        assert "Together to the embassy in Poland: PLN 3.90" in text_of(organiser.get(POST))

        pack(organiser, minister, case, 12, way="embassy")
        assert Parcel.objects.values_list("destination", "country", "postage").get() == (
            "The Ambassador",
            "PL",
            390,
        )

    def test_suspended_post_is_said_with_what_else_can_be_done(self, organiser, event, minister):
        event.section.post_stops.create(
            country="KH", since=timezone.localdate(), advice="Write to the embassy."
        )

        text = text_of(organiser.get(POST))

        assert "Post to Cambodia is suspended. Write to the embassy. Or keep the letters packed" in text
        assert "It is packed" in text

    def test_letters_for_two_addresses_are_shared_out(self, organiser, event, case, minister):
        make_addressee(case, office="The Judge", address="2 Palace Road")

        assert re.findall(r"(The \w+) (\d+) letters?", text_of(organiser.get(POST))) == [
            ("The Judge", "6"),
            ("The Minister", "6"),
        ]

    def test_what_should_be_known_of_an_address_is_said(self, organiser, event, case):
        make_counters(event, case, "authority", 1)
        make_addressee(case, address="", is_verified=False, letters="not_wanted", closed_reason="free")
        case.is_historical = True
        case.save()

        text = text_of(organiser.get(POST))

        assert "No address is known." in text
        assert "no longer wanted" in text
        assert "historical – do not send" in text

    @pytest.mark.parametrize("number", [1, 3])
    def test_page_asks_ten_times_whatever_there_is(self, organiser, event, number, django_assert_num_queries):
        make_post_office(event.section)
        for n in range(number):
            case = make_case()
            event.cases.add(case)
            make_counters(event, case, "authority", 3)
            make_addressee(case, office=f"Minister {n}")
            make_parcel(event, n + 1)

        with django_assert_num_queries(10):
            organiser.get(POST)


class TestPacking:
    def test_parcel_is_packed_once_for_a_double_click(self, organiser, case, minister):
        key = str(uuid.uuid4())

        answers = [pack(organiser, minister, case, 12, key=key) for _ in range(2)]

        assert [answer["Location"] for answer in answers] == [f"{POST}1/"] * 2
        assert Parcel.objects.values_list("postage", "grams").get() == (900, 65)

    @pytest.mark.parametrize(
        ("quantity", "sentence"),
        [
            ("13", "You have 13, but only 12 are counted and not packed yet."),
            ("0", "Pack at least one letter."),
            ("-1", "greater than or equal to 0"),
            ("99999999999999999999", "less than or equal to 1000000"),
            ("many", "Enter a whole number."),
        ],
    )
    def test_wrong_number_gets_a_sentence_and_stays(self, organiser, case, minister, quantity, sentence):
        answer = pack(organiser, minister, case, quantity)

        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert f'value="{quantity}"' in answer.content.decode()
        assert "<details open>" in answer.content.decode()
        assert Parcel.objects.count() == 0

    def test_weight_from_the_scales_decides(self, organiser, case, minister):
        pack(organiser, minister, case, 2, grams="51")

        assert Parcel.objects.values_list("postage", "grams").get() == (900, 51)

    @pytest.mark.parametrize("to", ["", "0", "x", "9" * 30])
    def test_destination_that_is_not_there_is_not_found(self, organiser, minister, to):
        assert organiser.post(POST, {"to": to}).status_code == 404


class TestParcel:
    @pytest.fixture
    def parcel(self, event):
        return make_parcel(event)

    def test_page_shows_contents_and_stamps(self, organiser, event, parcel):
        make_post_office(event.section)

        text = text_of(organiser.get(f"{POST}1/"))

        assert "3 × letter to an authority" in text
        assert "1 × 20 g, PLN 4.00: 1 × PLN 4.00" in text

    def test_is_noted_as_posted(self, organiser, parcel):
        today = timezone.localdate()

        answer = organiser.post(
            f"{POST}1/", {"act": "posted", "on": today.isoformat(), "reference": "RR 1 PL"}
        )

        assert answer["Location"] == POST
        assert Parcel.objects.values_list("status", "posted_on", "reference").get() == (
            "posted",
            today,
            "RR 1 PL",
        )
        assert "On its way" in text_of(organiser.get(f"{POST}1/"))

    @pytest.mark.parametrize(
        ("on", "sentence"),
        [
            ("2999-01-01", "This day is still to come."),
            ("2001-01-01", "nothing can have been posted before"),
            ("", "This field is required."),
            ("yesterday", "Enter a valid date."),
        ],
    )
    def test_day_that_cannot_be_gets_a_sentence(self, organiser, parcel, on, sentence):
        answer = organiser.post(f"{POST}1/", {"act": "posted", "on": on, "reference": "RR 1 PL"})

        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert 'value="RR 1 PL"' in answer.content.decode()

    def test_is_unpacked(self, organiser, parcel):
        answer = organiser.post(f"{POST}1/", {"act": "unpack"})

        assert answer["Location"] == POST
        assert Parcel.objects.count() == 0

    def test_posted_parcel_stays_packed(self, organiser, parcel):
        Parcel.objects.update(status="posted", posted_on=timezone.localdate())

        page = organiser.post(f"{POST}1/", {"act": "unpack"}, follow=True)

        assert "This parcel was posted meanwhile." in text_of(page)

    def test_wrong_note_of_posting_is_taken_back(self, organiser, parcel):
        Parcel.objects.update(status="posted", posted_on=timezone.localdate())

        organiser.post(f"{POST}1/", {"act": "not_posted"})

        assert "Is it posted?" in text_of(organiser.get(f"{POST}1/"))

    @pytest.mark.parametrize("number", ["2", "9" * 30])
    def test_parcel_of_another_number_is_not_found(self, organiser, parcel, number):
        assert organiser.get(f"{POST}{number}/").status_code == 404

    def test_unknown_act_is_not_found(self, organiser, parcel):
        assert organiser.post(f"{POST}1/", {"act": "burn"}).status_code == 404

    def test_parcel_of_another_event_is_not_found(self, organiser):
        make_parcel(make_event())

        assert organiser.get(f"{POST}1/").status_code == 404


def test_strangers_find_nothing(client, event):
    client.force_login(make_role("volunteer", event=event).user)

    assert client.get(POST).status_code == 404

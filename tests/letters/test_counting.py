"""The page at the table."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from letters.models import Entry, Head
from tests.makers import make_case, make_device_role, make_event, make_opening, make_team
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/events/warszawa/count/"


@pytest.fixture
def event():
    case = make_case(slug="yorm-bopha", name="Yorm Bopha", country="KH", pronoun="her")
    event = make_event(slug="warszawa", name="The library", contact="Ania, 600", cases=[case], opens=False)
    now = dt.datetime.now(dt.UTC)
    make_opening(event, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1))
    return event


@pytest.fixture
def phone(event) -> Client:
    make_device_role(event, "a key")
    client = Client()
    client.cookies["device"] = "a key"
    return client


def forms_of(phone: Client, address: str = PAGE) -> list[dict[str, str]]:
    """The hidden fields of each form of the page."""
    page = phone.get(address).content.decode()
    forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in forms]


def test_page_shows_the_table(phone):
    text = text_of(phone.get(PAGE))

    for said in (
        "The library",
        "0 letters today",
        "Ania, 600",
        "Yorm Bopha",
        "Cambodia · 0 letters",
        "to her",
    ):
        assert said in text


def test_every_form_carries_an_id_of_its_own_fresh_at_each_visit(phone):
    ids = [form["id"] for _visit in range(2) for form in forms_of(phone)]

    assert len(ids) == len({uuid.UUID(id_) for id_ in ids}) == 6


def test_tap_counts_one_and_leads_back(phone):
    form = forms_of(phone)[0]

    response = phone.post(PAGE, form)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    text = text_of(phone.get(PAGE))
    assert "1 letter today" in text
    assert "+1 Yorm Bopha, authority" in text
    entry = Entry.objects.get()
    assert (str(entry.pk), entry.kind, entry.quantity, entry.channel) == (form["id"], "authority", 1, "tap")


def test_second_tap_on_the_same_form_counts_nothing_and_says_so_calmly(phone):
    form = forms_of(phone)[0]
    phone.post(PAGE, form)

    response = phone.post(PAGE, form, follow=True)

    assert response.redirect_chain == [(f"{PAGE}?told=duplicate", 302)]
    assert "That was counted already, once." in text_of(response)
    assert Head.objects.get().letters == 1


def test_several_at_once_are_one_entry(phone):
    form = forms_of(phone)[2]

    phone.post(PAGE, form | {"quantity": "250", "kind": "person"})

    assert list(Entry.objects.values_list("kind", "quantity")) == [("person", 250)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type how many letters there are."),
        ("many", "Type a whole number, such as 12."),
        ("1.5", "Type a whole number, such as 12."),
        ("0", "Count at least one letter."),
        ("10001", "Count at most 10,000 letters at once. Log the rest after it."),
        ("9" * 5000, "Type a whole number, such as 12."),
    ],
)
def test_wrong_number_is_told_beside_the_field_and_kept(phone, typed, said):
    form = forms_of(phone)[2]

    response = phone.post(PAGE, form | {"quantity": typed, "kind": "person"})

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "<details" in page
    assert 'class="count-several" open' in page
    assert f'value="{typed}"' in page or not typed
    assert re.search(r'value="person"[^>]*checked', page)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("junk", [{"case": "nobody", "quantity": "many"}, {"kind": "person"}, {}])
def test_form_that_is_none_of_the_page_gets_a_sentence(phone, junk):
    response = phone.post(PAGE, junk)

    assert response.status_code == 422
    assert "This entry could not be understood." in text_of(response)


def test_number_without_a_kind_is_told(phone):
    response = phone.post(PAGE, forms_of(phone)[2] | {"quantity": "3"})

    assert response.status_code == 422
    assert "Choose to whom these letters are." in text_of(response)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"id": "nonsense"}, "malformed"),
        ({"case": "nobody"}, "case_not_in_event"),
        ({"case": "\x00"}, "malformed"),
        ({"team": "x"}, "malformed"),
        ({"team": "99999999999999999999"}, "team_not_in_event"),
        ({"reverses": "nonsense"}, "malformed"),
        ({"reverses": str(uuid.UUID(int=3))}, "reverses_unknown"),
    ],
)
def test_form_that_was_tampered_with_counts_nothing(phone, other, told):
    response = phone.post(PAGE, forms_of(phone)[0] | other)

    assert response.status_code == 302
    assert response["Location"].endswith(f"told={told}")
    assert phone.get(response["Location"]).status_code == 200
    assert not Entry.objects.exists()


def test_undo_takes_back_once(phone):
    phone.post(PAGE, forms_of(phone)[0])
    undo = next(form for form in forms_of(phone) if "reverses" in form)

    phone.post(PAGE, undo)
    again = phone.post(PAGE, undo | {"id": str(uuid.uuid4())}, follow=True)

    assert "taken back" in text_of(again)
    assert "This entry has been taken back already." in text_of(again)
    assert [form for form in forms_of(phone) if "reverses" in form] == []
    assert (Head.objects.get().letters, Entry.objects.count()) == (0, 2)


def test_device_sees_its_own_entries_alone(phone, event):
    phone.post(PAGE, forms_of(phone)[0])
    make_device_role(event, "another key")
    other = Client()
    other.cookies["device"] = "another key"

    text = text_of(other.get(PAGE))

    assert "1 letter today" in text
    assert "Logged by this device" not in text


def test_team_sticks_to_every_form(phone, event):
    team = make_team(event, "1A")
    address = f"{PAGE}?team={team.pk}"

    form = forms_of(phone, address)[0]
    response = phone.post(PAGE, form)

    assert {each["team"] for each in forms_of(phone, address)} == {str(team.pk)}
    assert response["Location"] == address
    assert Entry.objects.get().team == team


def test_number_in_the_team_sticks_with_it(phone, event):
    team = make_team(event, "1A")
    address = f"{PAGE}?team={team.pk}&number=12"

    response = phone.post(PAGE, forms_of(phone, address)[0])

    assert response["Location"] == address
    assert {each["number"] for each in forms_of(phone, address)} == {"12"}
    assert list(Entry.objects.values_list("team", "writer_number")) == [(team.pk, 12)]


@pytest.mark.parametrize("number", ["0", "10000", "twelve", "-1", "9" * 30])
def test_number_that_is_none_is_told_beside_its_field(phone, event, number):
    team = make_team(event, "1A")

    address = f"{PAGE}?team={team.pk}&number={number}"

    response = phone.get(address)

    assert "Type a whole number from 1 to 9,999, or leave it empty." in text_of(response)
    assert f'value="{number}"' in response.content.decode()
    assert [form.get("number", "") for form in forms_of(phone, f"{PAGE}?team={team.pk}&number={number}")] == [
        ""
    ] * 3


def test_plain_page_that_was_asked_for_stays_plain(phone, event):
    team = make_team(event, "1A")
    address = f"{PAGE}?team={team.pk}&plain="

    response = phone.post(PAGE, forms_of(phone, address)[0])
    page = phone.get(response["Location"]).content.decode()

    assert response["Location"] == address
    assert [form.get("plain") for form in forms_of(phone, address)] == [""] * 4
    assert re.search(r'<form class="count-team".*?name="plain" value=""', page, re.DOTALL)
    assert "plain" not in forms_of(phone, PAGE)[0]


def test_number_without_a_team_says_nothing(phone, event):
    make_team(event, "1A")

    response = phone.post(PAGE, forms_of(phone, f"{PAGE}?number=12")[0])

    assert response["Location"] == PAGE
    assert Entry.objects.get().writer_number is None


def test_team_that_is_gone_is_told(phone, event):
    make_team(event, "1A")

    assert "This marathon has no such team." in text_of(phone.get(PAGE, {"team": "9999"}))


def test_closed_event_says_why_and_shows_no_button(phone, event):
    form = forms_of(phone)[0]
    event.closed_at = dt.datetime(2026, 12, 13, 12, 0, tzinfo=dt.UTC)
    event.save()

    response = phone.get(PAGE)

    text = text_of(response)
    assert "The organisers closed the count on 13 December 2026. Nothing more is added." in text or (
        "The organisers closed the count on Dec. 13, 2026. Nothing more is added." in text
    )
    assert forms_of(phone) == []
    assert phone.post(PAGE, form)["Location"].endswith("told=event_closed")


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [(30, 31, "Counting begins on"), (-24 * 15, -24 * 14 - 1, "counting ended on")],
)
def test_event_outside_its_time_says_when(phone, event, starts, ends, said):
    now = dt.datetime.now(dt.UTC)
    event.openings.update(starts_at=now + dt.timedelta(hours=starts), ends_at=now + dt.timedelta(hours=ends))

    assert said in text_of(phone.get(PAGE))


def test_event_without_openings_says_whom_to_ask(phone, event):
    event.openings.all().delete()

    assert "No opening hours are set for this marathon yet." in text_of(phone.get(PAGE))


def test_stranger_finds_nothing(event):
    assert Client().get(PAGE).status_code == 404
    assert Client().post(PAGE, {}).status_code == 404


def test_post_without_a_token_is_refused(event):
    make_device_role(event, "a key")
    phone = Client(enforce_csrf_checks=True)
    phone.cookies["device"] = "a key"

    assert phone.post(PAGE, {}).status_code == 403


def test_page_costs_the_same_for_one_case_and_for_three(phone, event, django_assert_num_queries):
    for _more in range(2):
        phone.post(PAGE, forms_of(phone)[0])
        # Roles, event, teams, cases' words, sums, places, today, the ledger's end, what was logged.
        with django_assert_num_queries(9):
            phone.get(PAGE)
        event.cases.add(make_case(), make_case())

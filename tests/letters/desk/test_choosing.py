"""Whom a visitor may write to, in which language, and why sometimes nobody."""

import datetime as dt

import pytest
from django.urls import reverse

from cases.models import Case
from letters import desk as acts
from tests.letters.desk.visitor import TYPED, at
from tests.makers import TODAY, make_addressee, make_case, make_milestone, make_wording

pytestmark = pytest.mark.django_db


def test_page_shows_letter_rules_and_questions(client, case):
    page = client.get(at(case)).content.decode()

    for words in (
        "Dear Minister,",
        "release her immediately",
        "No politics",
        "I may travel to that country.",
        "CAMBODIA",
    ):
        assert words in page


def test_page_costs_the_same_with_one_addressee_and_with_three(
    client, case, person, django_assert_num_queries
):
    with django_assert_num_queries(8):
        client.get(at(case))
    make_wording(make_addressee(case, key="copy", kind="copy", position=3))
    make_wording(person, language="pl")
    with django_assert_num_queries(8):
        client.get(at(case))


def test_page_is_public_and_sets_no_cookie(client, case):
    response = client.get(at(case), {"to": "authority", "in": "en"})

    assert response["Cache-Control"] == "public, max-age=60"
    assert dict(response.cookies) == {}
    assert dict(client.post(at(case), TYPED).cookies) == {}


def test_addressee_and_language_are_chosen_in_the_address(client, case, person):
    make_wording(person, language="pl", body="{{ salutation }}\n\nBądź zdrowa.\n\n{{ sender }}")
    person.translations.create(language_code="pl", office="Yorm Bopha", salutation="Droga Yorm Bopho,")

    page = client.get(at(case), {"to": "person", "in": "pl"}).content.decode()

    assert "Droga Yorm Bopho," in page
    assert "Not a word about the case." in page


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"to": "nobody"}, "There is no letter to the one you chose. Here is the letter to: The Minister."),
        ({"in": "xx"}, "There is no letter in the language you chose. Here it is in another."),
        ({}, ""),
    ],
)
def test_wish_that_cannot_be_met_falls_back_with_a_note(client, case, query, note):
    assert client.get(at(case), query).context["choice"].note == note


def test_letter_to_somebody_else_is_never_printed_unseen(client, case):
    response = client.post(at(case), TYPED | {"to": "nobody"})

    assert response.status_code == 422
    assert 'value="Ola Nowak"' in response.content.decode()


def test_side_translation_stands_beside_for_its_reader(client, case):
    wording = case.addressees.get().wordings.get()
    wording.translations.create(
        language_code="pl", translation="{{ salutation }}\n\nTłumaczenie.\n\n{{ sender }}"
    )
    case.addressees.get().translations.create(
        language_code="pl", office="Minister", salutation="Szanowny Panie,"
    )

    assert "Tłumaczenie." in client.get("/pl/cases/yorm-bopha/letter/").content.decode()
    assert "Tłumaczenie." not in client.get("/cases/yorm-bopha/letter/").content.decode()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"send_until": dt.date(2001, 12, 31)}, "Letters could be sent until 31 December 2001."),
        (
            {"letters": "not_wanted", "closed_reason": "free"},
            "Letters are no longer wanted: the person is free.",
        ),
        (
            {"letters": "not_wanted", "closed_reason": "free", "closed_note": "She is at home."},
            "She is at home.",
        ),
    ],
)
def test_desk_refuses_with_the_reason_and_offers_what_still_helps(client, case, fields, reason):
    closed = make_case(slug="closed")
    make_wording(make_addressee(closed, **fields))
    make_milestone(case)

    for response, status in ((client.get(at(closed)), 200), (client.post(at(closed), TYPED), 410)):
        page = response.content.decode()
        assert response.status_code == status
        assert reason in page
        assert "<textarea" not in page
        assert "Yorm Bopha" in page
        assert reverse("good_news") in page


def test_letter_may_be_written_on_its_last_day():
    addressee = make_addressee(send_until=TODAY)
    make_wording(addressee)

    assert acts.choose(addressee.case, to="", language="", day=TODAY).addressee == addressee
    with pytest.raises(acts.LettersNotWelcome):
        acts.choose(addressee.case, to="", language="", day=TODAY + dt.timedelta(days=1))


def test_closed_addressee_is_told_beside_the_open_one(client, case):
    make_wording(
        make_addressee(case, office="The King", letters="not_wanted", closed_reason="answered", position=9)
    )

    page = client.get(at(case)).content.decode()

    assert "The King: Letters are no longer wanted: the demands were met." in page


def test_case_without_a_wording_says_so(client):
    case = make_case()
    make_addressee(case)

    assert "There is no letter here yet" in client.get(at(case)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_hidden_or_made_up_case_is_not_found(client, case, method):
    Case.objects.filter(pk=case.pk).update(is_public=False)

    assert getattr(client, method)(at(case)).status_code == 404
    assert getattr(client, method)("/cases/made-up/letter/").status_code == 404

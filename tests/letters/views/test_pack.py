"""The pack's page: ordered, watched, fetched."""

import datetime as dt
import io
import uuid
import zipfile

import pytest
from django.utils import timezone

from letters import printing
from letters.models import Printing
from letters.press.binding import pages_of
from tests.makers import (
    make_addressee,
    make_case,
    make_event,
    make_section,
    make_sheet,
    make_wording,
)
from tests.pages import text_of
from tests.paper import text_of as words_of

pytestmark = pytest.mark.django_db

PAGE = "/events/night/pack/"
PDF, ZIP = "/events/night/pack.pdf", "/events/night/pack.zip"
ORDER = {
    "key": "00000000-0000-4000-8000-000000000001",
    "letters": "3",
    "style": "typed",
    "cards": "1",
    "signs": "1",
    "posters": "1",
    "poster_paper": "a4",
    "sheets": "2",
    "rotas": "0",
    "badges": "0",
    "stickers": "0",
    "thanks": "0",
    "envelopes": "0",
    "envelope": "c6",
    "labels": "1",
    "stock": "70x37",
    "start": "1",
}


@pytest.fixture
def wording():
    return make_wording(make_addressee(make_case(name="Yorm Bopha")))


@pytest.fixture
def event(wording):
    section = make_section(languages=["en"])
    return make_event(slug="night", name="The night", cases=[wording.addressee.case], section=section)


def order(client, **changes):
    return client.post(PAGE, {**ORDER, **changes})


def made(client, **changes):
    """The pack is ordered, and the worker has made it."""
    order(client, **{"key": uuid.uuid4(), **changes})
    printing.make(Printing.objects.first().pk, at=timezone.now())


def test_page_suggests_and_says_what_it_comes_to(organiser):
    text = text_of(organiser.get(PAGE))

    assert "Our suggestion comes to 31 sheets of paper about 155 g" in text
    assert "Posters 4 Table signs 1 Case cards 4 Letters 20 Badges 1 Address labels 1" in text


def test_preview_orders_nothing(organiser):
    text = text_of(order(organiser, act="show", letters="300"))

    assert "It comes to 304 sheets of paper about 1.5 kg" in text
    assert Printing.objects.count() == 0


def test_order_is_made_once_and_followed(organiser, event):
    answers = [order(organiser), order(organiser)]

    assert [answer["Location"] for answer in answers] == [PAGE, PAGE]
    one = Printing.objects.get()
    assert (one.status, one.order["letters"]) == ("waiting", 3)
    assert event.sheets.count() == 2
    text = text_of(organiser.get(PAGE))
    assert "The pack is being made It waits for its turn." in text
    Printing.objects.update(status="making", done=3, total=8)
    assert "3 of 8 papers" in text_of(organiser.get(PAGE))


def test_progress_is_told_without_looking_at_the_papers(organiser, django_assert_max_num_queries):
    order(organiser)
    Printing.objects.update(status="making", done=3, total=8)

    with django_assert_max_num_queries(6):
        following = organiser.get(f"{PAGE}?progress").content.decode()

    assert 'data-follows="?progress"' in following
    assert 'value="3"' in following
    Printing.objects.update(status="ready", settled_at=timezone.now())
    assert "data-follows" not in organiser.get(f"{PAGE}?progress").content.decode()


def test_suggestion_can_be_ordered_however_many_sheets_wait(organiser, event):
    for number in range(1, 61):
        make_sheet(event, number)

    assert 'name="sheets" value="50"' in organiser.get(PAGE).content.decode()


def test_sheets_that_wait_are_printed_before_new_ones_are_made(organiser, event):
    make_sheet(event, 4)

    order(organiser)

    assert list(event.sheets.order_by("number").values_list("number", flat=True)) == [4, 5]


def test_ready_pack_is_fetched_as_one_file_or_as_many(organiser):
    made(organiser)

    assert "The pack is ready" in text_of(organiser.get(PAGE))
    whole = organiser.get(PDF)
    assert whole["Content-Type"] == "application/pdf"
    assert whole["Content-Disposition"] == 'inline; filename="night-pack.pdf"'
    assert pages_of(whole.content) == 1 + 1 + 1 + 3 + 2 + 1
    with zipfile.ZipFile(io.BytesIO(organiser.get(ZIP).content)) as archive:
        assert archive.namelist() == [
            "001-poster-posters.pdf",
            "002-sign-yorm-bopha.pdf",
            "003-card-yorm-bopha.pdf",
            "004-letter-yorm-bopha-authority.pdf",
            "005-sheet-sheet-1.pdf",
            "006-sheet-sheet-2.pdf",
            "007-label-address-labels.pdf",
        ]
        assert pages_of(archive.read("004-letter-yorm-bopha-authority.pdf")) == 3


def test_changed_wording_is_in_the_file_that_is_fetched(organiser, wording):
    made(organiser)
    wording.body = wording.body.replace("I write to you", "I am writing to you")
    wording.save()

    assert "I am writing to you" in words_of(organiser.get(PDF).content)


def test_pack_of_which_much_changed_is_made_anew(organiser, event):
    made(organiser)
    for _more in range(4):
        case = make_case(campaign=event.campaign)
        event.cases.add(case)

    answer = organiser.get(PDF, follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Much has changed since this pack was made. Please have it made anew." in text_of(answer)


@pytest.mark.parametrize("address", [PDF, ZIP])
def test_before_anything_is_made_the_files_lead_to_the_page(organiser, address):
    answer = organiser.get(address, follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Nothing is printed yet. Choose what you need, and have it made." in text_of(answer)


def test_pack_under_way_can_be_cancelled(organiser):
    order(organiser)

    organiser.post(PAGE, {"act": "cancel"})

    assert Printing.objects.get().status == "cancelled"
    assert "The last pack was cancelled." in text_of(organiser.get(PAGE))
    assert organiser.post(PAGE, {"act": "cancel"}).status_code == 302


def test_pack_that_failed_says_which_paper_and_why(organiser, wording):
    wording.body += "\n\nA long line that never ends. " * 130
    wording.save()

    made(organiser)

    text = text_of(organiser.get(PAGE))
    assert "The pack could not be made Yorm Bopha – authority: The letter has to fit on one page." in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"letters": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"letters": "2001"}, "Ensure this value is less than or equal to 2000."),
        ({"letters": "many"}, "Enter a whole number."),
        ({"start": "25"}, "This sheet has 24 labels."),
        ({"start": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"stock": "1x1"}, "Select a valid choice."),
        (
            dict.fromkeys(("letters", "cards", "signs", "posters", "sheets", "labels"), "0"),
            "Choose something to print.",
        ),
    ],
)
def test_what_cannot_be_printed_is_said_beside_its_field(organiser, changes, said):
    answer = order(organiser, **changes)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{changes.get("letters", "3")}"' in answer.content.decode()
    assert Printing.objects.count() == 0


def test_letters_that_are_missing_are_named(organiser, wording):
    wording.addressee.salutation = ""
    wording.addressee.save()

    text = text_of(organiser.get(PAGE))

    assert (
        "These letters are not in it Yorm Bopha – authority : "
        "This letter cannot be printed yet: the salutation is missing in it."
    ) in text


def test_page_asks_as_much_for_one_case_as_for_many(organiser, event, django_assert_max_num_queries):
    organiser.get(PAGE)
    for _more in range(2):
        for _each in range(3):
            case = make_case(campaign=event.campaign)
            make_wording(make_addressee(case))
            event.cases.add(case)
        with django_assert_max_num_queries(22):
            organiser.get(PAGE)


def test_old_pack_can_be_fetched_next_day_too(organiser):
    made(organiser)
    Printing.objects.update(settled_at=timezone.now() - dt.timedelta(days=6))

    assert organiser.get(PDF).status_code == 200


def test_addresses_nobody_verified_are_told_before_they_are_posted_to(organiser, wording):
    wording.addressee.is_verified = False
    wording.addressee.save()

    assert "These addresses are not verified" in text_of(organiser.get(PAGE))

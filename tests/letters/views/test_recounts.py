"""The page of recounts."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from letters import ledger
from letters.ledger import Line
from letters.models import Entry, Recount
from tests.makers import make_case, make_event, make_opening, make_role
from tests.pages import text_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
BOPHA, AUNG = "yorm-bopha.authority", "tun-aung.person"
ADDRESS = "/events/library/recount/"


@pytest.fixture
def event():
    """These pages look at the clock themselves: the marathon of these tests is open while they run."""
    cases = [make_case(slug="yorm-bopha", name="Yorm Bopha"), make_case(slug="tun-aung", name="Tun Aung")]
    kinds = ["authority", "person", "email"]
    event = make_event(slug="library", opens=False, cases=cases, kinds=kinds)
    now = timezone.now()
    make_opening(event, starts_at=now - 2 * HOUR, ends_at=now + 5 * HOUR)
    return event


@pytest.fixture
def role(event):
    return make_role("organiser", event=event)


@pytest.fixture
def organiser(client, role):
    client.force_login(role.user)
    return client


def log(event, role, quantity, *, at=None, written_at=None):
    at = at or timezone.now() - HOUR
    line = Line(uuid.uuid4(), "yorm-bopha", "authority", quantity, written_at=written_at)
    ledger.record(event, entries=[line], by=role, channel="tap", at=at)


def send(client, event, key=None, **fields):
    now = timezone.now().astimezone(event.zone)
    said = {"key": key or str(uuid.uuid4()), "counted_at": f"{now:%Y-%m-%dT%H:%M}"}
    return client.post(ADDRESS, said | {name.replace("__", "."): n for name, n in fields.items()})


def letters():
    return sum(Entry.objects.values_list("quantity", flat=True))


def test_piles_that_agree_are_accepted_at_once(organiser, event, role):
    log(event, role, 10)

    answer = send(organiser, event, **{f"n.{BOPHA}": "10"})

    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert Recount.objects.get().status == "accepted"
    assert "The piles and the count agree." in text_of(organiser.get(ADDRESS))


def test_what_was_logged_in_the_minute_of_the_recount_lies_in_the_piles(organiser, event, role):
    log(event, role, 2, at=timezone.now())

    send(organiser, event, **{f"n.{BOPHA}": "2"})

    assert [(line.counted, line.logged) for line in Recount.objects.get().lines.all()] == [(2, 2)]


def test_difference_is_shown_beside_the_pile_and_asks_for_a_reason(organiser, event, role):
    log(event, role, 10)

    answer = send(organiser, event, **{f"n.{BOPHA}": "13", f"n.{AUNG}": "0"})

    assert (answer.status_code, Recount.objects.count()) == (422, 0)
    assert "Some piles differ from what was logged." in text_of(answer)
    notes = re.findall(r'"pile-note">([^<]+)', answer.content.decode())
    assert notes == ["logged: 10, in the pile 3 more", "logged: 0, as in the pile"]
    assert 'value="13"' in answer.content.decode()
    assert f'id="id_why.{BOPHA}_error"' in answer.content.decode()
    assert answer.content.count(b"Why do they differ?") == 1


def test_what_was_logged_is_told_of_no_pile_that_was_not_counted(organiser, event, role):
    log(event, role, 10)

    answer = send(organiser, event, **{f"n.{AUNG}": "2"})

    notes = re.findall(r'"pile-note">([^<]+)', answer.content.decode())
    assert notes == ["logged: 0, in the pile 2 more"]


def test_recount_with_a_reason_waits_and_one_click_accepts_it_once(organiser, event, role):
    log(event, role, 10)
    key = str(uuid.uuid4())
    said = {f"n.{BOPHA}": "13", f"why.{BOPHA}": "forgotten", f"words.{BOPHA}": "a box below the table"}

    for _ in range(2):
        send(organiser, event, key=key, **said)
    page = text_of(organiser.get(ADDRESS))
    before = letters()
    for _ in range(2):
        organiser.post(ADDRESS, {"recount": "1", "act": "accept"})

    assert "Recount 1 waits for you" in page
    assert "Yorm Bopha, authority 13 10 +3 letters nobody logged: a box below the table" in page
    assert (before, letters()) == (10, 13)
    assert list(Recount.objects.values_list("status", flat=True)) == ["accepted"]
    assert "+3 (letters nobody logged)" in text_of(organiser.get(ADDRESS))


def test_dropped_recount_changes_nothing_and_stays_in_the_list(organiser, event, role):
    log(event, role, 10)
    send(organiser, event, **{f"n.{BOPHA}": "13", f"why.{BOPHA}": "unknown"})

    organiser.post(ADDRESS, {"recount": "1", "act": "drop"})
    late = organiser.post(ADDRESS, {"recount": "1", "act": "accept"}, follow=True)

    assert "This recount was settled meanwhile. Nothing was changed." in text_of(late)
    assert letters() == 10
    assert "dropped" in text_of(late)


def test_second_recount_is_told_that_another_one_waits(organiser, event, role):
    send(organiser, event, **{f"n.{BOPHA}": "1", f"why.{BOPHA}": "unknown"})

    answer = send(organiser, event, **{f"n.{BOPHA}": "2", f"why.{BOPHA}": "unknown"})

    assert answer.status_code == 422
    assert "Another recount waits to be accepted." in text_of(answer)


def test_entries_that_were_delivered_later_are_warned_of(organiser, event, role):
    send(organiser, event, **{f"n.{BOPHA}": "3", f"why.{BOPHA}": "forgotten"})
    log(event, role, 3, at=timezone.now() + HOUR, written_at=timezone.now() - HOUR)

    assert "1 entry reached the count after the recount" in text_of(organiser.get(ADDRESS))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Type the number of at least one pile."),
        ({f"n.{BOPHA}": "-1"}, "A number below 0 cannot be right."),
        ({f"n.{BOPHA}": "9" * 40}, "That is more than fits here."),
        ({f"n.{BOPHA}": "ten"}, "Type a whole number"),
        ({f"n.{BOPHA}": "1", "counted_at": "2099-01-01T10:00"}, "This moment is still to come."),
        ({f"n.{BOPHA}": "1", "counted_at": ""}, "This field is required."),
        ({f"n.{BOPHA}": "1", f"why.{BOPHA}": "gremlins"}, "Select a valid choice."),
        ({f"n.{BOPHA}": "1", "key": "x"}, "Enter a valid UUID."),
    ],
)
def test_wrong_input_gets_a_sentence_and_the_rest_stays(organiser, event, fields, sentence):
    answer = send(organiser, event, **({f"words.{AUNG}": "kept"} | fields))

    assert (answer.status_code, Recount.objects.count()) == (422, 0)
    assert sentence in text_of(answer)


def test_what_lies_in_no_pile_is_not_asked_for(organiser, event):
    page = organiser.get(ADDRESS)

    assert f'name="n.{BOPHA}"' in page.content.decode()
    assert 'name="n.yorm-bopha.email"' not in page.content.decode()


def test_next_checkpoint_is_told(organiser, event):
    event.openings.update(starts_at=timezone.now() - 7 * HOUR)
    due = text_of(organiser.get(ADDRESS))

    send(organiser, event, **{f"n.{BOPHA}": "0"})

    assert "The piles were to be counted at" in due
    assert "Next:" in text_of(organiser.get(ADDRESS))


@pytest.mark.parametrize("number", ["9", "x", "", "9" * 40])
def test_recount_that_is_not_there_is_not_found(organiser, event, number):
    assert organiser.post(ADDRESS, {"recount": number, "act": "accept"}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_for_one_recount_and_for_three(
    organiser, event, role, number, django_assert_max_num_queries
):
    for n in range(number):
        send(organiser, event, **{f"n.{BOPHA}": str(n), f"why.{BOPHA}": "unknown"})
        if n + 1 < number:
            organiser.post(ADDRESS, {"recount": str(n + 1), "act": "drop"})
    organiser.get(ADDRESS)

    with django_assert_max_num_queries(10):
        assert organiser.get(ADDRESS).status_code == 200


def test_mistyped_year_is_refused_before_every_letter_counts_twice(organiser, event, role):
    log(event, role, 10)
    last_year = timezone.now().astimezone(event.zone) - dt.timedelta(days=365)

    answer = send(
        organiser,
        event,
        counted_at=f"{last_year:%Y-%m-%dT%H:%M}",
        **{f"n.{BOPHA}": "10", f"why.{BOPHA}": "other"},
    )

    assert answer.status_code == 422
    assert "That is before the marathon began." in text_of(answer)
    assert (Recount.objects.count(), letters()) == (0, 10)

"""How many letters each team wrote."""

import uuid

import pytest

from letters import ledger
from letters.ledger import Line
from letters.models import Entry, Held, Holdback
from letters.ranking import ranking
from tests.makers import NOW, make_case, make_device_role, make_event, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(cases=[make_case(slug="yorm-bopha")], kinds=["authority", "petition"])


def phone_at(event):
    return event.roles.filter(device__isnull=False).first() or make_device_role(event)


def log(event, team, quantity, kind="authority"):
    line = Line(uuid.uuid4(), "yorm-bopha", kind, quantity, team=team and team.pk)
    ledger.record(event, entries=[line], by=phone_at(event), channel="tap", at=NOW)
    return line.id


def told(event):
    return [(place.place, place.team.name, place.letters) for place in ranking(event)]


def test_teams_stand_by_their_letters_and_equals_share_a_place(event):
    for name, quantity in (("1A", 3), ("1B", 7), ("1C", 3), ("1D", 0)):
        team = make_team(event, name)
        if quantity:
            log(event, team, quantity)
    log(event, None, 50)

    assert told(event) == [(1, "1B", 7), (2, "1A", 3), (2, "1C", 3), (0, "1D", 0)]


def test_other_actions_and_what_was_taken_back_are_not_in_it(event):
    team = make_team(event)
    log(event, team, 5, "petition")
    entry = log(event, team, 4)
    log(event, team, 2)
    back = Line(uuid.uuid4(), reverses=entry)
    ledger.record(event, entries=[back], by=phone_at(event), channel="tap", at=NOW)

    assert told(event) == [(1, "1A", 2)]


def test_what_is_held_back_is_not_in_it_until_it_is_accepted(event):
    team = make_team(event)
    log(event, team, 2)
    entry = Entry.objects.get(pk=log(event, team, 40))
    holdback = Holdback.objects.create(event=event, device=entry.device, raised_at=NOW)
    Held.objects.create(entry=entry, holdback=holdback, reason="pace")
    held = told(event)

    Holdback.objects.update(status="accepted", settled_at=NOW)

    assert (held, told(event)) == ([(1, "1A", 2)], [(1, "1A", 42)])


def test_costs_one_query(event, django_assert_num_queries):
    for name in ("1A", "1B", "1C"):
        make_team(event, name)

    with django_assert_num_queries(1):
        ranking(event)


def test_writers_are_the_different_numbers_of_whom_something_stands(event):
    team, phone = make_team(event), phone_at(event)

    def write(number):
        line = Line(uuid.uuid4(), "yorm-bopha", "authority", 1, team=team.pk, number=number)
        ledger.record(event, entries=[line], by=phone, channel="tap", at=NOW)
        return line.id

    for number in (1, 1, 2, None):
        write(number)
    back = Line(uuid.uuid4(), reverses=write(3))
    ledger.record(event, entries=[back], by=phone, channel="tap", at=NOW)

    assert [(place.letters, place.writers) for place in ranking(event)] == [(4, 2)]

"""The note for parents."""

import re

import pytest

from tests.makers import make_case, make_event
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/events/school/parents/"


@pytest.fixture
def event():
    cases = [make_case(name="Yorm Bopha", youngest_age=10), make_case(name="Tun Aung", youngest_age=15)]
    event = make_event(slug="school", cases=cases, contact="Ms Nowak, room 12")
    event.openings.update(audience="pupils")
    return event


def told(answer):
    return re.findall(r"<li><b>([^<]+)</b>", answer.content.decode())


def test_stories_for_the_youngest_are_told_and_others_named_with_their_age(organiser, event):
    event.youngest_age = 12
    event.save()

    page = organiser.get(ADDRESS)

    assert told(page) == ["Yorm Bopha"]
    assert "Others are for older pupils alone: Tun Aung (from 15 years)" in text_of(page)
    assert "Ms Nowak, room 12" in text_of(page)


def test_each_story_has_its_age_where_nobody_said_who_comes(organiser):
    page = organiser.get(ADDRESS)

    assert told(page) == ["Yorm Bopha", "Tun Aung"]
    assert "from 15 years" in text_of(page)


def test_organiser_of_a_marathon_for_everyone_is_told_so(organiser, event):
    event.openings.update(audience="everyone")

    assert "No opening of this marathon is for pupils." in text_of(organiser.get(ADDRESS))


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_for_one_story_and_for_three(organiser, event, number, django_assert_max_num_queries):
    for _ in range(number):
        event.cases.add(make_case())

    with django_assert_max_num_queries(8):
        assert organiser.get(ADDRESS).status_code == 200

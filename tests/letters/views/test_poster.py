"""The poster of a marathon."""

import io

import pytest
import segno
from django.conf import settings

from tests.makers import make_case, make_event
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/events/library/poster/"


@pytest.fixture
def event():
    cases = [
        make_case(name=name) for name in ("Yorm Bopha", "Tun Aung", "Hakan Yaman", "Nabi Saleh", "Badia")
    ]
    return make_event(slug="library", name="Night of letters", cases=cases)


def test_says_what_when_where_and_for_whom(organiser, event):
    text = text_of(organiser.get(ADDRESS))

    assert "Night of letters" in text
    assert "12 Dec 2026" in text
    assert event.openings.get().venue.name in text
    assert "Yorm Bopha" in text
    assert "and 2 more" in text


def test_code_opens_the_public_page(organiser, event):
    page = organiser.get(ADDRESS).content.decode()
    drawn = io.StringIO(segno.make(f"{settings.BASE_URL}/events/library/", error="m", mask=0).svg_inline())

    path = drawn.getvalue().split(' d="')[1].split('"')[0]
    assert path.split("h", 1)[1] in page


def test_closed_place_shows_its_town_alone(organiser, event):
    venue = event.openings.get().venue
    venue.is_closed, venue.town = True, "Łódź"
    venue.save()

    text = text_of(organiser.get(ADDRESS))

    assert "Łódź" in text
    assert venue.name not in text


def test_marathon_that_waits_for_approval_is_told_so(organiser, event):
    event.status = "submitted"
    event.save()

    assert "This marathon is not approved yet" in text_of(organiser.get(ADDRESS))


def test_page_costs_at_most_ten_questions(organiser, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        organiser.get(ADDRESS)

"""A section's marathons on a map of our own."""

import pytest

from events.models import Event
from letters import atlas
from tests.makers import (
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_section,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section(country="PL")


@pytest.fixture
def event(section):
    def make(town="", latitude=None, longitude=None, letters=0, **fields):
        event = make_event(section=section, cases=[], opens=False, **fields)
        if town:
            make_opening(event, venue=make_venue(town=town, latitude=latitude, longitude=longitude))
        if letters:
            make_counters(event, make_case(), quantity=letters)
        return event

    return make


def dots(section):
    found = atlas.atlas(section, Event.objects.filter(section=section))
    return [(dot.name, dot.marathons, dot.letters, dot.waits) for dot in found.dots]


def test_places_of_one_town_are_one_dot_and_the_largest_comes_first(section, event):
    event("Kraków", 50.06, 19.94, letters=3)
    event("Warszawa", 52.23, 21.01, letters=5)
    event("Warszawa", 52.24, 21.02, letters=7, status="submitted")

    assert dots(section) == [("Warszawa", 2, 12, True), ("Kraków", 1, 3, False)]


def test_place_without_a_pin_stands_in_its_town(section, event):
    event("Łódź", letters=4)
    event(form="outside", letters=2)
    Event.objects.filter(form="outside").update(town="Gdańsk")

    assert dots(section) == [("Łódź", 1, 4, False), ("Gdańsk", 1, 2, False)]


def test_event_of_several_venues_is_counted_at_the_first(section, event):
    event = event("Warszawa", 52.23, 21.01, letters=9)
    make_opening(event, venue=make_venue(town="Kraków", latitude=50.06, longitude=19.94))

    assert dots(section) == [("Warszawa", 1, 9, False), ("Kraków", 1, 0, False)]


def test_what_has_no_place_is_counted(section, event):
    event("Nowhere at all")
    event("Warszawa", 52.23, 21.01)
    event()

    assert atlas.atlas(section, Event.objects.all()).without == 2


def test_nothing_is_drawn_where_no_place_is_known(section, event):
    event("Nowhere at all")

    assert atlas.atlas(section, Event.objects.all()) is None


@pytest.mark.parametrize(
    "places", [[(52.2, 21.0)], [(-89.9, 179.9), (89.9, -179.9)], [(54.5, 18.5), (49.3, 20.0), (51.1, 17.0)]]
)
def test_every_dot_lies_inside_the_picture(section, event, places):
    for n, (latitude, longitude) in enumerate(places):
        event(f"Town {n}", latitude, longitude, letters=n)

    for dot in atlas.atlas(section, Event.objects.all()).dots:
        assert 0 < float(dot.x) < atlas.WIDTH
        assert 0 < float(dot.y) < atlas.HEIGHT


def test_number_of_queries_does_not_grow(section, event, django_assert_num_queries):
    for _ in range(3):
        event("Warszawa", 52.23, 21.01, letters=1)

        with django_assert_num_queries(1):
            atlas.atlas(section, Event.objects.filter(section=section))

"""Small maps of our own."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from events import maps
from tests.makers import make_venue

pytestmark = pytest.mark.django_db


def test_map_has_its_pin_in_the_middle_and_the_towns_around():
    map_ = maps.around(51.771, 19.474)

    # Łódź lies under the pin itself.
    towns = {town.name: town for town in map_.towns}
    assert (map_.latitude, map_.longitude) == ("51.77100", "19.47400")
    assert (towns["Łódź"].x, towns["Łódź"].y) == ("320.0", "200.0")
    assert float(towns["Pabianice"].y) > 200
    assert len(map_.towns) <= 9


def test_name_that_would_reach_over_the_edge_stands_before_its_dot():
    towns = {town.name: town.is_right for town in maps.around(51.771, 19.474).towns}

    assert (towns["Tomaszów Mazowiecki"], towns["Łódź"]) == (True, False)


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 0), (-90, 180), (0, -180), (89.9, 179.9)])
def test_map_can_be_drawn_anywhere(latitude, longitude):
    assert "nan" not in maps.around(latitude, longitude).land


def test_place_without_a_pin_has_no_map():
    assert maps.of(make_venue()) is None


def outlines():
    """The rings of the picture of the land, as lists of (longitude, latitude)."""
    text = Path(settings.BASE_DIR, "static", "pictures", "world.svg").read_text()
    for ring in re.search(r' d="M([^"]+)z"', text)[1].split("zM"):
        x = y = 0.0
        points = []
        for dx, dy in re.findall(r"(-?[\d.]+) (-?[\d.]+)", ring):
            x, y = x + float(dx), y + float(dy)
            points.append((x, -y))
        yield points


def holds(ring, longitude, latitude):
    """Whether a line to the west of the point crosses the ring an odd number of times."""
    crossings = 0
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        if (ay > latitude) != (by > latitude):
            crossings += longitude > ax + (latitude - ay) / (by - ay) * (bx - ax)
    return crossings % 2 == 1


def test_land_is_where_it_is():
    rings = list(outlines())

    def is_land(longitude, latitude):
        return any(holds(ring, longitude, latitude) for ring in rings)

    land = [(21, 52.2), (-100, 40), (104.9, 11.6), (178, 66), (-175, 66), (10.4, 63.3), (-58.4, -34.7)]
    sea = [(19, 55.5), (-30, 40), (90, -40), (0, 66.5), (179, 50), (-179, 50), (14, 43.5)]
    assert [is_land(*point) for point in land] == [True] * len(land)
    assert [is_land(*point) for point in sea] == [False] * len(sea)

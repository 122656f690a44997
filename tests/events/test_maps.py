"""Small maps of our own."""

import pytest

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

"""Where towns are."""

import pytest

from events import gazetteer


def named(towns):
    return [(town.name, town.country) for town in towns]


@pytest.mark.parametrize(
    ("typed", "name", "country"),
    [
        ("warsz", "Warszawa", "PL"),
        ("Warsaw", "Warsaw", "PL"),
        ("lodz", "Łódź", "PL"),
        ("MÜNCH", "München", "DE"),
        ("Київ", "Київ", "UA"),
        ("bielsko biala", "Bielsko-Biala", "PL"),
        ("st johns", "St. John's", "CA"),
    ],
)
def test_town_is_found_by_the_name_that_people_write(typed, name, country):
    assert (name, country) in named(gazetteer.find(typed))


def test_town_called_exactly_so_comes_before_larger_ones():
    assert named(gazetteer.find("Rome", most=2))[0] == ("Rome", "IT")
    assert [town.country for town in gazetteer.find("Warsaw", country="US", most=1)] == ["US"]


@pytest.mark.parametrize("typed", ["", "w", "  ", "\0\0", "qqqqqq", "|", "\t"])
def test_nothing_is_found_for_nothing(typed):
    assert gazetteer.find(typed) == []


def test_town_has_its_place_people_and_clock():
    town = gazetteer.town_of("Warszawa", "PL")

    assert (town.time_zone, round(town.latitude), round(town.longitude)) == ("Europe/Warsaw", 52, 21)
    assert town.population > 1_000_000
    assert gazetteer.town_of("Warszawa", "US") is None


def test_country_has_its_clocks_the_one_of_most_people_first():
    assert gazetteer.zones_of("PL") == ["Europe/Warsaw"]
    assert gazetteer.zones_of("ES")[:2] == ["Europe/Madrid", "Atlantic/Canary"]
    assert gazetteer.zones_of("XX") == []


def test_around_a_point_the_largest_towns_come_first():
    assert [town.name for town in gazetteer.near(52.2, 21, degrees=1, most=2)] == ["Warsaw", "Łódź"]


def test_distance_is_the_earths():
    assert round(gazetteer.kilometres((52.23, 21.012), (50.061, 19.937))) == 253
    assert gazetteer.kilometres((0, 0), (0, 0)) == 0
    assert round(gazetteer.kilometres((0, 179.9), (0, -179.9))) == 22


@pytest.mark.django_db
def test_towns_are_told_to_whoever_types_and_may_be_kept(client):
    answer = client.get("/events/places.json?q=warsz")

    assert answer.json()["places"][0] == {
        "name": "Warszawa",
        "country": "PL",
        "latitude": 52.23,
        "longitude": 21.012,
        "population": 1702139,
        "time_zone": "Europe/Warsaw",
    }
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer

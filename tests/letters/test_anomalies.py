"""What looks odd is said in sentences with figures, and the fair measures stand beside it."""

import pytest

from letters.anomalies import Place, anomalies, measures

PLAIN = Place(
    letters=1000,
    writers=200,
    addressees=20,
    open_hours=10,
    population=50_000,
    best_before=800,
    best_before_in=2025,
    pace=12,
)


def like(**fields) -> Place:
    return Place(**({name: getattr(PLAIN, name) for name in PLAIN.__dataclass_fields__} | fields))


def values(place):
    return [measure.value for measure in measures(place)]


def test_ordinary_place_has_nothing_odd():
    assert anomalies(PLAIN) == []


@pytest.mark.parametrize(
    ("odd", "sentence"),
    [
        (
            {"best_before": 300},
            "Far above its own past: 1,000 letters, and 300 in its best year, 2025.",
        ),
        ({"open_hours": 2.5}, "1,000 letters in 2.5 opening hours: 400 an hour."),
        ({"population": 900}, "More letters than inhabitants: 1,000 letters, 900 people live there."),
        ({"writers": 1200}, "More people than letters: 1,200 wrote 1,000."),
        ({"writers": 20}, "1,000 letters by 20 people: 50 each, to 20 addressees."),
        (
            {"writers": 300, "addressees": 1},
            "1,000 letters by 300 people: 3.3 each, to 1 addressee.",
        ),
        ({"pace": 140}, "A phone logged 140 entries in one minute; a hand does 60 at most."),
    ],
)
def test_what_looks_odd_is_a_sentence_with_its_figures(odd, sentence):
    assert anomalies(like(**odd)) == [sentence]


@pytest.mark.parametrize(
    "edge",
    [
        {"best_before": 334},
        {"letters": 120, "best_before": 30, "writers": 50},
        {"open_hours": 1000 / 300},
        {"population": 1000},
        {"letters": 40, "open_hours": 0.1, "population": 10, "best_before": None, "writers": 20},
        {"writers": 1000},
        {"writers": 25},
        {"writers": 1005, "actions": 5},
        {"pace": 60},
        {"pace": 80, "pace_limit": 80},
        {"writers": None, "open_hours": 0, "population": None, "best_before": None, "addressees": 0},
    ],
)
def test_what_is_just_within_is_not(edge):
    assert anomalies(like(**edge)) == []


def test_measures_compare_places_of_different_sizes():
    assert values(PLAIN) == ["5", "100", "20"]
    assert values(like(letters=1340, writers=3)) == ["446.7", "134", "26.8"]


def test_what_cannot_be_told_is_left_open():
    assert values(Place(letters=1000)) == [None, None, None]


def test_place_without_letters_is_measured_and_not_odd():
    empty = like(letters=0, writers=None)

    assert (values(empty), anomalies(empty)) == ([None, "0", "0"], [])

"""Case by country by kind."""

import datetime as dt

import pytest

from letters import matrix
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_section,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_campaign(slug="this-year")


@pytest.fixture
def section():
    return make_section(slug="poland", country="PL")


def told(table):
    return [(row.case.slug, row.country, row.by_kind, row.letters) for row in table.rows]


def test_numbers_stand_by_case_by_country_of_the_place_and_by_kind(section, campaign):
    bopha, aung = make_case(slug="yorm-bopha"), make_case(slug="tun-aung")
    here = make_event(section=section, campaign=campaign, cases=[bopha, aung])
    make_counters(here, bopha, "authority", 30)
    make_counters(here, bopha, "petition", 5)
    make_counters(here, aung, "person", 2)
    make_counters(here, bopha, "authority", 1, hour=NOW + dt.timedelta(days=1))
    abroad = make_event(section=section, campaign=campaign, cases=[bopha], opens=False)
    make_opening(abroad, venue=make_venue(country="LT"))
    make_counters(abroad, bopha, "authority", 4)
    online = make_event(section=section, campaign=campaign, cases=[bopha], opens=False, form="online")
    make_counters(online, bopha, "email", 100)
    make_counters(make_event(campaign=campaign, cases=[bopha]), bopha, "authority", 999)

    table = matrix.of(section, campaign)

    assert told(table) == [
        ("tun-aung", "PL", {"person": 2}, 2),
        ("yorm-bopha", "PL", {"authority": 31, "petition": 5, "email": 100}, 31),
        ("yorm-bopha", "LT", {"authority": 4}, 4),
    ]
    assert [kind.value for kind in table.kinds] == ["authority", "person", "petition", "email"]
    assert (table.sums, table.letters) == ([35, 2, 5, 100], 37)
    assert table.cells[2][1] == [4, 0, 0, 0]


def test_csv_has_a_number_a_row(section, campaign):
    case = make_case(slug="yorm-bopha")
    make_counters(make_event(section=section, campaign=campaign, cases=[case]), case, "authority", 30)

    table = matrix.as_csv(matrix.of(section, campaign), section, campaign, is_final=True)

    assert table.decode().splitlines() == [
        "campaign,section,case,country,kind,count,status",
        "this-year,poland,yorm-bopha,PL,authority,30,final",
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_cost_is_the_same_for_many_places(section, campaign, number, django_assert_num_queries):
    for _one in range(number):
        event = make_event(section=section, campaign=campaign, opens=False)
        make_opening(event, venue=make_venue(country="LT"))
        make_counters(event, event.cases.get())

    with django_assert_num_queries(4):
        assert matrix.of(section, campaign).letters == number

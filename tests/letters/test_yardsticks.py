"""What an event's figures are compared with is found at the same cost for a whole page of events."""

import datetime as dt
import uuid

import pytest

from events.models import Event
from letters import yardsticks
from letters.anomalies import Place
from letters.models import PaceCounter, Report
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
def section():
    return make_section()


@pytest.fixture
def last_year():
    return make_campaign(starts_on=dt.date(2025, 12, 1), ends_on=dt.date(2025, 12, 31))


def place_of(event) -> Place:
    found = yardsticks.with_yardsticks(Event.objects.select_related("head", "report").filter(pk=event.pk))
    return yardsticks.places(found)[event.pk]


def counted(quantity, **fields):
    event = make_event(cases=[], **fields)
    make_counters(event, make_case(), quantity=quantity)
    return event


def test_hours_and_towns_are_those_of_the_openings(section):
    event = make_event(section=section, opens=False, cases=[make_case(), make_case()])
    here = make_venue(town="Łódź", population=670_000)
    beside = make_venue(town="Łódź", population=670_000)
    there = make_venue(town="Zgierz", population=55_000)
    for venue in (here, beside, there):
        make_opening(event, venue=venue, starts_at=NOW, ends_at=NOW + dt.timedelta(minutes=90))

    assert place_of(event) == Place(letters=0, addressees=4, open_hours=4.5, population=725_000)


def test_signed_figures_come_before_counted_ones(section):
    event = counted(12, section=section, opens=False)
    assert (place_of(event).letters, place_of(event).writers) == (12, None)

    Report.objects.create(event=event, status="signed", signed_at=NOW, version=1, letters=15, writers=4)

    assert (place_of(event).letters, place_of(event).writers) == (15, 4)


def test_own_past_is_the_best_earlier_campaign_of_the_name_or_the_venue(section, last_year):
    venue = make_venue()
    for name, quantity in (("Library", 40), ("Night of letters", 90), ("Elsewhere", 700)):
        event = counted(quantity, name=name, section=section, campaign=last_year, opens=False)
        make_opening(event, venue=venue if name == "Night of letters" else make_venue())
    counted(900, name="Library", campaign=last_year)  # another section's

    event = counted(200, name="Library", section=section, opens=False)
    assert (place_of(event).best_before, place_of(event).best_before_in) == (40, 2025)
    make_opening(event, venue=venue)
    assert (place_of(event).best_before, place_of(event).best_before_in) == (90, 2025)


def test_quickest_minute_of_any_phone_is_known(section):
    event = make_event(section=section, pace_limit=80)
    for minute, quantity in enumerate((12, 90, 30)):
        at = NOW + dt.timedelta(minutes=minute)
        PaceCounter.objects.create(event=event, device=uuid.uuid4(), minute=at, quantity=quantity)

    assert (place_of(event).pace, place_of(event).pace_limit) == (90, 80)


@pytest.mark.parametrize("number", [1, 3])
def test_cost_is_the_same_for_many_events(section, number, django_assert_num_queries):
    for _one in range(number):
        make_event(section=section)

    with django_assert_num_queries(3):
        found = yardsticks.with_yardsticks(Event.objects.select_related("head", "report"))
        assert len(yardsticks.places(found)) == number

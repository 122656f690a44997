"""What looks odd about a marathon."""

import datetime as dt

import pytest

from events.models import Event
from events.oddities import oddities
from tests.makers import NOW, make_campaign, make_event, make_opening, make_section, make_venue

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def what(event):
    event = Event.objects.get(pk=event.pk)
    return [oddity.what for oddity in oddities(event)]


def test_nothing_is_odd_about_a_plain_event():
    assert what(make_event(goal=500)) == []


def test_event_without_opening():
    assert what(make_event(opens=False)) == ["no_opening"]


@pytest.mark.parametrize(
    ("start", "hours", "found"),
    [
        (dt.datetime(2026, 11, 30, 22, 59, tzinfo=dt.UTC), 2, ["outside_campaign"]),
        (dt.datetime(2026, 11, 30, 23, 0, tzinfo=dt.UTC), 2, []),
        (dt.datetime(2026, 12, 31, 20, 0, tzinfo=dt.UTC), 3, []),
        (dt.datetime(2026, 12, 31, 20, 1, tzinfo=dt.UTC), 3, ["outside_campaign"]),
        (NOW, 24, []),
        (NOW, 25, ["long_opening"]),
    ],
)
def test_opening_is_judged_by_the_clock_of_the_place(start, hours, found):
    event = make_event(opens=False)
    make_opening(event, starts_at=start, ends_at=start + hours * HOUR)

    assert what(event) == found


def test_place_abroad_and_pin_in_another_town():
    event = make_event(opens=False, section=make_section(country="DE"))
    make_opening(event, venue=make_venue(latitude="50.06", longitude="19.94"))

    odd = oddities(event)

    assert [oddity.what for oddity in odd] == ["abroad", "pin_far_off"]
    assert str(odd[1]) == "The pin of “The library” is 253 km away from Warszawa."


@pytest.mark.parametrize(
    ("goal", "population", "found"),
    [(7200, None, []), (7201, None, ["goal_for_hours"]), (500, 5000, []), (501, 5000, ["goal_of_town"])],
)
def test_goal_beside_hours_and_people(goal, population, found):
    event = make_event(opens=False, goal=goal)
    make_opening(event, venue=make_venue(population=population))

    assert what(event) == found


def test_goal_beside_what_others_of_the_section_hope_for():
    campaign, section = make_campaign(), make_section()
    for goal in (100, 200, 300):
        make_event(campaign=campaign, section=section, goal=goal, opens=False)

    event = make_event(campaign=campaign, section=section, goal=4001)
    high = what(event)
    Event.objects.filter(pk=event.pk).update(goal=4000)

    assert (high, what(event)) == (["goal_above_usual"], [])


class TestTwice:
    """The same place again."""

    def test_same_name_in_the_same_town(self):
        first = make_event(name="Night of Letters", opens=False)
        make_opening(first, starts_at=NOW - 48 * HOUR, ends_at=NOW - 40 * HOUR, venue=make_venue(name="Café"))

        second = make_event(name="night of letters", campaign=first.campaign)

        assert what(second) == ["same_name"]

    def test_same_place_at_the_same_time(self):
        first = make_event()

        assert what(make_event(campaign=first.campaign)) == ["same_place"]

    def test_pins_next_door_at_the_same_time_but_not_the_towns_own(self):
        first = make_event(opens=False)
        make_opening(first, venue=make_venue(name="Front door", latitude="52.25000", longitude="21.05000"))
        second = make_event(opens=False, campaign=first.campaign)
        make_opening(second, venue=make_venue(name="Back door", latitude="52.25050", longitude="21.05050"))
        third = make_event(opens=False, campaign=first.campaign)
        for event in (third, make_event(opens=False, campaign=first.campaign)):
            name = f"Somewhere {event.pk}"
            make_opening(event, venue=make_venue(name=name, latitude="52.23", longitude="21.012"))

        assert what(second) == ["same_place"]
        assert what(third) == []

    def test_other_campaigns_hours_and_declined_events_are_nothing_to_it(self):
        event = make_event()
        make_event()
        make_event(campaign=event.campaign, status="declined")
        later = make_event(campaign=event.campaign, opens=False)
        make_opening(later, starts_at=NOW + 6 * HOUR, ends_at=NOW + 9 * HOUR)

        assert what(event) == []


def test_many_others_cost_as_much_as_one(django_assert_max_num_queries):
    event = make_event(goal=5)
    for _ in range(3):
        make_event(campaign=event.campaign, section=event.section, goal=5)
    event = Event.objects.select_related("section", "campaign").get(pk=event.pk)

    with django_assert_max_num_queries(3):
        oddities(event)

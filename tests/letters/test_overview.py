"""How an event stands, and the count as it happens."""

import datetime as dt
import uuid

import pytest

from letters import ledger, overview
from letters.ledger import Line
from letters.models import Holdback, Recount, Report
from letters.next_steps import Facts
from letters.recounts import Checkpoint
from tests.makers import (
    NOW,
    make_case,
    make_counters,
    make_device_role,
    make_event,
    make_opening,
    make_role,
    make_sheet,
    make_shift,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def event():
    return make_event(cases=[make_case(slug="yorm-bopha", name="Yorm Bopha"), make_case(slug="tun-aung")])


def facts(event, at=NOW):
    return overview.facts(event, list(event.openings.all()), at=at)


def log(event, role, *, at=NOW, quantity=1):
    line = Line(uuid.uuid4(), "yorm-bopha", "authority", quantity)
    ledger.record(event, entries=[line], by=role, channel="tap", at=at)


def test_fresh_event_has_nothing(event):
    opening = event.openings.get()

    assert facts(event) == Facts(
        first=opening.starts_at, last=opening.ends_at, checkpoint=Checkpoint(NOW, True)
    )


def test_everything_is_counted_of_this_event_alone(event):
    there = make_event()
    for place in (event, there):
        make_counters(place, place.cases.order_by("pk")[0], quantity=7)
        make_role(event=place)
        make_role(event=place, revoked_at=NOW)
        make_role("organiser", event=place)
        over = make_shift(place, starts_at=NOW - 3 * HOUR, ends_at=NOW - HOUR, places=9)
        shift = make_shift(place, places=3)
        for each in (over, shift):
            each.duties.create(role=make_role(event=place), taken_at=NOW)
        shift.duties.create(role=make_role(event=place), taken_at=NOW, returned_at=NOW)
        make_sheet(place, 1)
        make_sheet(place, 2, version=1, typed_at=NOW)
        Holdback.objects.create(event=place, device=uuid.uuid4(), raised_at=NOW)
        Recount.objects.create(event=place, number=1, counted_at=NOW, seq=0)
        Report.objects.create(event=place, status="signed", signed_at=NOW)

    found = facts(event)

    assert (found.letters, found.volunteers, found.shifts, found.free_places) == (7, 4, 2, 2)
    assert (found.sheets, found.untyped, found.held_phones, found.recount_waits) == (2, 1, 1, True)
    assert (found.report, found.posted, found.counted_at) == ("signed", 0, None)


def test_facts_cost_one_query(event, django_assert_num_queries):
    openings, _span = list(event.openings.all()), event.span()

    with django_assert_num_queries(1):
        overview.facts(event, openings, at=NOW)


def test_cases_stand_by_their_letters(event):
    make_counters(event, event.cases.get(slug="yorm-bopha"), quantity=3)
    make_counters(event, event.cases.get(slug="yorm-bopha"), "petition", 30)

    assert [(case.slug, case.letters) for case in overview.cases(event)] == [
        ("yorm-bopha", 3),
        ("tun-aung", 0),
    ]


class TestLive:
    """Who is counting, and who has not been heard of."""

    def test_phones_that_logged_in_the_last_half_hour_are_counting(self, event):
        log(event, make_device_role(event, "a"), at=NOW - 5 * MINUTE)
        log(event, make_role(event=event, nickname="Jan"), at=NOW - 40 * MINUTE)
        log(event, make_role("organiser", event=event), at=NOW)

        live = overview.live(event, at=NOW)

        assert (live.counting, live.unheard) == (["Ola", "Organiser"], [])

    def test_volunteers_on_a_shift_who_logged_nothing_are_not_heard_of(self, event):
        running = make_shift(event, starts_at=NOW - 2 * HOUR, ends_at=NOW + HOUR, places=9)
        begun = make_shift(event, starts_at=NOW - 10 * MINUTE, ends_at=NOW + HOUR)
        heard, silent, away, fresh = (
            make_role(event=event, nickname=name) for name in ("Heard", "Silent", "Away", "Fresh")
        )
        running.duties.create(role=heard, taken_at=NOW)
        running.duties.create(role=silent, taken_at=NOW)
        running.duties.create(role=away, taken_at=NOW, returned_at=NOW)
        begun.duties.create(role=fresh, taken_at=NOW)
        log(event, heard, at=NOW - 40 * MINUTE)
        log(event, silent, at=NOW - 50 * MINUTE)

        live = overview.live(event, at=NOW)

        assert (live.counting, live.unheard) == ([], ["Silent"])

    def test_pupils_have_numbers_and_no_names(self, event):
        event.openings.update(audience="pupils")
        log(event, make_device_role(event, "a"))

        assert overview.live(event, at=NOW).counting == ["Volunteer 1"]

    def test_hours_run_up_to_now_by_the_clock_of_the_place(self, event):
        case = event.cases.first()
        make_counters(event, case, quantity=4, hour=NOW - 2 * HOUR)
        make_counters(event, case, quantity=1, hour=NOW)

        hours = overview.live(event, at=NOW + 20 * MINUTE).hours

        assert [(hour.label, hour.letters, hour.height, hour.top) for hour in hours] == [
            ("17:00", 4, 100, 0),
            ("18:00", 0, 0, 100),
            ("19:00", 1, 25, 75),
        ]

    def test_of_a_long_marathon_the_last_day_is_shown(self, event):
        make_opening(event, starts_at=NOW - 200 * HOUR)
        for hours in (100, 3, 0):
            make_counters(event, event.cases.first(), hour=NOW - hours * HOUR)

        shown = overview.live(event, at=NOW + 90 * HOUR).hours

        assert (len(shown), shown[-1].label, sum(hour.letters for hour in shown)) == (24, "19:00", 2)

    def test_costs_three_queries_however_many_count(self, event, django_assert_num_queries):
        for n in range(3):
            log(event, make_device_role(event, f"phone {n}"))
        _is = event.is_for_pupils()

        with django_assert_num_queries(3):
            overview.live(event, at=NOW)

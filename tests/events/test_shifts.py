"""The plan of shifts: made once, changed, removed."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from events import duties, mails, reminders, shifts
from events.models import Duty, Shift, Trace
from events.parties import Party
from tests.makers import NOW, make_event, make_opening, make_party, make_role, make_shift

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
KEY = uuid.UUID(int=7)


def plan(event, **fields):
    fields = {
        "key": KEY,
        "task": "tea",
        "starts_at": NOW,
        "ends_at": NOW + 6 * HOUR,
        "places": 2,
        "by": make_party("organiser", event=event),
        "at": NOW,
    } | fields
    return shifts.make(event.openings.first(), **fields)


def take(shift, role, at=NOW):
    return duties.take(shift, role=role, by=Party(role.user), at=at)


class TestMaking:
    """The organiser's plan."""

    def test_form_sent_twice_makes_its_shifts_once(self):
        event = make_event()

        first = plan(event, hours_each=2)
        again = plan(event, hours_each=2)

        assert [shift.pk for shift in first] == [shift.pk for shift in again]
        assert Trace.objects.get().facts == {"shifts": 3, "places": 2}

    def test_same_key_at_another_opening_makes_a_shift_there(self):
        plan(make_event())
        other = make_event()

        made = plan(other)

        assert [shift.opening.event for shift in made] == [other]

    def test_span_is_cut_into_shifts_and_the_last_one_is_what_is_left(self):
        made = plan(make_event(), hours_each=4)

        assert [(shift.starts_at - NOW, shift.ends_at - NOW) for shift in made] == [
            (0 * HOUR, 4 * HOUR),
            (4 * HOUR, 6 * HOUR),
        ]

    def test_hours_pass_on_the_night_when_the_clock_is_put_forward(self):
        warsaw = ZoneInfo("Europe/Warsaw")
        start = dt.datetime(2026, 3, 28, 23, tzinfo=warsaw)
        end = dt.datetime(2026, 3, 29, 6, tzinfo=warsaw)  # six hours later, though the clock says seven
        event = make_event(opens=False)
        make_opening(event, starts_at=start, ends_at=end)

        made = plan(event, starts_at=start, ends_at=end, hours_each=2)

        assert [shift.starts_at.astimezone(warsaw).hour for shift in made] == [23, 1, 4]

    @pytest.mark.parametrize(
        ("starts", "ends", "field"),
        [(-19, 1, "starts_at"), (1, 19, "ends_at"), (2, 2, "starts_at")],
    )
    def test_shift_far_from_its_opening_is_refused(self, starts, ends, field):
        event = make_event()  # open from six hours before NOW to six hours after

        with pytest.raises(shifts.ShiftOutsideOpening) as refused:
            plan(event, starts_at=NOW + starts * HOUR, ends_at=NOW + ends * HOUR)

        assert refused.value.field == field
        assert Shift.objects.count() == 0

    def test_more_shifts_than_anybody_can_look_over_are_refused(self):
        event = make_event(opens=False)
        make_opening(event, starts_at=NOW, ends_at=NOW + 61 * HOUR)

        with pytest.raises(shifts.TooManyPieces):
            plan(event, ends_at=NOW + 61 * HOUR, hours_each=1)

    def test_places_are_not_fewer_than_volunteers_who_hold_one(self):
        event = make_event()
        shift = make_shift(event)
        for _ in range(2):
            take(shift, make_role(event=event))
        said = {"task": "the door", "starts_at": shift.starts_at, "ends_at": shift.ends_at, "at": NOW}

        with pytest.raises(shifts.PlacesTaken) as refused:
            shifts.change(shift, places=1, by=make_party("organiser", event=event), **said)
        shifts.change(shift, places=3, by=make_party("organiser", event=event), **said)

        assert refused.value.sentence == "2 volunteers hold a place. Leave at least as many places."
        assert Shift.objects.values_list("task", "places").get() == ("the door", 3)

    def test_shift_removed_tells_by_mail_who_asked_for_a_reminder(self):
        event = make_event(name="The library")
        shift = make_shift(event, starts_at=NOW + 4 * HOUR, ends_at=NOW + 5 * HOUR)
        role = make_role(event=event)
        take(shift, role)
        reminders.ask(shift, role=role, email="ola@example.org", language="en", at=NOW)

        shifts.remove(shift, taken=1, by=make_party("organiser", event=event), at=NOW)
        shifts.remove(shift, taken=1, by=make_party("organiser", event=event), at=NOW)
        mails.deliver(at=NOW)

        assert (Shift.objects.count(), Duty.objects.count()) == (0, 0)
        assert [(m.to, m.subject) for m in mail.outbox] == [
            (["ola@example.org"], "Your shift at “The library” will not take place: the table")
        ]
        assert Trace.objects.filter(act="shift_removed").count() == 1

    def test_shift_is_not_removed_where_somebody_took_a_place_meanwhile(self):
        event = make_event()
        shift = make_shift(event)
        take(shift, make_role(event=event))

        with pytest.raises(shifts.PlaceTakenMeanwhile):
            shifts.remove(shift, taken=0, by=make_party("organiser", event=event), at=NOW)

        assert Shift.objects.count() == 1


def test_free_places_are_those_nobody_holds():
    event = make_event()
    take(make_shift(event), make_role(event=event))
    make_shift(event, places=3)
    make_shift(make_event())

    assert shifts.free_places(event) == 4

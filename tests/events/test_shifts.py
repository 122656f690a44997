"""Shifts: made, taken, given back, remembered; and never more people in one than it has places."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from events import mails, shifts, volunteers
from events.models import Duty, Mail, Role, Shift, Trace
from events.parties import Party
from tests.makers import (
    NOW,
    make_device_role,
    make_event,
    make_opening,
    make_role,
    make_section,
    make_shift,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
KEY = uuid.UUID(int=7)


def organiser(event):
    return Party(make_role("organiser", event=event).user)


def plan(event, **fields):
    fields = {
        "key": KEY,
        "task": "tea",
        "starts_at": NOW,
        "ends_at": NOW + 6 * HOUR,
        "places": 2,
        "by": organiser(event),
        "at": NOW,
    } | fields
    return shifts.make(event.openings.first(), **fields)


def take(shift, role, at=NOW):
    return shifts.take(shift, role=role, by=Party(role.user), at=at)


def give_back(shift, role, at=NOW, by=None):
    shifts.give_back(shift, role=role, by=by or Party(role.user), at=at)


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
            shifts.change(shift, places=1, by=organiser(event), **said)
        shifts.change(shift, places=3, by=organiser(event), **said)

        assert refused.value.sentence == "2 volunteers hold a place. Leave at least as many places."
        assert Shift.objects.values_list("task", "places").get() == ("the door", 3)

    def test_shift_removed_tells_by_mail_who_asked_for_a_reminder(self):
        event = make_event(name="The library")
        shift = make_shift(event, starts_at=NOW + 4 * HOUR, ends_at=NOW + 5 * HOUR)
        role = make_role(event=event)
        take(shift, role)
        shifts.ask_reminder(shift, role=role, email="ola@example.org", language="en", at=NOW)

        shifts.remove(shift, taken=1, by=organiser(event), at=NOW)
        shifts.remove(shift, taken=1, by=organiser(event), at=NOW)
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
            shifts.remove(shift, taken=0, by=organiser(event), at=NOW)

        assert Shift.objects.count() == 1


class TestTaking:
    """The volunteer's places."""

    def test_taking_twice_holds_one_place(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)

        assert take(shift, role).pk == take(shift, role).pk
        assert Shift.objects.with_taken().get().taken == 1
        assert Trace.objects.filter(act="shift_taken").count() == 1

    def test_full_shift_refuses_one_more_until_a_place_is_given_back(self):
        event = make_event()
        shift = make_shift(event, places=1)
        first, second = make_role(event=event), make_device_role(event)
        take(shift, first)

        with pytest.raises(shifts.ShiftFull):
            take(shift, second)
        give_back(shift, first)
        give_back(shift, first)
        take(shift, second)

        assert list(Duty.objects.kept().values_list("role", flat=True)) == [second.pk]

    def test_place_given_back_can_be_taken_again(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)
        duty = take(shift, role)
        give_back(shift, role)

        again = take(shift, role)

        assert (again.pk, again.returned_at) == (duty.pk, None)

    def test_nobody_is_at_two_places_at_once(self):
        event = make_event()
        role = make_role(event=event)
        take(make_shift(event), role)
        overlapping = make_shift(event, starts_at=NOW + 2 * HOUR, ends_at=NOW + 4 * HOUR)
        after = make_shift(event, starts_at=NOW + 3 * HOUR, ends_at=NOW + 4 * HOUR)

        with pytest.raises(shifts.ShiftsOverlap):
            take(overlapping, role)
        take(after, role)

        assert Duty.objects.kept().count() == 2

    def test_who_comes_after_the_shift_began_was_not_expected(self):
        event = make_event()
        shift = make_shift(event)

        early, late = (
            take(shift, make_role(event=event), at) for at in (NOW, shift.starts_at + dt.timedelta(minutes=5))
        )

        assert (early.is_walk_in, late.is_walk_in) == (False, True)

    def test_shift_that_is_over_or_gone_is_refused(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)

        with pytest.raises(shifts.ShiftOver):
            take(shift, role, at=shift.ends_at)
        Shift.objects.all().delete()
        with pytest.raises(shifts.ShiftGone):
            take(shift, role)

    def test_role_of_elsewhere_or_no_longer_in_force_takes_no_place(self):
        event = make_event()
        shift = make_shift(event)
        coordinator = make_role("coordinator", section=event.section)
        removed = make_role(event=event, revoked_at=NOW)

        for role in (make_role(event=make_event()), coordinator, removed):
            with pytest.raises(shifts.NotAtThisEvent):
                take(shift, role)

    def test_place_of_somebody_who_came_is_not_given_back(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)
        duty = take(shift, role)
        shifts.note_who_came(shift, came={duty.pk}, by=organiser(event), at=shift.starts_at)

        with pytest.raises(shifts.CameAlready):
            give_back(shift, role, at=shift.starts_at)

    def test_short_notice_is_told_to_the_organisers_once_the_place_was_held_for_a_while(self):
        event = make_event(slug="library")
        by = organiser(event)
        shift = make_shift(event, starts_at=NOW + 30 * HOUR, ends_at=NOW + 31 * HOUR)
        early, late, undecided = (make_role(event=event) for _ in range(3))
        shift.places = 3
        shift.save()
        take(shift, early)
        take(shift, late)
        take(shift, undecided, NOW + 10 * HOUR)

        give_back(shift, early, NOW + 5 * HOUR)
        give_back(shift, undecided, NOW + 10 * HOUR)
        assert Mail.objects.count() == 0
        give_back(shift, late, NOW + 10 * HOUR)

        assert [(m.name, m.to) for m in Mail.objects.all()] == [("shift_returned", by.user.email)]

    def test_place_freed_by_the_organiser_is_told_to_nobody(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)
        take(shift, role, NOW - 5 * HOUR)

        give_back(shift, role, by=organiser(event))

        assert (Duty.objects.kept().count(), Mail.objects.count()) == (0, 0)


class TestComing:
    """Who was there."""

    def test_those_named_came_and_the_others_did_not(self):
        event = make_event()
        shift = make_shift(event)
        came, stayed_away = (take(shift, make_role(event=event)) for _ in range(2))

        with pytest.raises(shifts.ShiftNotBegun):
            shifts.note_who_came(shift, came={came.pk}, by=organiser(event), at=NOW)
        shifts.note_who_came(shift, came={came.pk}, by=organiser(event), at=shift.starts_at)

        assert dict(Duty.objects.values_list("pk", "came")) == {came.pk: True, stayed_away.pk: False}

    def test_walk_in_has_a_place_once_and_came(self):
        event = make_event()
        shift, role = make_shift(event), make_device_role(event)
        by = organiser(event)

        for _ in range(2):
            shifts.walk_in(shift, role=role, by=by, at=shift.starts_at)

        assert list(Duty.objects.values_list("role", "is_walk_in", "came")) == [(role.pk, True, True)]

    def test_walk_in_is_refused_before_the_shift_and_where_it_is_full(self):
        event = make_event()
        shift = make_shift(event, places=1)
        by = organiser(event)
        take(shift, make_role(event=event))
        role = make_role(event=event)

        with pytest.raises(shifts.ShiftNotBegun):
            shifts.walk_in(shift, role=role, by=by, at=NOW)
        with pytest.raises(shifts.ShiftFull):
            shifts.walk_in(shift, role=role, by=by, at=shift.starts_at)

    def test_volunteer_taken_off_frees_the_shifts_to_come_and_keeps_those_that_were(self):
        event = make_event()
        role = make_role(event=event)
        was = make_shift(event, starts_at=NOW - 3 * HOUR, ends_at=NOW - 2 * HOUR)
        duties = [
            Duty.objects.create(shift=s, role=role, taken_at=NOW - DAY) for s in (was, make_shift(event))
        ]

        volunteers.remove(role, by=organiser(event), at=NOW)

        assert [Duty.objects.get(pk=duty.pk).returned_at for duty in duties] == [None, NOW]
        assert Party(role.user).roles == []


class TestReminding:
    """One mail the day before, for those who asked."""

    TOMORROW = dt.datetime(2026, 12, 13, 18, tzinfo=ZoneInfo("Europe/Warsaw"))
    NINE = dt.datetime(2026, 12, 12, 9, tzinfo=ZoneInfo("Europe/Warsaw"))

    def asked(self, *, event=None, email="ola@example.org", **fields):
        event = event or make_event(name="The library", slug="library", contact="Jan, 600 100 200")
        shift = make_shift(event, starts_at=self.TOMORROW, ends_at=self.TOMORROW + 2 * HOUR)
        role = make_role(event=event, **fields)
        take(shift, role, self.NINE - 2 * DAY)
        shifts.ask_reminder(shift, role=role, email=email, language="en", at=self.NINE - 2 * DAY)
        return shift, role

    def test_reminder_goes_out_once_the_morning_before_and_the_address_is_forgotten(self):
        self.asked()

        assert shifts.remind(at=self.NINE - dt.timedelta(minutes=1)) == 0
        assert [shifts.remind(at=self.NINE), shifts.remind(at=self.NINE + HOUR)] == [1, 0]
        mails.deliver(at=self.NINE)

        (sent,) = mail.outbox
        assert (sent.to, sent.subject) == (["ola@example.org"], "Your shift at “The library”: the table")
        assert (
            "Sun, 13 Dec 2026, 18:00\u00a0–\u00a020:00\nThe library\nul. Przykładowa 1\nWarszawa" in sent.body
        )
        assert "Who to call: Jan, 600 100 200" in sent.body
        assert "/events/library/shifts/" in sent.body
        assert Duty.objects.values_list("reminder_email", "reminded_at").get() == ("", self.NINE)

    def test_the_day_before_is_the_one_of_the_place(self):
        event = make_event(time_zone="Pacific/Auckland", opens=False)
        start = dt.datetime(2026, 12, 13, 8, tzinfo=ZoneInfo("Pacific/Auckland"))
        make_opening(event, starts_at=start, ends_at=start + 2 * HOUR)
        shift, role = make_shift(event, starts_at=start, ends_at=start + HOUR), make_role(event=event)
        take(shift, role, start - 3 * DAY)
        shifts.ask_reminder(shift, role=role, email="o@example.org", language="en", at=start - 3 * DAY)

        assert shifts.remind(at=start - 24 * HOUR) == 0  # 8 o'clock there
        assert shifts.remind(at=start - 23 * HOUR) == 1

    def test_nobody_is_reminded_who_gave_the_place_back_or_was_taken_off(self):
        event = make_event()
        shift, role = self.asked(event=event)
        _shift, other = self.asked(event=event, email="jan@example.org")

        give_back(shift, role, self.NINE - DAY)
        Role.objects.filter(pk=other.pk).update(revoked_at=NOW)

        assert shifts.remind(at=self.NINE) == 0

    def test_nobody_is_reminded_of_a_marathon_that_was_cancelled(self):
        event = make_event()
        self.asked(event=event)
        event.status = "cancelled"
        event.save()

        assert shifts.remind(at=self.NINE) == 0

    def test_address_is_forgotten_when_the_shift_begins_even_without_a_reminder(self):
        shift, _role = self.asked()

        shifts.remind(at=shift.starts_at)

        assert (Duty.objects.get().reminder_email, Mail.objects.count()) == ("", 0)

    def test_empty_address_takes_the_wish_back(self):
        shift, role = self.asked()

        shifts.ask_reminder(shift, role=role, email="", language="en", at=self.NINE - DAY)

        assert Duty.objects.values_list("reminder_email", "reminder_language").get() == ("", "")

    def test_no_address_is_taken_at_a_marathon_for_pupils_nor_without_a_place_nor_too_late(self):
        for_pupils = make_event(opens=False)
        make_opening(for_pupils, audience="pupils")
        event = make_event()
        soon = make_shift(event)
        without = make_role(event=event)

        for shift, role, at in (
            (make_shift(for_pupils), make_role(event=for_pupils), NOW - DAY),
            (soon, without, NOW - DAY),
            (soon, without, NOW),
        ):
            with pytest.raises(shifts.NoReminderHere):
                shifts.ask_reminder(shift, role=role, email="o@example.org", language="en", at=at)
        assert Duty.objects.count() == 0


def test_free_places_are_those_nobody_holds():
    event = make_event()
    take(make_shift(event), make_role(event=event))
    make_shift(event, places=3)
    make_shift(make_event())

    assert shifts.free_places(event) == 4


def test_names_are_nicknames_or_numbers_and_numbers_alone_for_pupils():
    event, user = make_event(), make_user(name="Her Real Name")
    make_role(event=event, nickname="Ola")
    make_role(event=event, user=user)
    make_role(event=make_event())
    organises = make_role("organiser", event=event)
    roles = Role.objects.with_number()

    assert [volunteers.shown_name(role, event) for role in roles.volunteers_of(event)] == [
        "Ola",
        "Volunteer 2",
    ]
    assert volunteers.shown_name(organises, event) == "Organiser"
    make_opening(event, audience="pupils")
    del event._is_for_pupils
    assert [volunteers.shown_name(role, event) for role in roles.volunteers_of(event)] == [
        "Volunteer 1",
        "Volunteer 2",
    ]


def test_volunteer_let_in_again_is_there_whatever_became_of_the_invitation():
    event = make_event()
    invitation = event.invitations.create(token_hash="x", made_at=NOW, revoked_at=NOW)
    role = make_role(event=event, invitation=invitation, revoked_at=NOW)
    by = organiser(event)

    for _ in range(2):
        volunteers.readmit(role, by=by, at=NOW)

    assert [found.pk for found in Party(role.user).roles] == [role.pk]
    assert Trace.objects.filter(act="volunteer_readmitted").count() == 1


def test_acts_on_shifts_say_the_role_of_whoever_did_them():
    section = make_section()
    event = make_event(section=section)
    shift = make_shift(event)
    role = make_device_role(event, "phone")

    shifts.take(shift, role=role, by=Party(device_key="phone"), at=NOW)
    shifts.give_back(shift, role=role, by=Party(make_role("coordinator", section=section).user), at=NOW)

    assert [(t.act, t.as_role, t.by is None) for t in Trace.objects.order_by("pk")] == [
        ("shift_taken", "volunteer", True),
        ("shift_returned", "coordinator", False),
    ]

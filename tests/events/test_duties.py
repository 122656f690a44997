"""Places in shifts: taken and given back, never more people than places; and who came."""

import datetime as dt

import pytest

from events import duties, shifts, volunteers
from events.models import Duty, Mail, Shift, Trace
from events.parties import Party
from tests.makers import NOW, make_device_role, make_event, make_party, make_role, make_section, make_shift

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def take(shift, role, at=NOW):
    return duties.take(shift, role=role, by=Party(role.user), at=at)


def give_back(shift, role, at=NOW, by=None):
    duties.give_back(shift, role=role, by=by or Party(role.user), at=at)


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

        with pytest.raises(duties.ShiftFull):
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

        with pytest.raises(duties.ShiftsOverlap):
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

        with pytest.raises(duties.ShiftOver):
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
            with pytest.raises(duties.NotAtThisEvent):
                take(shift, role)

    def test_place_of_somebody_who_came_is_not_given_back(self):
        event = make_event()
        shift, role = make_shift(event), make_role(event=event)
        duty = take(shift, role)
        by = make_party("organiser", event=event)
        duties.note_who_came(shift, came={duty.pk}, by=by, at=shift.starts_at)

        with pytest.raises(duties.CameAlready):
            give_back(shift, role, at=shift.starts_at)

    def test_short_notice_is_told_to_the_organisers_once_the_place_was_held_for_a_while(self):
        event = make_event(slug="library")
        by = make_party("organiser", event=event)
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

        give_back(shift, role, by=make_party("organiser", event=event))

        assert (Duty.objects.kept().count(), Mail.objects.count()) == (0, 0)


class TestComing:
    """Who was there."""

    def test_those_named_came_and_the_others_did_not(self):
        event = make_event()
        shift = make_shift(event)
        came, stayed_away = (take(shift, make_role(event=event)) for _ in range(2))

        by = make_party("organiser", event=event)
        with pytest.raises(duties.ShiftNotBegun):
            duties.note_who_came(shift, came={came.pk}, by=by, at=NOW)
        duties.note_who_came(shift, came={came.pk}, by=by, at=shift.starts_at)

        assert dict(Duty.objects.values_list("pk", "came")) == {came.pk: True, stayed_away.pk: False}

    def test_walk_in_has_a_place_once_and_came(self):
        event = make_event()
        shift, role = make_shift(event), make_device_role(event)
        by = make_party("organiser", event=event)

        for _ in range(2):
            duties.walk_in(shift, role=role, by=by, at=shift.starts_at)

        assert list(Duty.objects.values_list("role", "is_walk_in", "came")) == [(role.pk, True, True)]

    def test_walk_in_is_refused_before_the_shift_and_where_it_is_full(self):
        event = make_event()
        shift = make_shift(event, places=1)
        by = make_party("organiser", event=event)
        take(shift, make_role(event=event))
        role = make_role(event=event)

        with pytest.raises(duties.ShiftNotBegun):
            duties.walk_in(shift, role=role, by=by, at=NOW)
        with pytest.raises(duties.ShiftFull):
            duties.walk_in(shift, role=role, by=by, at=shift.starts_at)

    def test_volunteer_taken_off_frees_the_shifts_to_come_and_keeps_those_that_were(self):
        event = make_event()
        role = make_role(event=event)
        was = make_shift(event, starts_at=NOW - 3 * HOUR, ends_at=NOW - 2 * HOUR)
        duties = [
            Duty.objects.create(shift=s, role=role, taken_at=NOW - DAY) for s in (was, make_shift(event))
        ]

        volunteers.remove(role, by=make_party("organiser", event=event), at=NOW)

        assert [Duty.objects.get(pk=duty.pk).returned_at for duty in duties] == [None, NOW]
        assert Party(role.user).roles == []


def test_acts_on_shifts_say_the_role_of_whoever_did_them():
    section = make_section()
    event = make_event(section=section)
    shift = make_shift(event)
    role = make_device_role(event, "phone")

    duties.take(shift, role=role, by=Party(device_key="phone"), at=NOW)
    duties.give_back(shift, role=role, by=make_party("coordinator", section=section), at=NOW)

    assert [(t.act, t.as_role, t.by is None) for t in Trace.objects.order_by("pk")] == [
        ("shift_taken", "volunteer", True),
        ("shift_returned", "coordinator", False),
    ]

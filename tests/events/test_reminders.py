"""Reminders of shifts: one, the day before, and then the address is forgotten."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from events import duties, mails, reminders
from events.models import Duty, Mail, Role
from events.parties import Party
from tests.makers import NOW, make_event, make_opening, make_role, make_shift

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def take(shift, role, at=NOW):
    return duties.take(shift, role=role, by=Party(role.user), at=at)


class TestReminding:
    """One mail the day before, for those who asked."""

    TOMORROW = dt.datetime(2026, 12, 13, 18, tzinfo=ZoneInfo("Europe/Warsaw"))
    NINE = dt.datetime(2026, 12, 12, 9, tzinfo=ZoneInfo("Europe/Warsaw"))

    def asked(self, *, event=None, email="ola@example.org", **fields):
        event = event or make_event(name="The library", slug="library", contact="Jan, 600 100 200")
        shift = make_shift(event, starts_at=self.TOMORROW, ends_at=self.TOMORROW + 2 * HOUR)
        role = make_role(event=event, **fields)
        take(shift, role, self.NINE - 2 * DAY)
        reminders.ask(shift, role=role, email=email, language="en", at=self.NINE - 2 * DAY)
        return shift, role

    def test_reminder_goes_out_once_the_morning_before_and_the_address_is_forgotten(self):
        self.asked()

        assert reminders.remind(at=self.NINE - dt.timedelta(minutes=1)) == 0
        assert [reminders.remind(at=self.NINE), reminders.remind(at=self.NINE + HOUR)] == [1, 0]
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
        reminders.ask(shift, role=role, email="o@example.org", language="en", at=start - 3 * DAY)

        assert reminders.remind(at=start - 24 * HOUR) == 0  # 8 o'clock there
        assert reminders.remind(at=start - 23 * HOUR) == 1

    def test_nobody_is_reminded_who_gave_the_place_back_or_was_taken_off(self):
        event = make_event()
        shift, role = self.asked(event=event)
        _shift, other = self.asked(event=event, email="jan@example.org")

        duties.give_back(shift, role=role, by=Party(role.user), at=self.NINE - DAY)
        Role.objects.filter(pk=other.pk).update(revoked_at=NOW)

        assert reminders.remind(at=self.NINE) == 0

    def test_nobody_is_reminded_of_a_marathon_that_was_cancelled(self):
        event = make_event()
        self.asked(event=event)
        event.status = "cancelled"
        event.save()

        assert reminders.remind(at=self.NINE) == 0

    def test_address_is_forgotten_when_the_shift_begins_even_without_a_reminder(self):
        shift, _role = self.asked()

        reminders.remind(at=shift.starts_at)

        assert (Duty.objects.get().reminder_email, Mail.objects.count()) == ("", 0)

    def test_empty_address_takes_the_wish_back(self):
        shift, role = self.asked()

        reminders.ask(shift, role=role, email="", language="en", at=self.NINE - DAY)

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
            with pytest.raises(reminders.NoReminderHere):
                reminders.ask(shift, role=role, email="o@example.org", language="en", at=at)
        assert Duty.objects.count() == 0

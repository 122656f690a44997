"""Reminders of shifts: asked for with an address, sent once the day before, the address then forgotten."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import mails, shifts
from events.models import Duty, Event, Role, Shift
from events.refused import Refused

# Reminders go out from this hour of the day before, by the clock of the place; none in the last hours.
REMINDS_FROM, TOO_LATE = 9, dt.timedelta(hours=3)
# The day before begins at most so long before a shift, whatever the clocks do.
A_DAY_BEFORE = dt.timedelta(hours=49)

mails.know("shift_reminder", shifts.sample)


class NoReminderHere(Refused):
    """No reminder can be sent."""

    field = "email"


@transaction.atomic
def ask(shift: Shift, *, role: Role, email: str, language: str, at: dt.datetime) -> None:
    """A reminder will go to the address the day before, and the address be forgotten; empty asks for none.

    Raises NoReminderHere where the event is for pupils, the place is not held, or it is too late.
    """
    shift = shifts.locked(shift)
    if shift.opening.event.is_for_pupils():
        raise NoReminderHere(_("At a marathon for pupils we ask nobody for an address."))
    if email and shift.starts_at - at < TOO_LATE:
        raise NoReminderHere(_("This shift begins too soon for a reminder."))
    duty = Duty.objects.kept().filter(shift=shift, role=role).first()
    if duty is None:
        raise NoReminderHere(_("Take a place in the shift first."))
    if duty.reminded_at is None:
        said = {"reminder_email": email, "reminder_language": language if email else ""}
        Duty.objects.filter(pk=duty.pk).update(**said)


def remind(*, at: dt.datetime) -> int:
    """Who asked for it has been reminded, once, from nine o'clock of the day before; how many that was.

    Where to send it is forgotten with the sending, and at the latest when the shift begins.
    """
    asked = Duty.objects.exclude(reminder_email="")
    asked.filter(shift__starts_at__lte=at).update(reminder_email="", reminder_language="")
    soon = asked.kept().filter(
        shift__starts_at__lte=at + A_DAY_BEFORE,
        shift__starts_at__gt=at + TOO_LATE,
        shift__opening__event__status=Event.Status.APPROVED,
        reminded_at__isnull=True,
    )
    due = soon.values_list("pk", "shift__starts_at", "shift__opening__event")
    zones = {event.pk: event.zone for event in Event.objects.filter(openings__shifts__duties__in=soon)}
    now = [pk for pk, starts_at, event in due if _is_the_day_before(at, starts_at, zones[event])]
    return sum(_remind(pk, at) for pk in now)


def _is_the_day_before(at: dt.datetime, starts_at: dt.datetime, zone: dt.tzinfo) -> bool:
    now, start = at.astimezone(zone), starts_at.astimezone(zone)
    days = (start.date() - now.date()).days
    return days == 0 or (days == 1 and now.hour >= REMINDS_FROM)


@transaction.atomic
def _remind(pk: int, at: dt.datetime) -> bool:
    # Two workers never remind the same one twice.
    locked = Duty.objects.select_for_update(of=("self",), skip_locked=True).kept()
    duty = locked.filter(pk=pk, reminded_at__isnull=True).exclude(reminder_email="").first()
    if duty is None or not Role.objects.in_force().filter(pk=duty.role_id).exists():
        return False
    shift = Shift.objects.select_related("opening__event", "opening__venue").get(pk=duty.shift_id)
    shifts.write("shift_reminder", duty.reminder_email, duty.reminder_language, shift, at)
    Duty.objects.filter(pk=pk).update(reminded_at=at, reminder_email="", reminder_language="")
    return True

"""Places in shifts: taken, given back, never more than there are; and who came in the end."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import mails, shifts, trail
from events.models import Duty, Role, Shift, User
from events.parties import Party
from events.refused import Refused

# A place given back so shortly before is told to the organisers, unless it was held for less than an hour.
SHORT_NOTICE, HELD_FOR_A_WHILE = dt.timedelta(hours=24), dt.timedelta(hours=1)

trail.know(
    shift_taken=_("took a place in a shift"),
    shift_returned=_("gave a place in a shift back"),
    shift_walk_in=_("noted a helper who came unexpected"),
    shift_attended=_("noted who came to a shift"),
)
mails.know("shift_returned", shifts.sample)


class ShiftFull(Refused):
    """Every place is taken."""

    sentence = _("All places of this shift are taken. Please choose another.")


class ShiftOver(Refused):
    """It is in the past."""

    sentence = _("This shift is over.")


class ShiftNotBegun(Refused):
    """Nobody can have come yet."""

    sentence = _("This shift has not begun. Note who came once it has.")


class ShiftsOverlap(Refused):
    """The same person would have to be at two places."""

    sentence = _("You have a place in another shift at the same time. Give that one back first.")


class NotAtThisEvent(Refused):
    """Who looks after the event from outside takes no place in its shifts."""

    sentence = _("Shifts are for those who joined this marathon. Join it first.")


class CameAlready(Refused):
    """The organisers noted that the person was there."""

    sentence = _("You were there: the organisers noted it. This place cannot be given back any more.")


@transaction.atomic
def take(shift: Shift, *, role: Role, by: Party, at: dt.datetime) -> Duty:
    """The volunteer has a place in the shift. Taking it twice changes nothing.

    Raises ShiftFull, ShiftOver, ShiftsOverlap, NotAtThisEvent, ShiftGone.
    """
    role = _at_work(role)
    shift = shifts.locked(shift)
    _check_event(shift, role)
    if shift.ends_at <= at:
        raise ShiftOver
    duty = Duty.objects.filter(shift=shift, role=role).first()
    if duty is not None and duty.returned_at is None:
        return duty
    others = Duty.objects.kept().filter(role=role, shift__starts_at__lt=shift.ends_at)
    if others.filter(shift__ends_at__gt=shift.starts_at).exists():
        raise ShiftsOverlap
    # Who takes a place after the shift began was not expected.
    return _given("shift_taken", shift, role, is_walk_in=shift.starts_at <= at, came=None, by=by, at=at)


@transaction.atomic
def walk_in(shift: Shift, *, role: Role, by: Party, at: dt.datetime) -> Duty:
    """The volunteer came without being expected, and has a place in the shift; twice is once.

    Raises ShiftFull, ShiftNotBegun, NotAtThisEvent, ShiftGone.
    """
    role = _at_work(role)
    shift = shifts.locked(shift)
    _check_event(shift, role)
    if shift.starts_at > at:
        raise ShiftNotBegun
    duty = Duty.objects.kept().filter(shift=shift, role=role).first()
    if duty is not None:
        Duty.objects.filter(pk=duty.pk).update(came=True)
        return duty
    return _given("shift_walk_in", shift, role, is_walk_in=True, came=True, by=by, at=at)


def _at_work(role: Role) -> Role:
    """The volunteer's own row, in which what the same person does queues. Raises NotAtThisEvent."""
    locked = Role.objects.select_for_update(of=("self",)).in_force().filter(pk=role.pk).first()
    if locked is None:
        raise NotAtThisEvent
    return locked


def _check_event(shift: Shift, role: Role) -> None:
    if role.event_id != shift.opening.event_id:
        raise NotAtThisEvent


def _given(
    act: str, shift: Shift, role: Role, *, is_walk_in: bool, came: bool | None, by: Party, at: dt.datetime
) -> Duty:
    """A place, where there is one left. Wants the shift locked."""
    if shift.duties.kept().count() >= shift.places:
        raise ShiftFull
    duty, _is_new = Duty.objects.update_or_create(
        shift=shift,
        role=role,
        defaults={"taken_at": at, "returned_at": None, "is_walk_in": is_walk_in, "came": came},
    )
    trail.note(act, at=at, by=by, event=shift.opening.event, what=f"shift {shift.pk}")
    return duty


@transaction.atomic
def give_back(shift: Shift, *, role: Role, by: Party, at: dt.datetime) -> None:
    """The volunteer's place in the shift is free again; giving it back twice changes nothing.

    The organisers are told where it is short notice. Raises ShiftOver, CameAlready, ShiftGone.
    """
    role = Role.objects.select_for_update(of=("self",)).get(pk=role.pk)
    shift = shifts.locked(shift)
    duty = Duty.objects.kept().filter(shift=shift, role=role).first()
    if duty is None:
        return
    if shift.ends_at <= at:
        raise ShiftOver
    if duty.came:
        raise CameAlready
    Duty.objects.filter(pk=duty.pk).update(returned_at=at, came=None, reminder_email="", reminder_language="")
    trail.note("shift_returned", at=at, by=by, event=shift.opening.event, what=f"shift {shift.pk}")
    is_own = role.pk in {own.pk for own in by.roles}
    if is_own and shift.starts_at - at < SHORT_NOTICE and at - duty.taken_at > HELD_FOR_A_WHILE:
        for organiser in User.objects.organising(shift.opening.event):
            shifts.write("shift_returned", organiser, "", shift, at)


@transaction.atomic
def note_who_came(shift: Shift, *, came: set[int], by: Party, at: dt.datetime) -> None:
    """Of each place that is held it is known whether somebody came: those of the duties in ``came`` did.

    Raises ShiftNotBegun, ShiftGone.
    """
    shift = shifts.locked(shift)
    if shift.starts_at > at:
        raise ShiftNotBegun
    kept = shift.duties.kept()
    number = kept.filter(pk__in=came).update(came=True)
    others = kept.exclude(pk__in=came).update(came=False)
    what = f"shift {shift.pk}"
    trail.note(
        "shift_attended", at=at, by=by, event=shift.opening.event, what=what, came=number, stayed_away=others
    )

"""Who helps when: shifts are made, taken and given back, and never hold more people than they have places."""

import datetime as dt
import itertools
import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import mails, trail
from events.models import Duty, Event, Opening, Role, Shift, User
from events.parties import Party
from events.refused import Refused

# Tables are laid before the doors open, and cups washed after they close.
AROUND = dt.timedelta(hours=12)
MOST_PIECES = 60
# A place given back so shortly before is told to the organisers, unless it was held for less than an hour.
SHORT_NOTICE, HELD_FOR_A_WHILE = dt.timedelta(hours=24), dt.timedelta(hours=1)
# Reminders go out from this hour of the day before, by the clock of the place; none in the last hours.
REMINDS_FROM, TOO_LATE = 9, dt.timedelta(hours=3)
# The day before begins at most so long before a shift, whatever the clocks do.
A_DAY_BEFORE = dt.timedelta(hours=49)

trail.know(
    shift_made=_("made a shift"),
    shift_changed=_("changed a shift"),
    shift_removed=_("removed a shift"),
    shift_taken=_("took a place in a shift"),
    shift_returned=_("gave a place in a shift back"),
    shift_walk_in=_("noted a helper who came unexpected"),
    shift_attended=_("noted who came to a shift"),
)


def _sample() -> dict[str, object]:
    """A shift of an evening, for the previews of mails."""
    return {
        "event": Event(slug="library", name="Library on Long Street", time_zone="Europe/Warsaw"),
        "shift": Shift(
            task="the table",
            starts_at=dt.datetime(2026, 12, 12, 17, tzinfo=dt.UTC),
            ends_at=dt.datetime(2026, 12, 12, 20, tzinfo=dt.UTC),
        ),
        "place": ["The library", "Long Street 1", "Warszawa"],
    }


mails.know("shift_reminder", _sample)
mails.know("shift_removed", _sample)
mails.know("shift_returned", _sample)


class ShiftGone(Refused):
    """The organisers removed it meanwhile."""

    sentence = _("This shift is not there any more.")


class ShiftOutsideOpening(Refused):
    """Nobody is there at that time."""

    sentence = _("A shift lies around its opening: at most 12 hours before it, and 12 hours after.")
    field = "starts_at"


class TooManyPieces(Refused):
    """The span would be cut into more shifts than anybody can look over."""

    sentence = _("That would make more than %(most)d shifts. Let each be longer.") % {"most": MOST_PIECES}
    field = "hours_each"


class PlacesTaken(Refused):
    """More people hold a place than there would be places."""

    field = "places"


class PlaceTakenMeanwhile(Refused):
    """Somebody took a place since the page was read."""

    sentence = _("Somebody took a place in this shift meanwhile. Please look again before you remove it.")


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


class NoReminderHere(Refused):
    """No reminder can be sent."""

    field = "email"


@transaction.atomic
def make(
    opening: Opening,
    *,
    key: uuid.UUID,
    task: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int,
    by: Party,
    at: dt.datetime,
    hours_each: int | None = None,
) -> list[Shift]:
    """The opening has the shift, or several one after the other of so many hours each; once for the key.

    Raises ShiftOutsideOpening and TooManyPieces.
    """
    _check_span(opening, starts_at, ends_at)
    spans = _pieces(starts_at, ends_at, hours_each)
    keys = [uuid.uuid5(key, f"{number} of {opening.pk}") for number in range(len(spans))]
    # The same form sent twice queues here.
    Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    made = list(Shift.objects.filter(key__in=keys))
    if made:
        return made
    shifts = Shift.objects.bulk_create(
        Shift(opening=opening, task=task, starts_at=start, ends_at=end, places=places, key=key)
        for key, (start, end) in zip(keys, spans, strict=True)
    )
    what = f"opening {opening.pk}"
    trail.note("shift_made", at=at, by=by, event=opening.event, what=what, shifts=len(shifts), places=places)
    return shifts


def _pieces(
    starts_at: dt.datetime, ends_at: dt.datetime, hours_each: int | None
) -> list[tuple[dt.datetime, dt.datetime]]:
    """The span cut into pieces of so many hours, the last one as long as what is left."""
    if hours_each is None:
        return [(starts_at, ends_at)]
    # Hours that pass, not hours of the clock, which jumps twice a year.
    start, end = starts_at.astimezone(dt.UTC), ends_at.astimezone(dt.UTC)
    hours = dt.timedelta(hours=hours_each)
    if (end - start) / hours > MOST_PIECES:
        raise TooManyPieces
    starts = itertools.takewhile(lambda moment: moment < end, (start + n * hours for n in itertools.count()))
    return [(moment, min(moment + hours, end)) for moment in starts]


def _check_span(opening: Opening, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if starts_at < opening.starts_at - AROUND or ends_at > opening.ends_at + AROUND or ends_at <= starts_at:
        raise ShiftOutsideOpening(field="ends_at" if ends_at > opening.ends_at + AROUND else "starts_at")


def _locked(shift: Shift) -> Shift:
    """The shift as it is now, in whose row whoever takes a place queues. Raises ShiftGone."""
    found = Shift.objects.select_for_update(of=("self",)).select_related("opening__event", "opening__venue")
    locked = found.filter(pk=shift.pk).first()
    if locked is None:
        raise ShiftGone
    return locked


@transaction.atomic
def change(
    shift: Shift,
    *,
    task: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int,
    by: Party,
    at: dt.datetime,
) -> Shift:
    """The shift is as said; who has a place keeps it. Raises ShiftOutsideOpening, PlacesTaken, ShiftGone."""
    shift = _locked(shift)
    _check_span(shift.opening, starts_at, ends_at)
    taken = shift.duties.kept().count()
    if places < taken:
        raise PlacesTaken(
            ngettext(
                "%(taken)d volunteer holds a place. Leave at least as many places.",
                "%(taken)d volunteers hold a place. Leave at least as many places.",
                taken,
            )
            % {"taken": taken}
        )
    is_moved = (starts_at, ends_at) != (shift.starts_at, shift.ends_at)
    shift.task, shift.starts_at, shift.ends_at, shift.places = task, starts_at, ends_at, places
    shift.save(update_fields=["task", "starts_at", "ends_at", "places"])
    what = f"shift {shift.pk}"
    trail.note(
        "shift_changed", at=at, by=by, event=shift.opening.event, what=what, places=places, moved=is_moved
    )
    return shift


@transaction.atomic
def remove(shift: Shift, *, taken: int, by: Party, at: dt.datetime) -> None:
    """The shift is gone; who had a place and asked for a reminder is told by mail.

    ``taken`` is how many places the organiser saw taken. Raises PlaceTakenMeanwhile where it is more by now.
    """
    try:
        shift = _locked(shift)
    except ShiftGone:
        return
    duties = list(shift.duties.kept())
    if len(duties) > taken:
        raise PlaceTakenMeanwhile
    if shift.ends_at > at:
        for duty in duties:
            if duty.reminder_email:
                _write("shift_removed", duty.reminder_email, duty.reminder_language, shift, at)
    what, event = f"shift {shift.pk}", shift.opening.event
    shift.delete()
    trail.note("shift_removed", at=at, by=by, event=event, what=what, places_taken=len(duties))


@transaction.atomic
def take(shift: Shift, *, role: Role, by: Party, at: dt.datetime) -> Duty:
    """The volunteer has a place in the shift. Taking it twice changes nothing.

    Raises ShiftFull, ShiftOver, ShiftsOverlap, NotAtThisEvent, ShiftGone.
    """
    role = _at_work(role)
    shift = _locked(shift)
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
    shift = _locked(shift)
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
    shift = _locked(shift)
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
            _write("shift_returned", organiser, "", shift, at)


@transaction.atomic
def ask_reminder(shift: Shift, *, role: Role, email: str, language: str, at: dt.datetime) -> None:
    """A reminder will go to the address the day before, and the address be forgotten; empty asks for none.

    Raises NoReminderHere where the event is for pupils, the place is not held, or it is too late.
    """
    shift = _locked(shift)
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


@transaction.atomic
def note_who_came(shift: Shift, *, came: set[int], by: Party, at: dt.datetime) -> None:
    """Of each place that is held it is known whether somebody came: those of the duties in ``came`` did.

    Raises ShiftNotBegun, ShiftGone.
    """
    shift = _locked(shift)
    if shift.starts_at > at:
        raise ShiftNotBegun
    kept = shift.duties.kept()
    number = kept.filter(pk__in=came).update(came=True)
    others = kept.exclude(pk__in=came).update(came=False)
    what = f"shift {shift.pk}"
    trail.note(
        "shift_attended", at=at, by=by, event=shift.opening.event, what=what, came=number, stayed_away=others
    )


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
    _write("shift_reminder", duty.reminder_email, duty.reminder_language, shift, at)
    Duty.objects.filter(pk=pk).update(reminded_at=at, reminder_email="", reminder_language="")
    return True


def _write(name: str, to: User | str, language: str, shift: Shift, at: dt.datetime) -> None:
    opening = shift.opening
    # Who helps may know where: a closed venue is closed to strangers.
    place = [line for line in (opening.venue.name, opening.venue.address, opening.venue.town) if line]
    mails.post(name, to=to, at=at, language=language, event=opening.event, shift=shift, place=place)


def free_places(event: Event) -> int:
    """How many places in shifts of the event nobody holds yet."""
    shifts = Shift.objects.of_event(event).with_taken()
    return sum(shifts.annotate(free=F("places") - F("taken")).values_list("free", flat=True))

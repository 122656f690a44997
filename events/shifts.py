"""The plan of who helps when: shifts are made, changed and removed. Their places are taken in duties.py."""

import datetime as dt
import itertools
import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import mails, trail
from events.models import Event, Opening, Shift, User
from events.parties import Party
from events.refused import Refused

# Tables are laid before the doors open, and cups washed after they close.
AROUND = dt.timedelta(hours=12)
MOST_PIECES = 60

trail.know(
    shift_made=_("made a shift"),
    shift_changed=_("changed a shift"),
    shift_removed=_("removed a shift"),
)


def sample() -> dict[str, object]:
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


mails.know("shift_removed", sample)


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


def locked(shift: Shift) -> Shift:
    """The shift as it is now, in whose row whoever takes a place queues. Raises ShiftGone."""
    found = Shift.objects.select_for_update(of=("self",)).select_related("opening__event", "opening__venue")
    there = found.filter(pk=shift.pk).first()
    if there is None:
        raise ShiftGone
    return there


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
    shift = locked(shift)
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
        shift = locked(shift)
    except ShiftGone:
        return
    duties = list(shift.duties.kept())
    if len(duties) > taken:
        raise PlaceTakenMeanwhile
    if shift.ends_at > at:
        for duty in duties:
            if duty.reminder_email:
                write("shift_removed", duty.reminder_email, duty.reminder_language, shift, at)
    what, event = f"shift {shift.pk}", shift.opening.event
    shift.delete()
    trail.note("shift_removed", at=at, by=by, event=event, what=what, places_taken=len(duties))


def write(name: str, to: User | str, language: str, shift: Shift, at: dt.datetime) -> None:
    """A mail about the shift, with its place, is on its way."""
    opening = shift.opening
    # Who helps may know where: a closed venue is closed to strangers.
    place = [line for line in (opening.venue.name, opening.venue.address, opening.venue.town) if line]
    mails.post(name, to=to, at=at, language=language, event=opening.event, shift=shift, place=place)


def free_places(event: Event) -> int:
    """How many places in shifts of the event nobody holds yet."""
    shifts = Shift.objects.of_event(event).with_taken()
    return sum(shifts.annotate(free=F("places") - F("taken")).values_list("free", flat=True))

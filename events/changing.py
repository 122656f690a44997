"""Changing what was said of a marathon: its facts, places, hours and cases. Its state stays."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import mails, trail
from events.models import Event, Opening, Trace, Venue
from events.parties import Party
from events.refused import Refused
from events.registering import (
    A_DAY,
    NotYours,
    Place,
    Registration,
    check_cases,
    check_windows,
    facts_of,
    opening_facts,
    places_used,
    sample,
    tell_coordinators,
    venue_facts,
)

trail.know(event_changed=_("changed a marathon"))
mails.know("event_moved", sample)

# What may change of a venue without its being another place.
BESIDE = {"population", "is_step_free"}


class CaseCounted(Refused):
    """What was counted keeps its case."""

    sentence = _("Letters for one of these cases are counted already, so the marathon keeps it.")
    field = "cases"


class OpeningHasShifts(Refused):
    """Volunteers have places in it."""

    sentence = _("Shifts are planned in that opening. Remove them first, so that your volunteers are told.")


class LettersBefore(Refused):
    """What was counted was counted in hours that were."""

    sentence = _("Letters are counted already, so the marathon cannot begin later than now.")


class OpeningUnclear(Refused):
    """Its place or its hour is no more."""

    sentence = _("An opening fits no longer, since its place or clock changed. Please mend or remove it.")


class NotToBeChanged(Refused):
    """The marathon does not take place."""

    sentence = _("This marathon was declined or called off, so it is not changed any more.")


@transaction.atomic
def change(
    event: Event,
    said: Registration,
    *,
    by: Party,
    at: dt.datetime,
    counted: Collection[int] = (),
    moves: bool = True,
) -> None:
    """The event is as it is said to be; its state stays. Saying the same again changes nothing.

    Without ``moves`` places, openings and clock stay as they are. ``counted`` are the cases for which letters
    were counted. Of an approved event whose place or hours moved the coordinators are told, at most once a
    day. Raises NotYours, NotToBeChanged, NothingToHold, CaseNotInCampaign, CaseCounted, LettersBefore and
    OpeningHasShifts.
    """
    mine = Event.objects.run_by(by).filter(pk=event.pk).values("pk")
    locked = Event.objects.select_for_update(of=("self",), no_key=True).select_related("section", "campaign")
    found = locked.filter(pk__in=mine).first()
    if found is None:
        raise NotYours
    if found.status in (Event.Status.DECLINED, Event.Status.CANCELLED):
        raise NotToBeChanged
    if moves and counted:
        _check_begun(found, said, at)
    changed = [*_facts_changed(found, said, moves), *_cases_changed(found, said, counted)]
    moved = moves and _move(found, said)
    if changed or moved:
        _tell_of_change(found, by, at, moved=moved or "time_zone" in changed)


def _check_begun(event: Event, said: Registration, at: dt.datetime) -> None:
    """Raises LettersBefore where an event that has begun would begin some other day, or never."""
    first, _last = event.span()
    if first is not None and first <= at and not any(window.starts_at <= at for window in said.windows):
        raise LettersBefore


def _facts_changed(event: Event, said: Registration, moves: bool) -> list[str]:
    facts = facts_of(said)
    if not moves:
        del facts["time_zone"]
    changed = [name for name, value in facts.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, facts[name])
    if changed:
        event.save(update_fields=changed)
    return changed


def _cases_changed(event: Event, said: Registration, counted: Collection[int]) -> list[str]:
    before = set(event.cases.values_list("pk", flat=True))
    # An event that never had a case may wait for them.
    if before == set(said.cases):
        return []
    check_cases(said)
    if (before - set(said.cases)) & set(counted):
        raise CaseCounted
    event.cases.set(said.cases)
    return ["cases"]


def _tell_of_change(event: Event, by: Party, at: dt.datetime, *, moved: bool) -> None:
    lately = Trace.objects.filter(event=event, act="event_changed", at__gt=at - A_DAY, facts__moved=True)
    is_news = moved and event.status == Event.Status.APPROVED and not lately.exists()
    trail.note("event_changed", at=at, by=by, event=event, status=event.status, moved=moved)
    if is_news:
        tell_coordinators("event_moved", event, by.user, at)


def _move(event: Event, said: Registration) -> bool:
    """Openings and venues are as said. Whether anything changed that visitors have to know."""
    # An event that never had an opening may wait for one.
    if said.windows or event.openings.exists():
        check_windows(said)
    openings = {str(opening.pk): opening for opening in event.openings.select_related("venue")}
    venues = {str(opening.venue_id): opening.venue for opening in openings.values()}
    there = [_settled(venues.get(place.key), place, event) for place in places_used(said)]
    at_place = {place.key: venue for place, (venue, _new) in zip(places_used(said), there, strict=True)}
    changed = any(is_new for _venue, is_new in there)
    wanted = {window.key for window in said.windows}
    for key, opening in openings.items():
        if key not in wanted:
            if opening.shifts.exists():
                raise OpeningHasShifts
            opening.delete()
            changed = True
    for window in said.windows:
        facts = {"venue": at_place[window.place], **opening_facts(window)}
        known = openings.get(window.key)
        if known is None:
            Opening.objects.create(event=event, **facts)
            changed = True
        elif any(getattr(known, name) != value for name, value in facts.items()):
            Opening.objects.filter(pk=known.pk).update(**facts)
            changed = True
    Venue.objects.filter(pk__in=[int(key) for key in venues], openings__isnull=True).delete()
    return changed


def _settled(venue: Venue | None, place: Place, event: Event) -> tuple[Venue, bool]:
    """The venue as said, and whether it is another place now. One that others use, too, is left to them."""
    facts = venue_facts(place)
    if venue is None:
        return Venue.objects.create(**facts), True
    changed = {name for name, value in facts.items() if getattr(venue, name) != value}
    if not changed:
        return venue, False
    is_elsewhere = bool(changed - BESIDE)
    if Opening.objects.filter(venue=venue).exclude(event=event).exists():
        return Venue.objects.create(**facts), is_elsewhere
    for name, value in facts.items():
        setattr(venue, name, value)
    venue.save()
    return venue, is_elsewhere

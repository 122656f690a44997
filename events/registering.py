"""Registering a marathon: everything its organiser says of it, and what becomes of that."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cases.models import Campaign, Case
from events import gazetteer, limits, mails, trail
from events.models import Event, Opening, Participation, Remark, Role, Section, Trust, User, Venue
from events.oddities import Oddity, oddities
from events.parties import Party
from events.refused import Refused

trail.know(event_registered=_("registered a marathon"))


def sample() -> dict[str, object]:
    """What the previews of mails show."""
    event = Event(slug="library-warszawa", name="Library on Long Street", status=Event.Status.SUBMITTED)
    event.section = Section(slug="poland")
    return {"event": event, "of": "Poland", "who": "Maria", "odd": [Oddity("no_opening")]}


mails.know("event_registered", sample)
mails.know("event_waiting", sample)

# Nobody runs more marathons than that in a day; a script might.
MOST_A_DAY = 20
A_DAY = dt.timedelta(days=1)
# Addresses beside those of events, which no event may take.
TAKEN = ("new", "calendar", "map", "places")


class CampaignOver(Refused):
    """Nothing can be registered any more."""

    sentence = _("This campaign takes no marathons any more.")
    field = "of"


class CaseNotInCampaign(Refused):
    """Letters are written for the cases that were prepared."""

    sentence = _("Choose among the cases of the campaign, at least one.")
    field = "cases"


class NothingToHold(Refused):
    """A marathon is somewhere, at some time."""

    sentence = _("A marathon needs at least one opening: a place, and from when to when.")


class NotYours(Refused):
    """Somebody else registered it, or runs it."""

    sentence = _("You do not run this marathon.")


class TooMany(Refused):
    """More than anybody can run."""

    sentence = _("That is a great many marathons for one day. Please go on tomorrow.")


@dataclass(frozen=True)
class Place:
    """Where people write. ``key`` is a venue's number where the event has it already."""

    key: str
    name: str
    town: str
    country: str
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    population: int | None = None
    is_closed: bool = False
    is_step_free: bool | None = None


@dataclass(frozen=True)
class Window:
    """From when to when, at which place, for whom. ``key`` is an opening's number where there is one."""

    key: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    audience: str = Opening.Audience.EVERYONE


@dataclass(frozen=True)
class Registration:
    """Everything that an organiser says of a marathon."""

    campaign: Campaign
    section: Section
    name: str
    time_zone: str
    places: list[Place]
    windows: list[Window]
    cases: list[int]
    about: str = ""
    contact: str = ""
    goal: int | None = None
    youngest_age: int | None = None
    languages: list[str] | None = None
    your_name: str = ""


@transaction.atomic
def submit(said: Registration, *, key: uuid.UUID, by: Party, at: dt.datetime) -> Event:
    """The event waits for approval, or is approved where its organiser is trusted. Once for the key.

    Raises CampaignOver, CaseNotInCampaign, NothingToHold, TooMany and NotYours.
    """
    if by.user is None:
        raise NotYours
    # Two clicks of one person queue here, so that the second one finds what the first one made.
    user = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
    known = Event.objects.filter(key=key).first()
    if known is not None:
        return _own(known, user)
    _check(said, at)
    if limits.exceeded("register", str(user.pk), MOST_A_DAY, int(A_DAY.total_seconds()), at=at):
        raise TooMany
    event = _made(said, key)
    Role.objects.create(kind=Role.Kind.ORGANISER, user=user, event=event)
    if said.your_name and not user.name:
        user.name = said.your_name
        user.save(update_fields=["name"])
    _announce(event, user, by, at)
    return event


def _own(event: Event, user: User) -> Event:
    if not Role.objects.filter(event=event, user=user).exists():
        raise NotYours
    return event


def _check(said: Registration, at: dt.datetime) -> None:
    today = timezone.localdate(at, said.section.zone)
    taking_part = Participation.objects.filter(
        section=said.section, campaign=said.campaign, final_at__isnull=True, campaign__is_final=False
    )
    if not taking_part.filter(campaign__ends_on__gte=today).exists():
        raise CampaignOver
    check_windows(said)
    check_cases(said)


def check_windows(said: Registration) -> None:
    """Raises NothingToHold unless something opens, at places that were said."""
    known = {place.key for place in said.places}
    if not said.windows or any(window.place not in known for window in said.windows):
        raise NothingToHold


def check_cases(said: Registration) -> None:
    """Raises CaseNotInCampaign unless all cases, at least one, are those of the campaign."""
    wanted = set(said.cases)
    offered = Case.objects.public().featured_in(said.campaign).filter(pk__in=wanted)
    if not wanted or offered.order_by().count() != len(wanted):
        raise CaseNotInCampaign


def _made(said: Registration, key: uuid.UUID) -> Event:
    event = Event.objects.create(
        slug=_free_slug(said),
        campaign=said.campaign,
        section=said.section,
        status=Event.Status.SUBMITTED,
        key=key,
        **facts_of(said),
    )
    event.cases.set(said.cases)
    venues = {place.key: Venue.objects.create(**venue_facts(place)) for place in places_used(said)}
    for window in said.windows:
        Opening.objects.create(event=event, venue=venues[window.place], **opening_facts(window))
    return event


def _free_slug(said: Registration) -> str:
    """An address from name and town that no event has. Others who choose one wait for us."""
    Section.objects.select_for_update(no_key=True).order_by("pk").first()
    town = said.places[0].town
    names = [said.name] if gazetteer.folded(town) in gazetteer.folded(said.name) else [said.name, town]
    wanted = slugify(gazetteer.folded(" ".join(names)))[:44].strip("-") or "marathon"
    number, slug = 1, wanted
    while slug in TAKEN or Event.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def facts_of(said: Registration) -> dict[str, Any]:
    """The event's own fields."""
    names = ("name", "time_zone", "about", "contact", "goal", "youngest_age")
    return {name: getattr(said, name) for name in names} | {"languages": said.languages or []}


def places_used(said: Registration) -> list[Place]:
    """The places at which something opens."""
    wanted = {window.place for window in said.windows}
    return [place for place in said.places if place.key in wanted]


def venue_facts(place: Place) -> dict[str, Any]:
    """The fields of its venue."""
    return {name: value for name, value in vars(place).items() if name != "key"}


def opening_facts(window: Window) -> dict[str, Any]:
    """The fields of its opening, without the venue."""
    return {name: getattr(window, name) for name in ("starts_at", "ends_at", "audience")}


def _announce(event: Event, user: User, by: Party, at: dt.datetime) -> None:
    """The remarks, the trail and the mails of a new event."""
    Remark.objects.create(event=event, kind=Remark.Kind.SUBMITTED, by=user, at=at)
    trail.note("event_registered", at=at, by=by, event=event, status=event.status, goal=event.goal)
    trusted = Trust.objects.filter(section=event.section, user=user).exists()
    if trusted or event.section_id in by.section_ids():
        event.status = Event.Status.APPROVED
        event.save(update_fields=["status"])
        Remark.objects.create(event=event, kind=Remark.Kind.APPROVED, at=at)
        trail.note("event_approved", at=at, event=event, status=event.status)
    mails.post("event_registered", to=user, at=at, event=event, of=str(event.section))
    tell_coordinators("event_waiting", event, user, at)


def tell_coordinators(name: str, event: Event, user: User | None, at: dt.datetime) -> None:
    """The section's coordinators, but for whoever did it, read the mail, with what looks odd."""
    odd = oddities(event)
    who = (user.name or user.email) if user else ""
    for coordinator in User.objects.coordinating(event.section):
        if coordinator != user:
            mails.post(name, to=coordinator, at=at, event=event, of=str(event.section), who=who, odd=odd)

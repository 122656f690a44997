"""The demonstration: two campaigns, a library that is open now, and accounts to try everything with."""

import datetime as dt
import hmac
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.casepack import import_pack
from cases.kinds import LETTERS
from cases.models import Campaign, Feature
from events import invitations
from events.models import (
    Event,
    Invitation,
    Opening,
    Participation,
    Remark,
    Role,
    Section,
    Shift,
    Team,
    User,
    Venue,
)
from events.parties import hash_of
from letters.models import PostOffice, Rate
from marathon.start import DEMONSTRATION_PASSWORD

PACK = Path(settings.BASE_DIR, "cases", "packs", "write-for-rights-2013")
PAST, REHEARSAL, EVENT = "write-for-rights-2013", "rehearsal", "warszawa-rehearsal"
WAITING = "corner-cafe"
LASTS = dt.timedelta(days=14)
# Task, days and hours after the rehearsal's first midnight, places: three hours each.
SHIFTS = (("The table", 1, 16, 2), ("Tea and cake", 1, 17, 1), ("The table", 2, 16, 2))
WARSAW = ZoneInfo("Europe/Warsaw")

# By country and grams, in grosze. "" is every country without its own.
EXAMPLE_RATES = {
    "PL": {500: 490, 1000: 700, 2000: 1100},
    "": {50: 1000, 100: 1300, 350: 2400, 500: 3300, 1000: 5200, 2000: 9600},
}

ACCOUNTS = {
    "coordinator": "coordinates the section Poland",
    "organiser": "runs the event “The rehearsal library”",
    "volunteer": "has joined it",
    "admin": "administers everything",
}


@transaction.atomic
def load(*, at: dt.datetime) -> str:
    """Afterwards the demonstration is there and its event is open at the instant; returns the join token.

    What is there already stays as people left it; only a rehearsal that is over is opened again. Raises
    PackRefused where the pack was spoiled.
    """
    if not Campaign.objects.filter(slug=PAST).exists():
        import_pack(PACK)
    campaign = _rehearsal(at)
    poland = _section("poland", {"en": "Poland", "pl": "Polska"}, "PL", ["pl", "en"], WARSAW.key, "a4")
    toronto = "America/Toronto"
    canada = _section("canada", {"en": "Canada", "pl": "Kanada"}, "CA", ["en", "fr"], toronto, "letter")
    for section in (poland, canada):
        Participation.objects.get_or_create(section=section, campaign=campaign)
    _post_office(poland)
    event = _event(campaign, poland)
    _keep_open(event, at)
    _accounts(poland, event)
    _waiting(campaign, poland, at)
    return _invitation(event, at)


def _texts(row: Any, **texts: dict[str, str]) -> None:
    """Gives a new row its texts in every language."""
    for code in next(iter(texts.values())):
        row.create_translation(code, **{name: text[code] for name, text in texts.items()})


def _rehearsal(at: dt.datetime) -> Campaign:
    day = timezone.localdate(at)
    ends_on = day + LASTS
    campaign = Campaign.objects.filter(slug=REHEARSAL).first()
    if campaign is None:
        campaign = Campaign.objects.create(slug=REHEARSAL, starts_on=day, ends_on=ends_on)
        summary = {
            "en": "A marathon to try everything with: the cases of 2013, a library that is open right now, "
            "and a count that starts at zero. Nothing written here is sent.",
            "pl": "Maraton na próbę: sprawy z 2013 roku, biblioteka otwarta właśnie teraz i licznik, który "
            "zaczyna od zera. Nic, co tu napiszesz, nie zostanie wysłane.",
        }
        _texts(campaign, name={"en": "The rehearsal", "pl": "Próba generalna"}, summary=summary)
        for past in Feature.objects.filter(campaign__slug=PAST):
            Feature.objects.create(
                campaign=campaign, case_id=past.case_id, shown_as=past.shown_as, position=past.position
            )
    elif campaign.ends_on < day:
        campaign.ends_on, campaign.is_final = ends_on, False
        campaign.save()
    return campaign


def _section(
    slug: str, name: dict[str, str], country: str, languages: list[str], zone: str, paper: str
) -> Section:
    fields = {"country": country, "languages": languages, "time_zone": zone, "paper": paper}
    section, is_new = Section.objects.get_or_create(slug=slug, defaults=fields)
    if is_new:
        _texts(section, name=name)
    return section


def _post_office(section: Section) -> None:
    """Examples, so that the desk can be tried: no post ever took these prices."""
    _office, is_new = PostOffice.objects.get_or_create(
        section=section,
        defaults={
            "currency": "PLN",
            "stamps": [10, 50, 100, 500, 800, 1200],
            "source": "example, not verified",
        },
    )
    if is_new:
        Rate.objects.bulk_create(
            Rate(section=section, country=country, up_to_grams=grams, price=price)
            for country, steps in EXAMPLE_RATES.items()
            for grams, price in steps.items()
        )


def _event(campaign: Campaign, section: Section) -> Event:
    event = Event.objects.filter(slug=EVENT).first()
    if event is not None:
        return event
    event = Event.objects.create(
        slug=EVENT,
        campaign=campaign,
        section=section,
        name="The rehearsal library",
        about="A library that is not there, for a marathon that hurts nobody: log letters, undo them, "
        "print, close, and see what happens.",
        contact="The organiser, at the table by the door",
        status=Event.Status.APPROVED,
        goal=1000,
        kinds=[kind.value for kind in LETTERS],
        time_zone=WARSAW.key,
    )
    event.cases.set(feature.case_id for feature in campaign.features.filter(shown_as=Feature.As.FEATURED))
    for name in ("Class 1A", "The book club"):
        Team.objects.create(event=event, name=name)
    return event


def _keep_open(event: Event, at: dt.datetime) -> None:
    """Gives the event a window of fourteen days from the day's first hour, unless one is open or to come."""
    if event.openings.filter(ends_at__gt=at).exists():
        return
    venue, _is_new = Venue.objects.get_or_create(
        name="Biblioteka przy Przykładowej",
        address="ul. Przykładowa 1",
        town="Warszawa",
        country="PL",
        defaults={"latitude": "52.22977", "longitude": "21.01178", "is_step_free": True},
    )
    start = at.astimezone(WARSAW).replace(hour=0, minute=0, second=0, microsecond=0)
    opening = Opening.objects.create(event=event, venue=venue, starts_at=start, ends_at=start + LASTS)
    for task, day, hour, places in SHIFTS:
        begins = start + dt.timedelta(days=day, hours=hour)
        Shift.objects.create(
            opening=opening,
            task=task,
            starts_at=begins,
            ends_at=begins + dt.timedelta(hours=3),
            places=places,
        )


def _waiting(campaign: Campaign, section: Section, at: dt.datetime) -> None:
    """A café that somebody registered, for the section's desk to approve."""
    if Event.objects.filter(slug=WAITING).exists():
        return
    event = Event.objects.create(
        slug=WAITING,
        campaign=campaign,
        section=section,
        name="An evening at the corner café",
        about="Twelve chairs, good light, and cake for every fifth letter.",
        status=Event.Status.SUBMITTED,
        goal=120,
        time_zone=WARSAW.key,
        languages=["pl", "en"],
    )
    event.cases.set(feature.case_id for feature in campaign.features.all()[:3])
    venue = Venue.objects.create(
        name="Kawiarnia na rogu", town="Łódź", country="PL", latitude="51.77058", longitude="19.47395"
    )
    start = at.astimezone(WARSAW).replace(hour=17, minute=0, second=0, microsecond=0) + dt.timedelta(days=3)
    Opening.objects.create(event=event, venue=venue, starts_at=start, ends_at=start + dt.timedelta(hours=5))
    organiser = User.objects.get(email="organiser@example.org")
    Role.objects.create(user=organiser, event=event, kind=Role.Kind.ORGANISER)
    Remark.objects.create(event=event, kind=Remark.Kind.SUBMITTED, by=organiser, at=at)


def _accounts(section: Section, event: Event) -> None:
    # Outside DEBUG a password that anybody can read would be a door: there the accounts have none.
    password = DEMONSTRATION_PASSWORD if settings.DEBUG else None
    roles: dict[str, dict[str, Any]] = {
        "coordinator": {"kind": Role.Kind.COORDINATOR, "section": section},
        "organiser": {"kind": Role.Kind.ORGANISER, "event": event},
        "volunteer": {"kind": Role.Kind.VOLUNTEER, "event": event},
        "admin": {"kind": Role.Kind.ADMINISTRATOR},
    }
    for name, role in roles.items():
        email = f"{name}@example.org"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, password)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Role.objects.get_or_create(user=user, **role)


def _invitation(event: Event, at: dt.datetime) -> str:
    """The token of the demonstration's invitation, made again where the last one was revoked."""
    number = 0
    while True:
        number += 1
        token = token_of(number)
        found = Invitation.objects.filter(token_hash=hash_of(token)).first()
        if found is None:
            invitations.make_invitation(event, at=at, token=token, label="The demonstration")
            return token
        if Invitation.objects.usable_at(at).filter(pk=found.pk, event=event).exists():
            return token


def token_of(number: int) -> str:
    """An invitation's token that can be said again each time: 128 bits that follow from our secret alone."""
    message = f"demonstration invitation {number}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")
    return invitations.token_of(digest[:16])


def summary(token: str) -> str:
    """What a host reads when the demonstration is up: the address, the accounts, the way to join."""
    password = f"password “{DEMONSTRATION_PASSWORD}”" if settings.DEBUG else "no password yet: changepassword"
    return "\n".join(
        [
            f"Letter Marathon is at {settings.BASE_URL}/",
            f"Sign in at {settings.BASE_URL}/accounts/login/ ({password}):",
            *(f"  {name + '@example.org':<25} {about}" for name, about in ACCOUNTS.items()),
            f"Join as a volunteer: {settings.BASE_URL}/join/#{token}",
        ]
    )

"""Makers of rows: each call makes one thing, with only what the test is about spelled out."""

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db.models import F

from cases.kinds import LETTERS
from cases.models import Addressee, Campaign, Case, Demand, Feature, Milestone, Wording
from events.models import Device, Event, Opening, Participation, Role, Section, Shift, Team, User, Venue
from events.parties import Party, hash_of
from events.registering import Place, Registration, Window
from letters.models import (
    ChannelCounter,
    Counter,
    Head,
    HourCounter,
    Intake,
    Parcel,
    ParcelLine,
    PostOffice,
    Rate,
    Report,
    Sheet,
)

_number = itertools.count(1)

# A Saturday night in the middle of a marathon: tests hand the clock over, nobody freezes it.
NOW = dt.datetime(2026, 12, 12, 18, 0, tzinfo=dt.UTC)
TODAY = NOW.date()

BODY = (
    "{{ salutation }}\n\nI write to you about {{ case }}.\n\nI ask you to:\n\n{{ demands }}\n\n"
    "{{ own_words }}\n\nYours sincerely,\n\n{{ sender }}"
)


def make_campaign(**fields: Any) -> Campaign:
    """A campaign from 1 to 31 December 2026."""
    n = next(_number)
    fields = {
        "slug": f"campaign-{n}",
        "name": f"Campaign {n}",
        "starts_on": dt.date(2026, 12, 1),
        "ends_on": dt.date(2026, 12, 31),
    } | fields
    return Campaign.objects.create(**fields)


def make_case(*, campaign: Campaign | None = None, **fields: Any) -> Case:
    """A case in English, featured in the campaign where one is given."""
    n = next(_number)
    fields = {
        "slug": f"case-{n}",
        "country": "KH",
        "initials": "AB",
        "happened": "imprisoned",
        "name": f"Case {n}",
        "who": "a gardener",
        "headline": "Imprisoned for a garden",
        "abuse": "Three years in prison.",
        "story": "A story.",
    } | fields
    case = Case.objects.create(**fields)
    if campaign is not None:
        Feature.objects.create(campaign=campaign, case=case, position=n)
    return case


def make_addressee(case: Case | None = None, **fields: Any) -> Addressee:
    """An authority with a salutation and one demand, without a wording."""
    n = next(_number)
    case = case or make_case()
    fields = {
        "key": f"authority-{n}",
        "kind": "authority",
        "country": case.country,
        "office": "The Minister",
        "salutation": "Dear Minister,",
        "address": "1 Palace Road\nCapital",
        "is_verified": True,
        "sender": "full",
    } | fields
    addressee = Addressee.objects.create(case=case, **fields)
    if addressee.kind == "authority":
        demand, _ = Demand.objects.get_or_create(
            case=case, key="release", defaults={"text": "release her immediately"}
        )
        addressee.demands.add(demand)
    return addressee


def make_wording(addressee: Addressee | None = None, **fields: Any) -> Wording:
    """A letter in English."""
    fields = {"language": "en", "body": BODY} | fields
    return Wording.objects.create(addressee=addressee or make_addressee(), **fields)


def make_milestone(case: Case, **fields: Any) -> Milestone:
    """A release on 1 March 2026."""
    n = next(_number)
    fields = {
        "key": f"milestone-{n}",
        "happened_on": dt.date(2026, 3, 1),
        "kind": "released",
        "source": "a newspaper",
        "text": "freed",
    } | fields
    return Milestone.objects.create(case=case, **fields)


def make_section(**fields: Any) -> Section:
    """The section of Poland."""
    n = next(_number)
    fields = {
        "slug": f"section-{n}",
        "name": f"Section {n}",
        "country": "PL",
        "languages": ["pl"],
        "time_zone": "Europe/Warsaw",
    } | fields
    return Section.objects.create(**fields)


def make_venue(**fields: Any) -> Venue:
    """A library in Warsaw."""
    fields = {
        "name": "The library",
        "address": "ul. Przykładowa 1",
        "town": "Warszawa",
        "country": "PL",
    } | fields
    return Venue.objects.create(**fields)


def make_event(*, cases: list[Case] | None = None, opens: bool = True, **fields: Any) -> Event:
    """An approved event, open from noon to midnight around NOW unless ``opens`` is false."""
    n = next(_number)
    campaign = fields.pop("campaign", None) or make_campaign()
    fields = {
        "slug": f"event-{n}",
        "name": f"Event {n}",
        "section": fields.pop("section", None) or make_section(),
        "status": "approved",
        "time_zone": "Europe/Warsaw",
    } | fields
    event = Event.objects.create(campaign=campaign, **fields)
    for case in cases if cases is not None else [make_case(campaign=campaign)]:
        Feature.objects.get_or_create(campaign=campaign, case=case)
        event.cases.add(case)
    if opens:
        make_opening(event)
    return event


def make_opening(event: Event, **fields: Any) -> Opening:
    """A window of twelve hours around NOW."""
    fields = {
        "venue": fields.pop("venue", None) or make_venue(),
        "starts_at": NOW - dt.timedelta(hours=6),
        "ends_at": NOW + dt.timedelta(hours=6),
    } | fields
    return Opening.objects.create(event=event, **fields)


def make_shift(event: Event, **fields: Any) -> Shift:
    """Two places at the table, for two hours from an hour after NOW, at the event's first opening."""
    fields = {
        "opening": fields.pop("opening", None) or event.openings.order_by("pk")[0],
        "task": "the table",
        "starts_at": NOW + dt.timedelta(hours=1),
        "ends_at": NOW + dt.timedelta(hours=3),
    } | fields
    return Shift.objects.create(**fields)


def make_registration(**said: Any) -> Registration:
    """What somebody says of a marathon in Łódź, from noon to midnight around NOW, for one case."""
    campaign = said.pop("campaign", None) or make_campaign()
    section = said.pop("section", None) or make_section()
    Participation.objects.get_or_create(section=section, campaign=campaign)
    said = {
        "name": "The school library",
        "time_zone": "Europe/Warsaw",
        "places": [Place("a", name="School 12", town="Łódź", country="PL")],
        "windows": [Window("b", "a", NOW - dt.timedelta(hours=6), NOW + dt.timedelta(hours=6))],
        "cases": said.pop("cases", None) or [make_case(campaign=campaign).pk],
    } | said
    return Registration(campaign=campaign, section=section, **said)


def make_team(event: Event, name: str = "1A") -> Team:
    """A class."""
    return Team.objects.create(event=event, name=name)


def make_sheet(event: Event, number: int = 1, **fields: Any) -> Sheet:
    """A sheet that nobody typed yet."""
    return Sheet.objects.create(event=event, number=number, **({"made_at": NOW} | fields))


def make_report(event: Event, **fields: Any) -> Report:
    """A report that waits to be verified."""
    fields = {"status": "signed"} | fields
    if fields["status"] != "missing":
        fields = {"signed_at": NOW, "version": 1} | fields
    if fields["status"] in ("returned", "verified"):
        fields = {"answered_at": NOW, "answer": "Really?"} | fields
    return Report.objects.create(event=event, **fields)


def make_user(email: str = "", **fields: Any) -> User:
    """Somebody with an account, a verified address and the password ``a long enough word``."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(
        email or f"person-{next(_number)}@example.org", "a long enough word", **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_role(kind: str = "volunteer", *, user: User | None = None, **fields: Any) -> Role:
    """A role of a new person unless one is given."""
    return Role.objects.create(kind=kind, user=user or make_user(), **fields)


def make_party(kind: str, **fields: Any) -> Party:
    """Somebody who has the role, at work."""
    return Party(make_role(kind, **fields).user)


def make_device_role(event: Event, key: str = "a device's key", **fields: Any) -> Role:
    """A volunteer without an account; ``key`` is what the device's cookie holds."""
    device, _ = Device.objects.get_or_create(key_hash=hash_of(key), defaults={"made_at": NOW})
    return Role.objects.create(kind="volunteer", device=device, event=event, nickname="Ola", **fields)


def make_intake(section: Section | None = None, **fields: Any) -> Intake:
    """A file of counts that waits to be read."""
    fields = {
        "section": section or make_section(),
        "campaign": fields.pop("campaign", None) or make_campaign(),
        "name": "counts.csv",
        "content": b"",
        "made_at": NOW,
    } | fields
    return Intake.objects.create(**fields)


def make_counters(
    event: Event,
    case: Case,
    kind: str = "authority",
    quantity: int = 1,
    *,
    channel: str = "tap",
    hour: dt.datetime = NOW,
    seq: int = 1,
) -> None:
    """Rows as the ledger leaves them, without its entries: the tally may not miss those."""

    def add(model: Any, **key: Any) -> None:
        row, _ = model.objects.get_or_create(event=event, kind=kind, **key, defaults={"quantity": 0})
        model.objects.filter(pk=row.pk).update(quantity=F("quantity") + quantity)

    add(Counter, case=case, day=hour.date())
    add(ChannelCounter, channel=channel)
    add(HourCounter, hour=hour)
    Head.objects.get_or_create(event=event)
    head = Head.objects.filter(event=event)
    of = "letters" if kind in LETTERS else "actions"
    head.update(seq=F("seq") + seq, chain="c" * 64, **{of: F(of) + quantity})


def make_post_office(
    section: Section, rates: dict[str, dict[int, int]] | None = None, **fields: Any
) -> PostOffice:
    """Złoty, four stamps, and rates by country: 5.00 up to 50 g and 9.00 up to 500 g where none are given."""
    office = PostOffice.objects.create(
        section=section, **({"currency": "PLN", "stamps": [10, 100, 400, 900]} | fields)
    )
    for country, steps in (rates or {"": {50: 500, 500: 900}}).items():
        for grams, price in steps.items():
            Rate.objects.create(section=section, country=country, up_to_grams=grams, price=price)
    return office


def make_parcel(
    event: Event, number: int = 1, *, lines: dict[str, int] | None = None, **fields: Any
) -> Parcel:
    """Three letters to an authority of the event's first case, packed; ``lines`` are numbers by kind."""
    fields = {
        "key": uuid.uuid4(),
        "destination": "The Minister",
        "address": "1 Palace Road\nCapital\nCAMBODIA",
        "country": "KH",
        "grams": 20,
        "postage": 400,
        "currency": "PLN",
    } | fields
    parcel = Parcel.objects.create(event=event, number=number, **fields)
    case = event.cases.order_by("pk")[0]
    for kind, quantity in (lines or {"authority": 3}).items():
        ParcelLine.objects.create(parcel=parcel, case=case, kind=kind, quantity=quantity)
    return parcel

"""The pages of organisers and coordinators are for everyone, too, with all that can stand on them."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from cases.models import Case
from events.models import Event, Role, Section
from events.parties import Party
from letters import ledger, parcels, recounts, reports, sheets
from letters.models import RecountLine
from letters.recounts import Pile
from tests.journeys.conftest import World
from tests.journeys.test_axe import both, looked_at
from tests.makers import make_device_role, make_event, make_milestone, make_opening, make_role, make_shift

pytestmark = pytest.mark.browser

CASE = "yorm-bopha"
HERE = "/events/warszawa-rehearsal"
OF_ORGANISERS = [
    "/events/new/",
    "/events/new/?step=where",
    "/events/new/?step=send",
    *(
        f"{HERE}/{part}/"
        for part in (
            "organise",
            "edit",
            "volunteers",
            "volunteers/invitations",
            "volunteers/shifts",
            "phones",
            "teams",
            "parents",
            "pack",
            "pack/names",
            "poster",
            "sheets",
            "sheets/1",
            "recount",
            "post",
            "post/1",
            "report",
        )
    ),
]
DESK = "/sections/poland"
OF_COORDINATORS = [
    *(
        f"{DESK}/{part}"
        for part in (
            "",
            "events/",
            "events/waits/",
            "reports/",
            "reports/signed/",
            "matrix/",
            "texts/",
            f"texts/{CASE}/",
            "news/",
            "postage/",
            "people/",
            "files/",
            "broadcast/",
            "trail/",
        )
    ),
]


def furnish(at: dt.datetime) -> list[str]:
    """A marathon in full swing, one that waits, one that is reported; what has a number in its address."""
    event = Event.objects.get(slug="warszawa-rehearsal")
    role = Role.objects.get(event=event, kind=Role.Kind.ORGANISER)
    who = Party(role.user)
    hour = dt.timedelta(hours=1)
    log(event, make_device_role(event, "a phone"), at, 40)
    log(event, make_device_role(event, "a machine"), at, 501)
    make_shift(event, starts_at=at, ends_at=at + 2 * hour)
    sheet = sheets.issue(event, count=3, key=uuid.uuid4(), by=who, at=at)[0]
    sheets.type_in(sheet, {(CASE, "person"): 12}, version=0, role=role, by=who, at=at)
    pile = {(CASE, "authority"): Pile(560, RecountLine.Reason.FORGOTTEN.value)}
    recounts.enter(event, pile, key=uuid.uuid4(), counted_at=at, role=role, by=who, at=at)
    addressee = Case.objects.get(slug=CASE).addressees.get(kind="authority")
    lines = {(CASE, "authority"): 20}
    parcels.pack(event, key=uuid.uuid4(), addressee=addressee, lines=lines, by=who, at=at)
    poland = Section.objects.get(slug="poland")
    waits = make_event(
        slug="waits", name="Waits", section=poland, campaign=event.campaign, status="submitted"
    )
    make_role("organiser", event=waits)
    reported(event, poland, at)
    news = make_milestone(Case.objects.get(slug=CASE), kind="released")
    return [f"{DESK}/news/{news.pk}/", f"{DESK}/texts/{CASE}/milestone/{news.pk}/"]


def log(event: Event, role: Role, at: dt.datetime, quantity: int) -> None:
    """So many letters on one phone."""
    line = ledger.Line(uuid.uuid4(), CASE, "authority", quantity, written_at=at)
    ledger.record(event, entries=[line], by=role, channel="tap", at=at)


def reported(beside: Event, section: Section, at: dt.datetime) -> None:
    """A marathon of the section whose report is signed."""
    cases = list(beside.cases.filter(slug=CASE))
    event = make_event(
        slug="signed", name="Signed", section=section, campaign=beside.campaign, cases=cases, opens=False
    )
    make_opening(event, starts_at=at - dt.timedelta(hours=5), ends_at=at - dt.timedelta(hours=1))
    role = make_role("organiser", event=event)
    log(event, role, at - dt.timedelta(hours=2), 7)
    figures = {(CASE, "authority"): reports.Figure(9, "two more lay in the pile")}
    reports.sign(
        event, figures, version=0, writers=5, words="It snowed.", role=role, by=Party(role.user), at=at
    )


@both
def test_pages_of_the_year_have_no_fault(world: World, browser: Browser, scheme: Any, language: str):
    more = furnish(timezone.now())

    found = looked_at(
        world, world.signed_in(browser, "organiser", color_scheme=scheme), language, OF_ORGANISERS
    )
    desk = world.signed_in(browser, "coordinator", color_scheme=scheme)
    found |= looked_at(world, desk, language, OF_COORDINATORS + more)

    assert found == {}
    assert world.complaints == []

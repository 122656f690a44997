"""Every address, asked for real by everybody: the answer is the one of the table of rights."""

import copy

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from events.models.event import EventQuerySet
from events.parties import Party
from letters.models import Report
from marathon import policy
from marathon.policy import FORM, RULES, SIGN_IN, Rule, rule_of
from tests.makers import (
    NOW,
    make_addressee,
    make_campaign,
    make_case,
    make_device_role,
    make_event,
    make_intake,
    make_milestone,
    make_parcel,
    make_party,
    make_section,
    make_sheet,
    make_shift,
    make_user,
)
from tests.marathon.test_policy import PEOPLE, WHO, patterns

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

# What somebody may do at an address is asked by reading it, by sending an empty form, and by a method that no
# address takes.
ASKED = ("GET", "POST", "DELETE")
# What is not there for those who may ask for it either: a picture without a name, a link nobody was sent.
NOT_THERE = {"media", "followed", "api:api-root"}
# A form that says nothing of what to do with what is not found.
SAYS_NOTHING = {
    "event_edit",
    "parcel",
    "phones",
    "post",
    "section_event",
    "section_intake",
    "section_people",
    "section_postage",
    "shift",
    "shifts",
    "volunteers",
}
# Addresses of libraries, whose own views ask besides.
LIBRARIES = ("admin:", "account_", "mfa_", "api:openapi")
# Whose number is in the address, by the maker that made it.
NUMBERS = {
    "shift": "shift",
    "sheet": "sheet",
    "parcel": "parcel",
    "parcel_cover": "parcel",
    "section_intake": "intake",
    "section_news_item": "milestone",
    "section_text": "milestone",
    "section_letter": "addressee",
}

# Written by hand beside the table, so that an address that opens unseen fails here.
BY_HAND = {
    "signed_in": {"me"},
    "known": {"my_data", "my_data_file"},
    "counter_of_event": {
        "count",
        "shifts",
        "sheet",
        "sheets",
        "wall",
        "wall_json",
        "api:entries",
        "api:counter",
        "api:counted",
    },
    "organiser_of_event": {
        "certificate",
        "covers",
        "event_edit",
        "invitations",
        "organise",
        "organise_live",
        "pack",
        "pack_names",
        "pack_pdf",
        "pack_zip",
        "parcel",
        "parcel_cover",
        "parents_note",
        "phones",
        "post",
        "poster",
        "recount",
        "report",
        "results",
        "sheets_make",
        "sheets_print",
        "shift",
        "shift_list",
        "team_certificates",
        "teams",
        "volunteers",
    },
    "coordinator_of_section": {
        "section",
        "section_broadcast",
        "section_case_texts",
        "section_event",
        "section_events",
        "section_export",
        "section_intake",
        "section_intake_blank",
        "section_intakes",
        "section_letter",
        "section_matrix",
        "section_matrix_csv",
        "section_news",
        "section_news_item",
        "section_people",
        "section_postage",
        "section_report",
        "section_reports",
        "section_text",
        "section_texts",
        "section_trail",
    },
    "developer": {"mail_list", "mail"},
}


class World:
    """One of everything that an address can be about, and one party of each sort."""

    def __init__(self) -> None:
        campaign = make_campaign()
        self.case = make_case(campaign=campaign, slug="yorm")
        self.section = make_section()
        self.section.participations.create(campaign=campaign)
        self.here = make_event(campaign=campaign, section=self.section, cases=[self.case])
        there = make_event()
        Report.objects.create(event=self.here, status="signed", signed_at=NOW)
        self.numbers = {
            "shift": make_shift(self.here).pk,
            "sheet": make_sheet(self.here).number,
            "parcel": make_parcel(self.here).number,
            "intake": make_intake(self.section).pk,
            "milestone": make_milestone(self.case, kind="released").pk,
            "addressee": make_addressee(self.case).pk,
        }
        self.parties = {
            "stranger": Party(),
            "somebody": Party(make_user()),
            "volunteer_here": Party(device_key="here"),
            "volunteer_there": Party(device_key="there"),
            "organiser_here": make_party("organiser", event=self.here),
            "organiser_there": make_party("organiser", event=there),
            "coordinator_here": make_party("coordinator", section=self.section),
            "coordinator_there": make_party("coordinator", section=there.section),
            "administrator": make_party("administrator"),
        }
        make_device_role(self.here, "here")
        make_device_role(there, "there")
        self.browsers = {who: browser_of(party) for who, party in self.parties.items()}
        assert set(self.parties) == PEOPLE

    def address(self, name: str, captured: frozenset[str], *, made_up: bool = False) -> str:
        """Where the thing of this world is, or a made-up one beside it."""
        return reverse(name, kwargs={key: self._value(name, key, made_up) for key in captured})

    def _value(self, name: str, key: str, made_up: bool) -> object:
        if key == "slug":
            if made_up:
                return "made-up"
            if name in ("case", "desk", "follow"):
                return self.case.slug
            if name in ("api:cases", "api:tally", "api:heads"):
                return self.here.campaign.slug
            return self.section.slug if name.startswith("section") else self.here.slug
        return {
            "case": self.case.slug,
            "event": self.here.slug,
            "campaign": self.here.campaign.slug,
            "section": self.section.slug,
            "kind": "milestone",
            "format": "csv",
            "extension": "csv",
            "number": self.numbers.get(NUMBERS.get(name, ""), 1),
        }.get(key, "1")

    def ask(self, who: str, method: str, address: str):
        """The answer to somebody; whatever it did is undone."""
        client = self.browsers[who]
        cookies = copy.deepcopy(client.cookies)
        with transaction.atomic():
            answer = getattr(client, method.lower())(address)
            if hasattr(answer, "streaming_content"):
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer


def browser_of(party: Party) -> Client:
    """A browser in which the party has signed in: once, because that costs a third of what an answer does."""
    client = Client(raise_request_exception=False)
    if party.user:
        client.force_login(party.user)
    if party.device_key:
        client.cookies[settings.DEVICE_COOKIE_NAME] = party.device_key
    return client


@pytest.fixture
def world(settings):
    settings.MFA = "optional"
    return World()


def asked(names=None):
    """The addresses of our own."""
    return [
        (name, captured)
        for name, captured in patterns()
        if not name.startswith(LIBRARIES) and (names is None or name in names)
    ]


def is_right(rule, who, name, method, answer, party):
    """Whether the answer is what the table says."""
    if who not in WHO[rule.who.__name__]:
        if rule.otherwise is SIGN_IN and party.user is None and method == "GET":
            return answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        return answer.status_code == 404
    if method not in rule.methods:
        return answer.status_code == 405
    if name in NOT_THERE or (name in SAYS_NOTHING and method == "POST"):
        return answer.status_code in (404, 410)
    # Without a worker the service is not ready, and says so.
    away = {503} if name == "readyz" else set()
    return answer.status_code in away or (
        answer.status_code < 500 and answer.status_code not in (401, 403, 404, 405)
    )


def wrong_in(world, names=None):
    """Every address, asked by everybody in every way, whose answer the table does not give."""
    wrong = []
    for name, captured in asked(names):
        rule, address = rule_of(name), world.address(name, captured)
        for who, party in world.parties.items():
            for method in ASKED:
                answer = world.ask(who, method, address)
                if not is_right(rule, who, name, method, answer, party):
                    wrong.append((name, who, method, answer.status_code))
    return wrong


def test_every_address_answers_everybody_as_the_table_says(world):
    assert wrong_in(world) == []


def test_table_says_of_every_address_what_was_written_by_hand():
    found: dict[str, set[str]] = {}
    for name, rule in RULES.items():
        if not name.startswith(LIBRARIES) and rule.who is not policy.anyone:
            found.setdefault(rule.who.__name__, set()).add(name)

    assert found == BY_HAND


@pytest.mark.parametrize("who", sorted(PEOPLE - {"coordinator_here", "administrator"}))
def test_stranger_cannot_tell_a_foreign_thing_from_a_made_up_one(world, who):
    told_apart = []
    for name, captured in asked():
        rule = rule_of(name)
        if "slug" not in captured or who in WHO[rule.who.__name__]:
            continue
        for method in ("GET", "POST"):
            foreign = world.ask(who, method, world.address(name, captured))
            made_up = world.ask(who, method, world.address(name, captured, made_up=True))
            if (foreign.status_code, foreign.content, sorted(foreign.headers.items())) != (
                made_up.status_code,
                made_up.content,
                sorted(made_up.headers.items()),
            ):
                told_apart.append((name, method))

    assert told_apart == []


class TestPlantedFaults:
    """The checks above find what somebody could get wrong."""

    def test_address_open_to_everybody(self, world, monkeypatch):
        monkeypatch.setitem(RULES, "volunteers", Rule(policy.anyone, FORM))

        found = {who for _name, who, _method, _status in wrong_in(world, {"volunteers"})}

        # The view's own queryset refuses them still, so the table is wrong for all of these.
        assert found == PEOPLE - {"organiser_here", "coordinator_here", "administrator"}

    def test_address_closed_to_those_who_work_there(self, world, monkeypatch):
        monkeypatch.setitem(RULES, "count", Rule(policy.nobody, FORM))
        monkeypatch.setitem(WHO, "nobody", WHO["counter_of_event"])

        found = {who for _name, who, _method, _status in wrong_in(world, {"count"})}

        assert found == WHO["counter_of_event"]

    def test_queryset_that_gives_too_much(self, world, monkeypatch):
        monkeypatch.setattr(EventQuerySet, "run_by", lambda self, _party: self.all())

        found = {who for _name, who, _method, _status in wrong_in(world, {"volunteers"})}

        assert "organiser_there" in found
        assert "coordinator_there" in found

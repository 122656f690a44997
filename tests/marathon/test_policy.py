"""The table of who may do what: complete, and obeyed by every address for everybody."""

import itertools
import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from events.parties import Party
from marathon import policy, start
from marathon.policy import RULES, SIGN_IN, rule_of
from tests.makers import make_device_role, make_event, make_party, make_user

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
PEOPLE = {
    "stranger",
    "somebody",
    "volunteer_here",
    "volunteer_there",
    "organiser_here",
    "organiser_there",
    "coordinator_here",
    "coordinator_there",
    "administrator",
}
WITH_ACCOUNT = PEOPLE - {"stranger", "volunteer_here", "volunteer_there"}
# Written again by hand, so that a right that grows unseen fails here.
WHO = {
    "anyone": PEOPLE,
    "nobody": set(),
    "signed_in": WITH_ACCOUNT,
    "administrator": {"administrator"},
    "organiser_of_event": {"organiser_here", "coordinator_here", "administrator"},
    "coordinator_of_section": {"coordinator_here", "administrator"},
    "known": PEOPLE - {"stranger"},
    "developer": set(),  # tests are no developer’s machine
    "counter_of_event": {"volunteer_here", "organiser_here", "coordinator_here", "administrator"},
}


def patterns():
    """Every address of the service, as (name, what its path captures)."""

    def walk(resolver, namespace, captured):
        for pattern in resolver.url_patterns:
            names = captured | set(pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern, inner, names)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name or pattern.pattern}", frozenset(names)

    return sorted(set(walk(get_resolver(), "", set())))


def test_every_address_has_a_rule():
    assert policy.addresses_without_rule() == []


def test_every_rule_has_an_address():
    assert policy.rules_without_address() == []


def test_a_rule_without_an_address_and_an_address_without_a_rule_are_found(monkeypatch):
    monkeypatch.setitem(RULES, "account_of_nobody", RULES["home"])
    monkeypatch.delitem(RULES, "home")

    assert policy.rules_without_address() == ["account_of_nobody"]
    assert policy.addresses_without_rule() == ["home"]


def test_address_without_a_rule_stops_the_start(monkeypatch, settings):
    settings.DEBUG = True
    monkeypatch.delitem(RULES, "why")

    assert start.reasons_not_to_start() == ["The address 'why' has no rule in marathon/policy.py."]
    with pytest.raises(ImproperlyConfigured):
        start.refuse_or_go()


@pytest.mark.django_db
def test_address_without_a_rule_is_refused(client, monkeypatch):
    monkeypatch.delitem(RULES, "why")

    assert client.get("/why/").status_code == 404


@pytest.fixture
def people(db):
    """One party of each sort, and the event that is here."""
    here, there = make_event(), make_event()
    parties = {
        "stranger": Party(),
        "somebody": Party(make_user()),
        "volunteer_here": Party(device_key="here"),
        "volunteer_there": Party(device_key="there"),
        "organiser_here": make_party("organiser", event=here),
        "organiser_there": make_party("organiser", event=there),
        "coordinator_here": make_party("coordinator", section=here.section),
        "coordinator_there": make_party("coordinator", section=there.section),
        "administrator": make_party("administrator"),
    }
    make_device_role(here, "here")
    make_device_role(there, "there")
    assert set(parties) == PEOPLE
    return here, parties


@pytest.mark.anywhere
def test_every_address_obeys_the_table(people):
    here, parties = people
    wrong = []
    ask = policy.middleware(lambda _request: None).process_view

    for (name, captured), (who, party), method in itertools.product(patterns(), parties.items(), METHODS):
        rule = rule_of(name)
        request = RequestFactory().generic(method, "/")
        request._party = party
        request.resolver_match = type("Match", (), {"view_name": name, "route": ""})()
        slug = here.section.slug if rule.who is policy.coordinator_of_section else here.slug
        answer = ask(request, None, (), dict.fromkeys(captured, slug))

        got = None if answer is None else answer.status_code
        if who not in WHO[rule.who.__name__]:
            offers = rule.otherwise is SIGN_IN and party.user is None and method in ("GET", "HEAD")
            expected = 302 if offers else 404
        else:
            expected = None if method in rule.methods else 405
        if got != expected or (got == 405 and answer["Allow"] != ", ".join(rule.methods)):
            wrong.append((name, who, method, got, expected))

    assert wrong == []


def sign_in(party):
    client = Client()
    if party.user:
        client.force_login(party.user)
    if party.device_key:
        from django.conf import settings

        client.cookies[settings.DEVICE_COOKIE_NAME] = party.device_key
    return client


@pytest.mark.parametrize("who", sorted(PEOPLE - WHO["counter_of_event"]))
@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/events/{}/count/"),
        ("post", "/events/{}/count/"),
        ("put", "/events/{}/count/"),
        ("post", "/api/v1/events/{}/entries"),
        ("get", "/api/v1/events/{}/entries"),
    ],
)
def test_stranger_cannot_tell_a_foreign_event_from_a_made_up_one(people, who, method, address):
    here, parties = people
    client = sign_in(parties[who])

    foreign = getattr(client, method)(address.format(here.slug))
    made_up = getattr(client, method)(address.format("made-up"))

    assert (foreign.status_code, made_up.status_code) == (404, 404)
    assert foreign.content == made_up.content
    assert dict(foreign.headers) == dict(made_up.headers)


def test_method_that_an_address_does_not_take_is_named(people):
    here, parties = people

    page = sign_in(parties["volunteer_here"]).delete(f"/events/{here.slug}/count/")
    api = sign_in(parties["volunteer_here"]).get(f"/api/v1/events/{here.slug}/entries")

    assert (page.status_code, page["Allow"]) == (405, "GET, HEAD, POST")
    assert (api.status_code, api["Allow"], json.loads(api.content)["code"]) == (405, "POST", "not_allowed")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/me/", "/admin/", "/admin/events/user/", "/accounts/2fa/", "/pl/me/"])
def test_signed_out_person_is_shown_where_to_sign_in(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}") or (
        address.startswith("/pl/") and answer["Location"] == f"/pl/accounts/login/?next={address}"
    )


@pytest.mark.django_db
def test_back_office_is_not_there_for_others_and_has_no_door_of_its_own(people):
    _here, parties = people

    assert sign_in(parties["coordinator_here"]).get("/admin/").status_code == 404
    assert Client().get("/admin/login/").status_code == 302
    assert sign_in(parties["administrator"]).get("/admin/password_change/").status_code == 404
    assert sign_in(parties["administrator"]).get("/admin/").status_code == 200


class TestSecondFactor:
    """Coordinators and administrators set up a second step before anything else."""

    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA = "required"

    @pytest.mark.parametrize("who", ["coordinator_here", "administrator"])
    def test_is_asked_for_before_work(self, people, who):
        here, parties = people
        client = sign_in(parties[who])

        page = client.get(f"/events/{here.slug}/count/")
        entries = client.post(
            f"/api/v1/events/{here.slug}/entries", {"entries": []}, content_type="application/json"
        )

        assert (page.status_code, page["Location"]) == (302, "/accounts/2fa/")
        assert (entries.status_code, entries.json()["code"]) == (403, "forbidden")
        assert b"needs a second step" in client.get("/accounts/2fa/").content
        assert client.get("/me/").status_code == 200

    def test_opens_the_work_once_set_up(self, people):
        _here, parties = people
        user = parties["administrator"].user
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

        assert sign_in(parties["administrator"]).get("/admin/").status_code == 200

    def test_is_not_made_of_recovery_codes_alone(self, people):
        _here, parties = people
        user = parties["administrator"].user
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})

        assert sign_in(parties["administrator"]).get("/admin/").status_code == 302

    def test_is_not_asked_of_organisers_and_volunteers(self, people):
        here, parties = people

        for who in ("organiser_here", "volunteer_here"):
            assert sign_in(parties[who]).get(f"/events/{here.slug}/count/").status_code == 200

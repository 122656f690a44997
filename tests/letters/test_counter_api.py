"""What a counter asks: ``GET /api/v1/events/<slug>/counter`` and ``…/counted``."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from letters import ledger
from letters.ledger import Line
from letters.models import Channel
from tests.makers import make_case, make_device_role, make_event, make_opening, make_team, make_venue

pytestmark = pytest.mark.django_db

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
FACTS = "/api/v1/events/warszawa/counter"
FIGURES = "/api/v1/events/warszawa/counted"


@pytest.fixture
def event():
    case = make_case(slug="yorm-bopha", country="KH", pronoun="her")
    event = make_event(slug="warszawa", name="The library", contact="0700", cases=[case], opens=False)
    venue = make_venue(name="Reading room", town="Warszawa")
    hour = dt.timedelta(hours=1)
    make_opening(event, venue=venue, starts_at=NOW - hour, ends_at=NOW + hour)
    return event


@pytest.fixture
def role(event):
    return make_device_role(event, "a key")


@pytest.fixture
def phone(role) -> Client:
    client = Client()
    client.cookies["device"] = "a key"
    return client


def log(event, role, quantity: int = 1) -> ledger.Result:
    line = Line(id=uuid.uuid4(), case="yorm-bopha", kind="authority", quantity=quantity)
    return ledger.record(event, entries=[line], by=role, channel=Channel.TAP, at=NOW)


def test_facts_are_all_that_a_counter_needs(phone, event, role):
    team = make_team(event, "1A")
    logged = log(event, role, 3)

    response = phone.get(FACTS, {"language": "pl"})

    facts = response.json()
    assert response.cookies["csrftoken"].value
    assert response["Cache-Control"] == "private, no-store"
    assert dt.datetime.fromisoformat(facts.pop("server_time")) >= NOW
    assert len(facts.pop("facts")) == 16
    case = facts["cases"][0]
    assert (case.pop("name"), case.pop("initials"), 1 <= case.pop("ink") <= 8) == (
        str(event.cases.get()),
        event.cases.get().initials,
        True,
    )
    assert facts == {
        "protocol": "letter-marathon/1",
        "event": {
            "slug": "warszawa",
            "name": "The library",
            "contact": "0700",
            "time_zone": event.time_zone,
            "page": "/pl/events/warszawa/",
            "closed": "",
            "openings": [
                {
                    "starts_at": (NOW - dt.timedelta(hours=1)).isoformat().replace("+00:00", "Z"),
                    "ends_at": (NOW + dt.timedelta(hours=1)).isoformat().replace("+00:00", "Z"),
                    "venue": "Reading room",
                    "town": "Warszawa",
                }
            ],
        },
        "kinds": ["authority", "person"],
        "cases": [
            {
                "slug": "yorm-bopha",
                "country": "Kambodża",
                "portrait": None,
                "kinds": [{"kind": "authority", "label": "władze"}, {"kind": "person", "label": "do niej"}],
            }
        ],
        "teams": [{"id": team.pk, "name": "1A"}],
        "head": {"seq": 1, "chain": logged.chain},
        "tally": {"event": 3, "cases": {"yorm-bopha": {"authority": 3}}},
    }


def test_a_language_that_is_none_is_english(phone, event):
    assert phone.get(FACTS, {"language": "xx"}).json()["event"]["page"] == "/events/warszawa/"


def test_figures_are_the_ledgers(phone, event, role):
    before = phone.get(FIGURES).json()
    logged = log(event, role, 3)

    after = phone.get(FIGURES).json()

    assert before["head"] == {"seq": 0, "chain": ""}
    assert before["tally"] == {"event": 0, "cases": {"yorm-bopha": {}}}
    assert after["head"] == {"seq": 1, "chain": logged.chain}
    assert after["tally"] == {"event": 3, "cases": {"yorm-bopha": {"authority": 3}}}
    assert after["facts"] == before["facts"] == phone.get(FACTS).json()["facts"]
    assert "witness" not in after


def test_what_did_not_change_is_not_sent_again(phone, event, role):
    log(event, role)
    etag = phone.get(FIGURES)["ETag"]

    same = phone.get(FIGURES, headers={"If-None-Match": etag})
    log(event, role)
    counted = phone.get(FIGURES, headers={"If-None-Match": etag})
    make_team(event, "1A")
    known = phone.get(FIGURES, headers={"If-None-Match": counted["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert (counted.status_code, counted.json()["tally"]["event"]) == (200, 2)
    assert known.status_code == 200
    assert known.json()["facts"] != counted.json()["facts"]


def test_a_witness_learns_what_stands_at_its_place(phone, event, role):
    first, _second = log(event, role), log(event, role)

    def at(place: str):
        return phone.get(FIGURES, {"witness": place}).json().get("witness")

    assert at("1") == {"seq": 1, "chain": first.chain}
    assert at("0") == {"seq": 0, "chain": ""}
    assert at("3") == {"seq": 3, "chain": None}
    assert [at(nonsense) for nonsense in ("", "-1", "x", "9" * 30)] == [None] * 4


def test_strangers_learn_nothing(event):
    for address in (FACTS, FIGURES):
        response = Client().get(address)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
        assert response.json()["protocol"] == "letter-marathon/1"


def test_few_questions_to_the_database(phone, event, role, django_assert_max_num_queries):
    for name in ("1A", "1B"):
        make_team(event, name)
    log(event, role)
    phone.get(FACTS)

    with django_assert_max_num_queries(10):
        phone.get(FACTS, {"witness": "0"})
    with django_assert_max_num_queries(7):
        phone.get(FIGURES, {"witness": "0"})

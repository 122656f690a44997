"""``POST /api/v1/events/<slug>/entries``."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from events.models import Event
from letters.models import Entry, Head
from tests.makers import (
    make_case,
    make_device_role,
    make_event,
    make_opening,
    make_role,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db

KEY = "a device's key"


@pytest.fixture
def event():
    # The clock of an address is the server's: this one is open now.
    event = make_event(slug="warszawa", cases=[make_case(slug="yorm-bopha")], opens=False)
    now = dt.datetime.now(dt.UTC)
    make_opening(event, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1))
    return event


@pytest.fixture
def phone(event) -> Client:
    make_device_role(event, KEY)
    return a_phone(KEY)


def a_phone(key: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies["device"] = key
    client.cookies["csrftoken"] = "c" * 32
    return client


def an_entry(**fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "case": "yorm-bopha",
        "kind": "authority",
        "quantity": 1,
        "written_at": dt.datetime.now(dt.UTC).isoformat(),
        "team": None,
    } | fields


def post(client: Client, *entries: Any, body: Any = None, slug: str = "warszawa", **headers: str):
    content = body if body is not None else json.dumps({"entries": entries})
    return client.post(
        f"/api/v1/events/{slug}/entries",
        content,
        content_type="application/json",
        headers={"X-CSRFToken": "c" * 32} | headers,
    )


def told(response) -> list[str]:
    assert response.status_code == 201, response.content
    return [result.get("code", result["status"]) for result in response.json()["results"]]


def test_entries_are_answered_as_the_contract_says(phone, event):
    good, bad = an_entry(quantity=3), an_entry(case="nobody")

    first = post(phone, good, bad)

    head = Head.objects.get()
    assert first.status_code == 201
    assert first.json() == {
        "protocol": "letter-marathon/1",
        "results": [
            {"id": good["id"], "status": "created"},
            {
                "id": bad["id"],
                "status": "refused",
                "code": "case_not_in_event",
                "message": "This marathon does not write for that case.",
            },
        ],
        "head": {"seq": 1, "chain": head.chain},
        "tally": {"event": 3, "cases": {"yorm-bopha": {"authority": 3}}},
    }
    assert "no-store" in first["Cache-Control"]
    assert told(post(phone, good)) == ["duplicate"]
    assert Entry.objects.get().channel == "tap"


def test_reversal_takes_an_entry_back(phone, event):
    good = an_entry(team=make_team(event).pk)
    undo = {"id": str(uuid.uuid4()), "reverses": good["id"], "written_at": good["written_at"]}

    assert told(post(phone, good, undo, undo)) == ["created", "created", "duplicate"]
    assert Head.objects.get().letters == 0


def test_id_is_answered_as_it_was_sent(phone):
    shouted = an_entry(id=str(uuid.uuid4()).upper())

    results = [post(phone, shouted).json()["results"][0] for _time in range(2)]

    assert results == [
        {"id": shouted["id"], "status": "created"},
        {"id": shouted["id"], "status": "duplicate"},
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": None},
        {"id": 7},
        {"id": "nonsense"},
        {"id": "{12345678-1234-1234-1234-123456789abc}"},
        {"id": "\ud800"},
        {"id": ["x"]},
        {"case": None},
        {"case": 1},
        {"case": {"slug": "x"}},
        {"kind": None},
        {"kind": True},
        {"quantity": None},
        {"quantity": True},
        {"quantity": "3"},
        {"quantity": 3.0},
        {"quantity": float("nan")},
        {"quantity": float("inf")},
        {"quantity": [1]},
        {"team": "1A"},
        {"team": False},
        {"written_at": None},
        {"written_at": 1386000000},
        {"written_at": "yesterday"},
        {"written_at": "2026-12-12T18:00:00"},
        {"written_at": "2026-12-12"},
        {"written_at": "2026-13-12T18:00:00Z"},
        {"written_at": "0001-01-01T00:00:00+14:00"},
        {"written_at": "9999-12-31T23:59:59-12:00"},
        {"written_at": "٢٠٢٦-12-12T18:00:00Z"},
        {"written_at": "2026-12-12T18:00:00+99:00"},
        {"reverses": "nonsense"},
        {"reverses": 0},
    ],
)
def test_malformed_entry_is_refused_alone(phone, fields):
    response = post(phone, an_entry(), an_entry(**fields), an_entry())

    assert told(response) == ["created", "malformed", "created"]
    assert response.json()["results"][1]["message"] == "This entry could not be understood."


@pytest.mark.parametrize("junk", [None, 7, "x", [], [[]], True, {}, {"entries": []}, "\x00"])
def test_entry_that_is_no_entry_is_refused_alone(phone, junk):
    response = post(phone, junk, an_entry())

    assert told(response) == ["malformed", "created"]
    assert response.json()["results"][0]["id"] is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"quantity": 0}, "quantity_out_of_range"),
        ({"quantity": 10_001}, "quantity_out_of_range"),
        ({"quantity": -(10**30)}, "quantity_out_of_range"),
        ({"case": "\x00"}, "case_not_in_event"),
        ({"case": "\ud800"}, "case_not_in_event"),
        ({"kind": "\x00'; DROP TABLE"}, "kind_not_counted"),
        ({"team": 10**30}, "team_not_in_event"),
        ({"team": -1}, "team_not_in_event"),
        ({"written_at": "9999-01-01T00:00:00z"}, "written_at_in_future"),
        ({"reverses": str(uuid.UUID(int=1))}, "reverses_unknown"),
        ({"written_at": "0001-01-01t00:00:00.123456789Z", "more": {"x": []}}, "created"),
    ],
)
def test_strange_entry_is_refused_by_its_code(phone, fields, code):
    assert told(post(phone, an_entry(**fields))) == [code]


def test_entry_of_year_one_does_not_close_the_organisers_page_of_phones(client, phone, event):
    Event.objects.update(time_zone="America/Toronto")
    client.force_login(make_role("organiser", event=event).user)
    hasty = an_entry(quantity=501, written_at="0001-01-01T00:00:00Z")

    assert told(post(phone, hasty)) == ["created"]
    assert told(post(phone, hasty)) == ["duplicate"]

    assert "A phone waits for your word" in client.get("/events/warszawa/phones/").content.decode()


def test_integer_of_thousands_of_digits_is_refused_alone(phone):
    body = json.dumps({"entries": [an_entry(), an_entry(quantity=123321)]}).replace("123321", "9" * 9000)

    assert told(post(phone, body=body)) == ["created", "quantity_out_of_range"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        b"\xff\xfe\x00",
        "[" * 100_000,
        "[]",
        "null",
        "{}",
        '{"entries": null}',
        '{"entries": {}}',
        '{"entries": []}',
        json.dumps({"entries": [None] * 501}),
    ],
)
def test_envelope_that_holds_no_entries_is_refused_with_a_reason(phone, body):
    response = post(phone, body=body)

    problem = response.json()
    assert (response.status_code, problem["protocol"], problem["code"]) == (
        400,
        "letter-marathon/1",
        "malformed",
    )
    assert problem["message"]
    assert not Entry.objects.exists()


def test_body_over_the_limit_is_refused(phone):
    response = post(phone, body='{"entries": ["' + "x" * 2_200_000 + '"]}')

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_form_is_no_batch(phone):
    response = phone.post(
        "/api/v1/events/warszawa/entries", {"entries": "x"}, headers={"X-CSRFToken": "c" * 32}
    )

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


def test_strangers_and_made_up_events_get_the_same_answer(phone, event):
    other = make_event(slug="lodz")
    answers = [
        post(a_phone("another key"), an_entry()),
        post(Client(), an_entry()),
        post(phone, an_entry(), slug=other.slug),
        post(phone, an_entry(), slug="nowhere"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["code"] == "not_found"
    assert answers[0].json()["protocol"] == "letter-marathon/1"


def test_request_without_the_csrf_header_is_refused(phone):
    response = post(phone, an_entry(), **{"X-CSRFToken": "d" * 32})

    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert not Entry.objects.exists()


def test_organiser_with_an_account_may_count(event):
    user = make_user()
    make_role("organiser", user=user, event=event)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.cookies["csrftoken"] = "c" * 32

    assert told(post(client, an_entry())) == ["created"]


def test_revoked_phone_is_a_stranger_on_its_next_request(phone, event):
    assert told(post(phone, an_entry())) == ["created"]
    event.roles.update(revoked_at=dt.datetime.now(dt.UTC))

    assert post(phone, an_entry()).status_code == 404


def test_nothing_but_a_post_is_taken(phone):
    response = phone.get("/api/v1/events/warszawa/entries")

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_locked_database_is_a_503_that_says_when_to_come_back(phone):
    def locked(execute, sql, params, many, context):
        if "letters_head" in sql:
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(locked):
        response = post(phone, an_entry())

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "unavailable"


def test_request_costs_the_same_however_long(phone, django_assert_num_queries):
    post(phone, an_entry())

    # The roles, the event; what the ledger asks is counted there.
    for entries in ([an_entry()], [an_entry() for _ in range(50)]):
        with django_assert_num_queries(6 if connection.vendor == "postgresql" else 16):
            post(phone, *entries)


def test_openapi_tells_of_the_entries(client):
    operation = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/events/{slug}/entries"]["post"]

    assert sorted(operation["responses"]) == ["201", "400", "403", "404", "405", "413", "503"]
    entries = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]["entries"]
    assert (entries["minItems"], entries["maxItems"]) == (1, 500)
    assert operation["security"] == [{"SessionCookie": []}, {"DeviceCookie": []}]


def test_a_writer_is_at_most_a_team_and_a_number(phone, event):
    team = make_team(event, "1A")
    entry = an_entry(team=team.pk, number=12)
    reversal = {"id": str(uuid.uuid4()), "reverses": entry["id"], "written_at": entry["written_at"]}

    assert told(post(phone, entry)) == ["created"]
    assert told(post(phone, entry, entry | {"number": 13}, entry | {"number": None})) == [
        "duplicate",
        "id_reused",
        "id_reused",
    ]
    assert told(post(phone, reversal)) == ["created"]

    assert list(Entry.objects.order_by("seq").values_list("team", "writer_number", "quantity")) == [
        (team.pk, 12, 1),
        (team.pk, 12, -1),
    ]


@pytest.mark.parametrize("number", [0, -1, 10_000, "12", 1.5, True])
def test_a_number_that_is_none_is_malformed(phone, event, number):
    team = make_team(event, "1A")

    assert told(post(phone, an_entry(team=team.pk, number=number), an_entry(number=12))) == ["malformed"] * 2

import time

import pytest
from django.db import OperationalError, connection
from django.test import Client

from events.models import User
from letters import tally
from marathon import numbers, policy
from tests.makers import make_campaign, make_counters, make_event, make_section

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/tally.json",
    "/tally.csv",
    "/tally/c.json",
    "/tally/c.csv",
    "/tally/c/s.json",
    "/tally/c/s.csv",
    "/api/v1/campaigns/c/tally",
]


@pytest.fixture
def event():
    event = make_event(campaign=make_campaign(slug="c"), section=make_section(slug="s"))
    make_counters(event, event.cases.get(), quantity=7)
    return event


def away(*_):
    raise OperationalError("no database")


def test_the_short_way_is_for_addresses_that_anybody_may_read():
    assert {policy.RULES[name] for name in numbers.NAMES} == {policy.Rule(policy.anyone)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_short_way_and_the_long_way_answer_the_same(event, settings, address):
    short = Client().get(address)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "public_numbers" not in name]

    long = Client().get(address)

    assert (short.status_code, short.content, short["ETag"]) == (200, long.content, long["ETag"])
    assert "Content-Language" in long
    assert "Content-Language" not in short


def test_numbers_outlive_the_database(event):
    first = Client().get("/tally.json")
    time.sleep(tally.FRESH_FOR.total_seconds())
    with connection.execute_wrapper(away):
        again = Client().get("/tally.json")

    assert (again.status_code, again.content) == (200, first.content)


def test_without_database_and_copy_it_says_when_to_come_back(event):
    with connection.execute_wrapper(away):
        answer = Client().get("/tally.json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("address", ["/tally/made-up.json", "/tally/c/made-up.csv"])
def test_numbers_that_do_not_exist_are_not_found(event, address):
    assert Client().get(address).status_code == 404


def test_nothing_is_written_where_numbers_are(event):
    assert Client().post("/tally.json").status_code in (403, 405)
    assert Client().delete("/tally.json").status_code == 405


def test_a_head_is_answered_as_a_get(event):
    assert Client().head("/tally.json")["ETag"] == Client().get("/tally.json")["ETag"]


def test_the_numbers_know_nobody_who_is_signed_in(event, django_assert_num_queries):
    client = Client()
    client.force_login(User.objects.create_user("a@example.org"))
    client.get("/tally.json")

    with django_assert_num_queries(0):
        client.get("/tally.json")

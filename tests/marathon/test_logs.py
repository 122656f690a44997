"""What a log tells: what happened and where in the code, never to whom."""

import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import URLPattern, resolve

from marathon import logs
from marathon.policy import RULES

pytestmark = pytest.mark.django_db


def test_host_of_somebody_else_is_refused_in_a_sentence(client, private_log):
    answer = client.get("/why/", headers={"host": "ada@evil.example/secret"})

    assert answer.status_code == 400
    assert b"evil" not in answer.content
    assert "evil" not in private_log.getvalue()
    assert "Traceback" not in private_log.getvalue()


@pytest.fixture
def private_log(settings):
    """What production's console would hold."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.WithoutPersonalFacts())
    handler.setFormatter(logs.Line(tells_messages=False))
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


SECRET = "Aung-San-4711"


def test_log_of_a_404_tells_neither_path_nor_query(client, private_log):
    client.get(f"/{SECRET}/?name={SECRET}")
    client.get(f"/cases/{SECRET.lower()}/?name={SECRET}")

    said = private_log.getvalue()
    assert SECRET.lower() not in said.lower()
    assert "404 GET (no such address)" in said
    assert "404 GET case" in said


def test_log_of_a_fault_tells_the_way_through_the_code_and_no_words(private_log, monkeypatch):
    def break_down(request):
        raise ValueError(f"{request.POST['name']} wrote from {request.get_full_path()}")

    match = resolve("/why/")
    known = URLPattern.resolve

    def lead_astray(self, path):
        found = known(self, path)
        if found is not None and found.url_name == match.url_name:
            found.func = break_down
        return found

    monkeypatch.setattr(URLPattern, "resolve", lead_astray)
    monkeypatch.setitem(RULES, "why", RULES["join"])
    answer = Client(raise_request_exception=False).post(f"/why/?name={SECRET}", {"name": SECRET})

    said = private_log.getvalue()
    assert answer.status_code == 500
    assert SECRET not in said + answer.content.decode()
    assert "ValueError" in said
    assert "500 POST why" in said
    assert "in break_down" in said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /join/?token=abc done", "GET /join/?… done"),
        ("mail to Ada.L@example.org failed", "mail to …@… failed"),
        ("token kD93jfKq0-Xa81nnQpl2Zz used", "token … used"),
        (
            "Task path=marathon.chores.do_chore done",
            "Task path=marathon.chores.do_chore done",
        ),
    ],
)
def test_log_is_cleaned(said, kept):
    assert logs.cleaned(said) == kept


def test_nobody_is_mailed_an_error(settings):
    assert settings.ADMINS == []
    assert all(
        type(handler).__name__ != "AdminEmailHandler" for handler in logging.getLogger("django").handlers
    )

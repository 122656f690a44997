"""Mails are written with the act, sent by the worker, and gone once they are sent."""

import datetime as dt
import smtplib

import pytest
from django.core import mail

from events import mails
from events.models import Mail
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_kind_of_mail(monkeypatch, settings, tmp_path):
    """A kind of mail whose template is the test's own."""
    (tmp_path / "mails").mkdir()
    (tmp_path / "mails" / "hello.txt").write_text(
        '{% extends "mails/base.txt" %}{% block subject %}Hello & {{ name }}{% endblock %}'
        "{% block body %}It is {{ name }}.{% endblock %}{% block next %}Write back.{% endblock %}"
    )
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]},
    ]
    monkeypatch.setitem(mails.SAMPLES, "hello", lambda: {"name": "<Ola>"})


def test_mail_is_plain_text_with_its_first_line_as_subject(settings):
    settings.BASE_URL = "https://letters.example"

    written = mails.written("hello", {"name": "<Ola>"}, language="en")

    assert written.subject == "Hello & <Ola>"
    assert written.body == ("It is <Ola>.\n\nWrite back.\n\n--\nLetter Marathon\nhttps://letters.example\n")


def test_mail_is_sent_once_and_then_gone():
    mails.post("hello", to=make_user("ola@example.org", language="pl"), at=NOW, name="Ola")

    assert [mails.deliver(at=NOW), mails.deliver(at=NOW)] == [1, 0]

    assert [(m.to, m.subject) for m in mail.outbox] == [(["ola@example.org"], "Hello & Ola")]
    assert Mail.objects.count() == 0


def test_mail_waits_where_the_server_is_away_and_is_given_up_in_the_end(monkeypatch):
    def refuse(self):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    mails.post("hello", to="ola@example.org", at=NOW, name="Ola")

    assert mails.deliver(at=NOW) == 0
    assert Mail.objects.get().next_try_at == NOW + dt.timedelta(minutes=1)
    for _ in mails.WAITS:
        mails.deliver(at=NOW + dt.timedelta(days=30))
        Mail.objects.update(next_try_at=NOW)
    assert Mail.objects.count() == 0


def test_address_that_no_mail_can_be_made_for_stops_nobody_behind_it():
    # 60 letters of two bytes are more than a name of the internet holds, and the form takes it all the same.
    mails.post("hello", to=f"ola@{'ą' * 60}.org", at=NOW, name="Ola")
    mails.post("hello", to="ola@example.org", at=NOW, name="Ola")

    assert mails.deliver(at=NOW) == 1

    assert [m.to for m in mail.outbox] == [["ola@example.org"]]
    assert Mail.objects.count() == 0


def test_mail_that_nobody_made_known_is_refused():
    with pytest.raises(KeyError):
        mails.post("made-up", to="ola@example.org", at=NOW)
    assert Mail.objects.count() == 0

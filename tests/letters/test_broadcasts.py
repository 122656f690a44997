"""A mail to many organisers: each once, alone, in their own language."""

import datetime as dt
import uuid

import pytest

from events.models import Mail, Trace
from letters import broadcasts
from letters.models import Broadcast, Report
from tests.makers import (
    NOW,
    make_campaign,
    make_event,
    make_opening,
    make_party,
    make_role,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=1)


@pytest.fixture
def section():
    return make_section(name="Poland")


@pytest.fixture
def campaign():
    return make_campaign()


@pytest.fixture
def event(section, campaign):
    def make(**fields):
        return make_event(**({"section": section, "campaign": campaign, "cases": []} | fields))

    return make


@pytest.fixture
def send(section, campaign):
    by = make_party("coordinator", section=section)

    def act(audience="everyone", **said):
        said = {"subject": "Paper", "words": "It left today.", "key": KEY} | said
        return broadcasts.send(section, campaign, audience=audience, by=by, at=NOW, **said)

    return act


def names(section, campaign, audience, at=NOW):
    return [user.email.split("@")[0] for user in broadcasts.receivers(section, campaign, audience, at=at)]


def organiser(event, name, **fields):
    return make_role("organiser", event=event, user=make_user(f"{name}@example.org"), **fields).user


def test_each_organiser_gets_one_mail_in_their_language(event, send):
    anna = make_user("anna@example.org", language="pl")
    for _ in range(2):
        make_role("organiser", event=event(), user=anna)
    organiser(event(), "bob")

    sent = send()

    assert sent.receivers == 2
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert sorted(mails) == ["anna@example.org", "bob@example.org"]
    assert {mail.subject for mail in mails.values()} == {"Paper"}
    assert mails["bob@example.org"].body.startswith("It left today.\n\nYou read this because you organise")
    assert (mails["anna@example.org"].language, "/pl/me/" in mails["anna@example.org"].body) == ("pl", True)


def test_form_sent_twice_writes_once_and_leaves_one_trace(event, send):
    organiser(event(), "anna")

    assert send() == send(subject="Another")
    assert Mail.objects.count() == 1
    assert list(Trace.objects.values_list("act", "facts")) == [
        ("broadcast", {"people": 1, "audience": "everyone"})
    ]


def test_nobody_there_is_a_sentence_and_keeps_nothing(send):
    with pytest.raises(broadcasts.NobodyThere):
        send()

    assert Broadcast.objects.count() == 0


def test_audiences_are_by_state_and_report(section, campaign, event):
    organiser(event(status="submitted"), "waits")
    organiser(event(status="declined"), "declined")
    organiser(event(), "running")
    over = event(opens=False)
    make_opening(over, starts_at=NOW - dt.timedelta(days=3), ends_at=NOW - dt.timedelta(days=2))
    organiser(over, "late")
    reported = event(opens=False)
    organiser(reported, "reported")
    Report.objects.create(event=reported, status="signed", signed_at=NOW)
    organiser(make_event(campaign=campaign), "elsewhere")
    organiser(event(form="outside"), "outside")
    organiser(event(), "gone", revoked_at=NOW)

    assert names(section, campaign, "everyone") == ["waits", "running", "late", "reported"]
    assert names(section, campaign, "approved") == ["running", "late", "reported"]
    assert names(section, campaign, "missing") == ["late"]
    assert names(section, campaign, "missing", at=NOW + dt.timedelta(days=1)) == ["running", "late"]

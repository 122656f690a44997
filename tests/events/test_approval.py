"""A marathon's way to approval."""

import datetime as dt

import pytest

from events import approval
from events.models import Event, Mail, Remark, Trace, Trust
from events.parties import Party
from tests.makers import (
    NOW,
    make_device_role,
    make_event,
    make_opening,
    make_party,
    make_role,
    make_shift,
    make_user,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def event():
    event = make_event(slug="library", name="Library", status="submitted", opens=False)
    make_opening(event, starts_at=NOW + 24 * HOUR, ends_at=NOW + 48 * HOUR)
    return event


@pytest.fixture
def organiser(event):
    return make_party("organiser", event=event, user=make_user("ola@example.org", language="pl"))


@pytest.fixture
def coordinator(event):
    return make_party("coordinator", section=event.section, user=make_user("jan@example.org"))


def status():
    return Event.objects.get().status


def said():
    return list(Remark.objects.order_by("id").values_list("kind", "words", "by__email"))


def mailed():
    return list(Mail.objects.order_by("id").values_list("name", "to", "language"))


def test_approved_event_is_public_and_its_organisers_read_so(event, organiser, coordinator):
    approval.approve(event, by=coordinator, at=NOW, words=" Lovely! ")

    assert status() == "approved"
    assert said() == [("approved", "Lovely!", "jan@example.org")]
    assert mailed() == [("event_approved", "ola@example.org", "pl")]
    assert "Lovely!" in Mail.objects.get().body
    assert list(Trace.objects.values_list("act", "as_role", "facts")) == [
        ("event_approved", "coordinator", {"status": "approved"})
    ]


def test_approving_twice_is_once(event, organiser, coordinator):
    for _ in range(2):
        approval.approve(event, by=coordinator, at=NOW)

    assert (len(said()), len(mailed())) == (1, 1)


def test_trust_is_given_with_it_and_once(event, organiser, coordinator):
    for _ in range(2):
        approval.approve(event, by=coordinator, at=NOW, trusts=True)

    assert list(Trust.objects.values_list("section", "user")) == [(event.section_id, organiser.user.pk)]
    assert Trace.objects.filter(act="trust_given").count() == 1


def test_question_is_asked_answered_and_decided(event, organiser, coordinator):
    approval.ask(event, words="Is there a lift?", by=coordinator, at=NOW)
    asked = status()
    approval.answer(event, words="Yes, at the back.", by=organiser, at=NOW + HOUR)
    answered = status()
    approval.decline(event, words="Too far.", by=coordinator, at=NOW + 2 * HOUR)

    assert (asked, answered, status()) == ("asked", "submitted", "declined")
    assert said() == [
        ("asked", "Is there a lift?", "jan@example.org"),
        ("answered", "Yes, at the back.", "ola@example.org"),
        ("declined", "Too far.", "jan@example.org"),
    ]
    assert mailed() == [
        ("event_asked", "ola@example.org", "pl"),
        ("event_answered", "jan@example.org", "en"),
        ("event_declined", "ola@example.org", "pl"),
    ]


def test_the_same_words_twice_are_said_once(event, organiser, coordinator):
    for _ in range(2):
        approval.ask(event, words="Is there a lift?", by=coordinator, at=NOW)
    for _ in range(2):
        approval.answer(event, words="Yes.", by=organiser, at=NOW + HOUR)
    for _ in range(2):
        approval.decline(event, words="No.", by=coordinator, at=NOW + 2 * HOUR)

    assert [row[0] for row in said()] == ["asked", "answered", "declined"]


@pytest.mark.parametrize("act", [approval.ask, approval.decline])
def test_without_words_nothing_is_asked_or_declined(event, coordinator, act):
    with pytest.raises(approval.WordsMissing):
        act(event, words="  ", by=coordinator, at=NOW)
    assert status() == "submitted"


@pytest.mark.parametrize("act", [approval.ask, approval.decline])
def test_what_is_decided_is_not_asked_about(event, coordinator, act):
    approval.approve(event, by=coordinator, at=NOW)

    with pytest.raises(approval.AlreadyDecided):
        act(event, words="Wait!", by=coordinator, at=NOW)
    assert status() == "approved"


def test_declined_event_is_not_approved(event, coordinator):
    approval.decline(event, words="No.", by=coordinator, at=NOW)

    with pytest.raises(approval.AlreadyDecided):
        approval.approve(event, by=coordinator, at=NOW)


def test_nobody_answers_what_nobody_asked(event, organiser):
    with pytest.raises(approval.AlreadyDecided):
        approval.answer(event, words="Hello?", by=organiser, at=NOW)


@pytest.mark.parametrize("kind", ["organiser", "stranger", "coordinator"])
def test_only_the_sections_own_coordinators_decide(event, kind):
    other = make_event()
    who = {
        "organiser": lambda: make_role("organiser", event=event).user,
        "coordinator": lambda: make_role("coordinator", section=other.section).user,
        "stranger": make_user,
    }[kind]()

    for act in (approval.approve, approval.ask, approval.decline):
        with pytest.raises(approval.NotYours):
            act(event, words="Mine.", by=Party(who), at=NOW)


class TestCallingOff:
    """It does not take place."""

    def test_everybody_who_has_to_know_is_told(self, event, organiser, coordinator):
        event.status = "approved"
        event.save()
        shift = make_shift(event, starts_at=NOW + 25 * HOUR, ends_at=NOW + 26 * HOUR)
        role = make_device_role(event)
        shift.duties.create(role=role, taken_at=NOW, reminder_email="vol@example.org", reminder_language="pl")

        for _ in range(2):
            approval.cancel(event, words="The roof leaks.", by=organiser, at=NOW)

        assert status() == "cancelled"
        assert said() == [("cancelled", "The roof leaks.", "ola@example.org")]
        assert mailed() == [
            ("event_cancelled", "jan@example.org", "en"),
            ("event_called_off", "vol@example.org", "pl"),
        ]
        assert shift.duties.values_list("reminder_email", "returned_at").get() == ("", NOW)

    def test_what_has_begun_is_reported_instead(self, event, organiser):
        event.status = "approved"
        event.save()

        with pytest.raises(approval.BegunAlready):
            approval.cancel(event, by=organiser, at=NOW + 24 * HOUR)
        assert status() == "approved"

    def test_what_was_counted_before_the_doors_opened_stays(self, event, organiser):
        event.status = "approved"
        event.save()
        event.openings.update(starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)

        with pytest.raises(approval.BegunAlready):
            approval.cancel(event, by=organiser, at=NOW, counted=[1])
        assert status() == "approved"

    def test_stranger_calls_nothing_off(self, event):
        with pytest.raises(approval.NotYours):
            approval.cancel(event, by=Party(make_user()), at=NOW)

"""A signed report is verified or sent back, once, by whoever read that version of it."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Mail, Trace
from events.parties import Party
from letters import ledger, reports, verifying
from letters.models import Entry, Report
from tests.makers import NOW, make_case, make_event, make_party, make_role

pytestmark = pytest.mark.django_db
CELL = ("yorm-bopha", "authority")
AFTER = NOW + dt.timedelta(hours=8)
LATER = AFTER + dt.timedelta(days=1)


@pytest.fixture
def event() -> Event:
    return make_event(slug="library", cases=[make_case(slug="yorm-bopha")])


@pytest.fixture
def organiser(event):
    return make_role("organiser", event=event)


@pytest.fixture
def coordinator(event) -> Party:
    return make_party("coordinator", section=event.section)


@pytest.fixture
def report(event, organiser) -> Report:
    return sign(event, organiser, 7, 0)


def sign(event, organiser, number, version) -> Report:
    return reports.sign(
        event,
        {CELL: reports.Figure(number)},
        version=version,
        writers=None,
        words="",
        role=organiser,
        by=Party(organiser.user),
        at=AFTER,
    )


def verify(report, by, version=1, words="") -> Report:
    return verifying.verify(report, version=version, words=words, by=by, at=LATER)


def send_back(report, by, version=1, words="Is that all?") -> Report:
    return verifying.send_back(report, version=version, words=words, by=by, at=LATER)


def correct(event, organiser, quantity):
    line = ledger.Line(uuid.uuid4(), *CELL, quantity)
    result = ledger.record(event, entries=[line], by=organiser, channel="sheet", at=LATER)
    return result.outcomes[0].code


def test_verified_report_stands_and_its_organisers_are_told(report, event, organiser, coordinator):
    verified = verify(report, coordinator, words="Well done!")
    again = verify(report, coordinator)

    assert (verified.status, verified.answer, verified.answered_by) == (
        "verified",
        "Well done!",
        coordinator.user,
    )
    assert again.answer == "Well done!"
    assert correct(event, organiser, 3) == "event_closed"
    assert Trace.objects.filter(act="report_verified").count() == 1
    mail = Mail.objects.get(name="report_verified")
    assert mail.to == organiser.user.email
    assert "Your 7 letters are part of the result." in mail.body
    assert "Well done!" in mail.body
    assert report.chain in mail.body


def test_report_sent_back_says_what_to_do_and_can_be_signed_again(report, event, organiser, coordinator):
    returned = send_back(report, coordinator)
    send_back(report, coordinator)

    assert (returned.status, returned.answer) == ("returned", "Is that all?")
    mail = Mail.objects.get(name="report_returned")
    assert "Is that all?" in mail.body
    assert "/events/library/report/" in mail.body
    assert sign(event, organiser, 9, 1).status == "signed"
    assert sum(Entry.objects.values_list("quantity", flat=True)) == 9


def test_report_is_not_sent_back_without_words(report, coordinator):
    with pytest.raises(verifying.WordsNeeded):
        send_back(report, coordinator, words="  ")

    assert Report.objects.get().status == "signed"


def test_only_the_version_that_was_read_is_answered(report, event, organiser, coordinator):
    sign(event, organiser, 9, 1)

    with pytest.raises(verifying.SignedAgain):
        verify(report, coordinator)
    with pytest.raises(verifying.SignedAgain):
        send_back(report, coordinator)


def test_report_whose_ledger_moved_since_has_to_be_signed_again(report, event, organiser, coordinator):
    assert correct(event, organiser, 3) == ""

    with pytest.raises(verifying.LedgerMoved):
        verify(report, coordinator)


def test_first_of_two_coordinators_decides(report, coordinator):
    verify(report, coordinator)
    with pytest.raises(verifying.VerifiedAlready):
        send_back(report, coordinator)
    Report.objects.update(status="returned", answer="Hm")
    with pytest.raises(verifying.NotSigned):
        verify(report, coordinator)


def test_administrator_opens_a_verified_report_again(report, event, organiser, coordinator):
    verify(report, coordinator)

    returned = send_back(report, make_party("administrator"))

    assert (returned.status, returned.answer) == ("returned", "Is that all?")
    assert sign(event, organiser, 9, 1).status == "signed"


def test_nothing_is_answered_once_the_result_is_final(report, event, coordinator):
    event.section.participations.create(campaign=event.campaign, final_at=LATER)

    with pytest.raises(verifying.ResultFinal):
        verify(report, coordinator)

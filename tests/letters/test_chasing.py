"""Who did not report is asked three times, kindly, and then left in peace."""

import datetime as dt

import pytest

from events.models import Mail, Trace
from letters import chasing
from letters.models import Report
from tests.makers import NOW, make_campaign, make_counters, make_event, make_report, make_role

pytestmark = pytest.mark.django_db
# When the openings of the makers end.
END = NOW + dt.timedelta(hours=6)


def days(number) -> dt.datetime:
    return END + dt.timedelta(days=number)


@pytest.fixture
def event():
    event = make_event(slug="library", name="Library")
    make_role("organiser", event=event)
    return event


def subjects():
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def test_organiser_is_asked_three_times_each_in_another_tone(event):
    asked = [chasing.chase(at=days(day)) for day in range(40)]

    assert [day for day, number in enumerate(asked) if number] == [3, 10, 21]
    assert subjects() == [
        "How did it go? The report of “Library”",
        "Your letters are missing in the result: “Library”",
        "The last time we ask: “Library”",
    ]
    report = Report.objects.get()
    assert (report.status, report.chased, report.chased_at) == ("missing", 3, days(21))
    assert [(trace.act, trace.as_role) for trace in Trace.objects.all()] == [("report_chased", "worker")] * 3


def test_chore_done_twice_asks_once(event):
    assert [chasing.chase(at=days(3)), chasing.chase(at=days(3))] == [1, 0]


def test_worker_that_stood_still_asks_once_and_then_in_peace(event):
    assert [day for day in range(25, 40) if chasing.chase(at=days(day))] == [25, 28, 31]


def test_mail_says_what_is_logged_and_where_the_report_is(event):
    make_counters(event, event.cases.get(), quantity=1340)

    chasing.chase(at=days(3))

    body = Mail.objects.get().body
    assert "1,340 letters are logged already." in body
    assert "/events/library/report/" in body


def test_mail_where_nothing_is_logged_says_how_quick_it_is(event):
    chasing.chase(at=days(3))

    assert "it takes two minutes" in Mail.objects.get().body


@pytest.mark.parametrize("status", ["signed", "returned", "verified"])
def test_who_has_reported_is_not_asked(event, status):
    make_report(event, status=status)

    assert chasing.chase(at=days(21)) == 0


def test_nobody_is_asked_for_what_was_not_held_here_or_is_over():
    final = make_campaign(is_final=True)
    ended = make_event()
    ended.section.participations.create(campaign=ended.campaign, final_at=NOW)
    events = [
        make_event(status="submitted"),
        make_event(form="outside"),
        make_event(opens=False),
        make_event(campaign=final),
        ended,
    ]
    for event in events:
        make_role("organiser", event=event)

    assert chasing.chase(at=days(4)) == 0
    assert not Report.objects.exists()


def test_result_of_another_section_ends_nothing(event):
    make_event(campaign=event.campaign).section.participations.create(campaign=event.campaign, final_at=NOW)

    assert chasing.chase(at=days(4)) == 1


def test_what_was_held_long_ago_is_let_be(event):
    assert chasing.chase(at=days(60)) == 0


def test_event_without_organisers_is_passed_over():
    make_event()

    assert chasing.chase(at=days(4)) == 0

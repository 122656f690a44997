"""Counting is closed before its time, and opened again."""

import datetime as dt

import pytest

from events.models import Event, Participation, Trace
from events.parties import Party
from letters import closing
from letters.models import Report
from tests.makers import NOW, make_event, make_opening

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=10)


@pytest.fixture
def event():
    return make_event(slug="library")


def closed_at():
    return Event.objects.get(slug="library").closed_at


def acts():
    return list(Trace.objects.order_by("pk").values_list("act", flat=True))


def test_count_is_closed_once_and_opened_once(event):
    closing.close(event, by=Party(), at=NOW)
    closing.close(event, by=Party(), at=LATER)
    first = closed_at()
    for _ in range(2):
        closing.reopen(event, by=Party(), at=LATER)

    assert (first, closed_at(), acts()) == (NOW, None, ["counting_closed", "counting_reopened"])


def test_nothing_is_closed_before_the_doors_open():
    event = make_event(slug="library", opens=False)
    make_opening(event, starts_at=LATER)

    with pytest.raises(closing.StillToOpen):
        closing.close(event, by=Party(), at=NOW)

    assert (closed_at(), acts()) == (None, [])


@pytest.mark.parametrize("status", ["signed", "verified"])
def test_count_stays_closed_once_the_report_is_signed(event, status):
    closing.close(event, by=Party(), at=NOW)
    Report.objects.create(event=event, status=status, signed_at=NOW, answered_at=NOW)

    with pytest.raises(closing.FiguresSigned):
        closing.reopen(event, by=Party(), at=LATER)

    assert closed_at() == NOW


def test_count_stays_closed_once_the_sections_result_is_final(event):
    closing.close(event, by=Party(), at=NOW)
    Participation.objects.create(section=event.section, campaign=event.campaign, final_at=NOW)

    with pytest.raises(closing.ResultFinal):
        closing.reopen(event, by=Party(), at=LATER)

    assert closed_at() == NOW


def test_report_that_was_sent_back_lets_counting_go_on(event):
    closing.close(event, by=Party(), at=NOW)
    Report.objects.create(event=event, status="returned", signed_at=NOW, answered_at=NOW, answer="Really?")

    closing.reopen(event, by=Party(), at=LATER)

    assert closed_at() is None

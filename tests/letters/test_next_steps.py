"""What is next, from facts and an instant."""

import datetime as dt

import pytest

from letters.next_steps import AFTER, BEFORE, DURING, Facts, next_step, phase, steps
from letters.recounts import Checkpoint
from tests.makers import NOW

HOUR = dt.timedelta(hours=1)
OPEN = {"first": NOW - 2 * HOUR, "last": NOW + 5 * HOUR}
TO_COME = {"first": NOW + 48 * HOUR, "last": NOW + 60 * HOUR}
OVER = {"first": NOW - 12 * HOUR, "last": NOW - HOUR}
READY = {"volunteers": 3, "shifts": 2, "sheets": 4}


def next_of(**said):
    facts = Facts(**said)
    step = next_step(steps(facts, NOW), phase(facts, NOW))
    return step and (step.title, step.page)


def states(**said):
    return {step.title: step.state for step in steps(Facts(**said), NOW)}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (OPEN, DURING),
        (TO_COME, BEFORE),
        (OVER, AFTER),
        ({}, BEFORE),
        (OPEN | {"is_closed": True}, AFTER),
        (OPEN | {"status": "submitted"}, BEFORE),
    ],
)
def test_part_of_the_way_follows_the_doors(said, expected):
    assert phase(Facts(**said), NOW) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"status": "draft"}, ("Send it for approval", "event_edit")),
        ({"status": "submitted"}, ("Wait for approval", "event_edit")),
        ({"status": "asked"}, ("Answer the coordinator’s question", "event_edit")),
        ({}, ("Invite volunteers", "invitations")),
        ({"volunteers": 3}, ("Plan shifts", "shift_list")),
        ({"volunteers": 3, "shifts": 2, "free_places": 1}, ("Fill the shifts", "shift_list")),
        ({"volunteers": 3, "shifts": 2}, ("Make and print tally sheets", "sheets")),
        (READY, None),
    ],
)
def test_before_it_is_prepared_step_by_step(said, expected):
    assert next_of(**TO_COME, **said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (READY, ("Count letters", "count")),
        ({}, ("Count letters", "count")),
        ({"recount_waits": True}, ("Look at the recount", "recount")),
        ({"checkpoint": Checkpoint(NOW, True)}, ("Count the piles", "recount")),
        ({"checkpoint": Checkpoint(NOW + HOUR, False)}, ("Count letters", "count")),
        (
            {"held_phones": 1, "recount_waits": True},
            ("1 phone is held back from the public number", "phones"),
        ),
    ],
)
def test_during_what_cannot_wait_comes_first(said, expected):
    assert next_of(**OPEN, **said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"sheets": 3, "untyped": 2}, ("Type 2 paper sheets", "sheets")),
        ({"sheets": 3}, ("Recount all piles", "recount")),
        ({"recount_waits": True}, ("Look at the recount", "recount")),
        ({"counted_at": NOW - HOUR}, ("Post the letters", "post")),
        ({"counted_at": NOW - 5 * HOUR}, ("Recount all piles", "recount")),
        ({"counted_at": NOW, "posted": 40}, ("Sign the report", "report")),
        ({"counted_at": NOW, "posted": 40, "report": "returned"}, ("Look at the report again", "report")),
        ({"posted": 40, "report": "signed", "untyped": 2}, ("Say thank you", "report")),
        ({"posted": 40, "report": "verified"}, ("Say thank you", "report")),
    ],
)
def test_after_the_way_leads_to_thanks(said, expected):
    assert next_of(**OVER, letters=40, **said) == expected


def test_marathon_that_does_not_take_place_has_no_steps():
    assert steps(Facts(status="declined"), NOW) == []
    assert next_of(status="cancelled") is None


def test_whole_way_of_a_marathon_that_is_open():
    assert states(**OPEN, **READY, letters=12) == {
        "Your marathon is approved": "done",
        "3 volunteers joined": "done",
        "Every shift has its people": "done",
        "Make and print tally sheets": "done",
        "Count letters": "now",
        "The paper sheets are typed": "done",
        "Recount all piles": "later",
        "Post the letters": "later",
        "Sign the report": "later",
        "Say thank you": "later",
    }


def test_what_was_not_prepared_is_no_step_any_more_when_the_doors_are_closed():
    assert "Invite volunteers" not in states(**OVER)
    assert "Plan shifts" not in states(**OVER)
    assert "Make and print tally sheets" not in states(**OVER)

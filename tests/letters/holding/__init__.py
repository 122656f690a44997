"""What a phone that is held back does, and what is said of it."""

import datetime as dt
import uuid

from letters import ledger, reckoning
from letters.ledger import Line
from letters.models import Head, Held
from letters.tally.snapshot import facts_of
from tests.makers import NOW

MINUTE = dt.timedelta(minutes=1)


def a_line(quantity=1, *, written_at=NOW, kind="person"):
    return Line(uuid.uuid4(), "yorm-bopha", kind, quantity, written_at=written_at)


def taps(number, *, written_at=NOW):
    return [a_line(written_at=written_at) for _ in range(number)]


def record(role, *lines, channel="tap", at=NOW, event=None):
    event = event or role.event
    result = ledger.record(event, entries=lines, by=role, channel=channel, at=at)
    return [outcome.code or outcome.status for outcome in result.outcomes]


def public(event, at=NOW):
    return facts_of(event.campaign.slug, at=at)["public"]


def reasons(event):
    held = Held.objects.filter(entry__event=event).order_by("entry__seq")
    return list(held.values_list("reason", flat=True))


def numbers(event):
    """What is counted, and what is public."""
    return Head.objects.get(event=event).letters, public(event)["letters"]


def the_ledger_holds():
    return list(reckoning.check(reckoning.Reckoning())) == []

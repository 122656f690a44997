"""What the worker does by itself: each chore once in its span of time, whoever many workers there are."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from events import mails, reminders
from events.models import Mail
from letters import chasing
from marathon import health, retention

log = logging.getLogger(__name__)
DAY, HOUR = 60 * 60 * 24, 60 * 60


@dataclass(frozen=True)
class Chore:
    """Something to do by itself: the act, and how many seconds lie between two times. Safe to do twice."""

    name: str
    every: int
    act: Callable[[dt.datetime], object]


CHORES = (
    Chore("forget", DAY, lambda at: retention.forget(at=at)),
    Chore("chase", DAY, lambda at: chasing.chase(at=at)),
    Chore("remind", HOUR, lambda at: reminders.remind(at=at)),
)


@task()
def do_chore(name: str) -> None:
    """Does one chore of the table; one that a release no longer has is passed over."""
    for chore in CHORES:
        if chore.name == name:
            chore.act(timezone.now())


@task()
def deliver_mails() -> int:
    """Sends the mails that are due."""
    return mails.deliver(at=timezone.now())


def attend(*, at: dt.datetime) -> None:
    """Afterwards the worker is seen to live, and what is due is in the queue, once each."""
    health.beat(at=at)
    for chore in CHORES:
        span = int(at.timestamp() // chore.every)
        # The first worker of the span that gets here adds the mark; the others find it.
        if cache.add(f"chore:{chore.name}:{span}", True, timeout=chore.every * 2):
            do_chore.enqueue(chore.name)
    if Mail.objects.due_at(at).exists():
        deliver_mails.enqueue()

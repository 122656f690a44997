"""What the worker does by itself, once a day whoever many workers there are."""

import datetime as dt
import logging

from django.core.cache import cache
from django.utils import timezone
from django_tasks import task

from marathon import health, retention

log = logging.getLogger(__name__)


@task()
def forget_what_is_over() -> dict[str, int]:
    """Forgets what is beyond its time."""
    return retention.forget(at=timezone.now())


def attend(*, at: dt.datetime) -> None:
    """Afterwards the worker is seen to live, and the day's chores are in the queue, once a day."""
    health.beat(at=at)
    # The first worker of the day that gets here adds the mark; the others find it.
    if cache.add(f"chores:{at.date().isoformat()}", True, timeout=60 * 60 * 48):
        forget_what_is_over.enqueue()

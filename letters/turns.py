"""Writers take turns, so that none of them waits inside the database.

They would queue there anyway: at the event's head, or on SQLite at the whole file, where whoever waits sleeps
longer and longer between two looks, and is overtaken. Nothing depends on the turns but the time it takes.
"""

import fcntl
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection

_turns: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)
# SQLite has one writer at a time, whatever the event.
_WHOLE_FILE = 0


@contextmanager
def turn(event_id: int) -> Iterator[None]:
    """One writer at a time, unless it has begun a transaction and holds locks of the database already."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _turns[_WHOLE_FILE], _turn_of_processes():
            yield
    else:
        with _turns[event_id]:
            yield


@contextmanager
def _turn_of_processes() -> Iterator[None]:
    door = None
    # A disk that takes no new file is for the database to complain about.
    with suppress(OSError):
        if not connection.is_in_memory_db():  # type: ignore[attr-defined]
            door = open(f"{connection.settings_dict['NAME']}-turn", "ab")  # noqa: SIM115
    if door is None:
        yield
        return
    with door:
        # Ends with the file, and with a process that dies.
        fcntl.flock(door, fcntl.LOCK_EX)
        yield

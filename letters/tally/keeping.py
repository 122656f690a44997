"""Keeping what many read and few change: made once for all who ask, however many ask at once.

A copy is looked for in this process, then in the cache that all processes share, and only then made anew, by
one of all who ask; the others meanwhile get the copy before it. Where the database or the cache is away, the
last good copy is given for up to a day.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
GOOD_FOR = dt.timedelta(days=1)
# Machines' clocks may differ by this much; a clock put back by more makes a copy old at once.
CLOCKS_DIFFER = dt.timedelta(minutes=1)
# How soon to look again while another process makes the new copy.
SOON = dt.timedelta(milliseconds=200)
# A process that died while making is waited for no longer than this.
LONGEST_MAKING = 20
PATIENCE = 5.0
AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class _Copy(Generic[Kept]):
    """A copy, when it was made, and until when nobody looks for a newer one."""

    value: Kept
    made_at: dt.datetime
    rests_until: dt.datetime

    def rests(self, at: dt.datetime) -> bool:
        """Whether it is given without looking further. A clock put back does not stretch it."""
        return self.made_at - CLOCKS_DIFFER < at < self.rests_until

    def is_good(self, at: dt.datetime) -> bool:
        """Whether it may still be given while there is nothing newer."""
        return abs(at - self.made_at) < GOOD_FOR


class Keeper(Generic[Kept]):
    """Keeps copies by key. What processes share is plain data; ``load`` turns it into what readers get."""

    def __init__(self, name: str, *, load: Callable[[Any], Kept], fresh_for: dt.timedelta) -> None:
        self.name = name
        self.load = load
        self.fresh_for = fresh_for
        self._copies: dict[str, _Copy[Kept]] = {}
        # A fixed number of locks: strangers who ask for made-up keys cannot make it grow.
        self._locks = [threading.Lock() for _ in range(32)]

    def forget(self) -> None:
        """Afterwards this process holds no copy; the shared cache still may."""
        self._copies.clear()

    def get(self, key: str, make: Callable[[], Any], *, at: dt.datetime) -> Kept:
        """The copy of the key, at most ``fresh_for`` old while all is well.

        Raises what ``make`` raises, except that a database that is away brings the last good copy where there
        is one.
        """
        copy = self._copies.get(key)
        if copy is not None and copy.rests(at):
            return copy.value
        lock = self._locks[hash(key) % len(self._locks)]
        if copy is not None and copy.is_good(at):
            if not lock.acquire(blocking=False):
                return copy.value
        else:
            lock.acquire()
        try:
            return self._renewed(key, make, at)
        finally:
            lock.release()

    def _renewed(self, key: str, make: Callable[[], Any], at: dt.datetime) -> Kept:
        """What the shared cache, or else a making, brings. One thread a key comes here at a time."""
        copy = self._copies.get(key)
        if copy is not None and copy.rests(at):
            return copy.value
        try:
            copy = self._shared(key, at) or copy
            if copy is None or not copy.rests(at):
                copy = self._made(key, make, at, copy)
        except AWAY as error:
            if copy is None or not copy.is_good(at):
                raise
            log.warning("The last good copy of %s is given: %s", self.name, type(error).__name__)
            copy = _Copy(copy.value, copy.made_at, at + self.fresh_for)
        self._copies[key] = copy
        return copy.value

    def _made(
        self, key: str, make: Callable[[], Any], at: dt.datetime, older: _Copy[Kept] | None
    ) -> _Copy[Kept]:
        """A new copy, or the older one for a moment while another process makes it."""
        if not self._may_make(key):
            if older is not None and older.is_good(at):
                return _Copy(older.value, older.made_at, at + SOON)
            awaited = self._awaited(key, at)
            if awaited is not None:
                return awaited
        try:
            facts = make()
            self._share(key, facts, at)
        finally:
            self._done(key)
        return self._copy(facts, at)

    def _copy(self, facts: Any, made_at: dt.datetime) -> _Copy[Kept]:
        return _Copy(self.load(facts), made_at, made_at + self.fresh_for)

    def _awaited(self, key: str, at: dt.datetime) -> _Copy[Kept] | None:
        """What another process makes, or None where it does not come in time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            time.sleep(0.05)
            copy = self._shared(key, at)
            if copy is not None:
                return copy
        return None

    # The shared cache may be away, and may be the database itself: every door to it survives that.

    def _shared(self, key: str, at: dt.datetime) -> _Copy[Kept] | None:
        try:
            found = cache.get(f"{self.name}:{key}")
            copy = self._copy(found[1], found[0]) if found else None
        except Exception as error:  # of any cache's own kind; what is made anew needs no cache
            log.warning("The cache is away: %s", type(error).__name__)
            return None
        return copy if copy is not None and copy.is_good(at) else None

    def _share(self, key: str, facts: Any, at: dt.datetime) -> None:
        try:
            cache.set(f"{self.name}:{key}", (at, facts), GOOD_FOR.total_seconds())
        except Exception as error:
            log.warning("The cache is away: %s", type(error).__name__)

    def _may_make(self, key: str) -> bool:
        try:
            return cache.add(f"{self.name}:{key}:making", 1, LONGEST_MAKING)
        except Exception as error:
            log.warning("The cache is away: %s", type(error).__name__)
            return True

    def _done(self, key: str) -> None:
        try:
            cache.delete(f"{self.name}:{key}:making")
        except Exception as error:
            log.warning("The cache is away: %s", type(error).__name__)

import datetime as dt
import threading
import time

import pytest
from django.core.cache import caches
from django.db import OperationalError

from letters.tally import keeping
from letters.tally.keeping import Keeper
from tests.makers import NOW

SECOND = dt.timedelta(seconds=1)


class BrokenCache:
    """A cache whose machine is away."""

    def __getattr__(self, name):
        raise ConnectionError("no route")


@pytest.fixture(autouse=True)
def shared(settings, monkeypatch):
    """A cache of this process's memory: the database's own needs the test's one connection."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "keeping"}
    }
    caches["default"].clear()
    return caches["default"]


def keeper(name="numbers"):
    return Keeper(name, load=str, fresh_for=2 * SECOND)


def away():
    raise OperationalError("no database")


def test_a_fresh_copy_is_given_without_making_another():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    assert numbers.get("a", lambda: 2, at=NOW + SECOND) == "1"


def test_after_two_seconds_it_is_made_anew():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    assert numbers.get("a", lambda: 2, at=NOW + 2 * SECOND) == "2"


def test_each_key_has_its_own_copy():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    assert numbers.get("b", lambda: 2, at=NOW) == "2"


def test_another_process_takes_the_copy_from_the_shared_cache():
    keeper().get("a", lambda: 1, at=NOW)

    assert keeper().get("a", lambda: 2, at=NOW + SECOND) == "1"


def test_twenty_threads_at_expiry_make_one_copy_and_none_of_them_waits():
    numbers = keeper()
    numbers.get("a", lambda: "old", at=NOW)
    made, got, began = [], [], threading.Event()

    def slow():
        made.append(1)
        began.set()
        time.sleep(0.5)
        return "new"

    later = NOW + 3 * SECOND
    first = threading.Thread(target=lambda: numbers.get("a", slow, at=later))
    first.start()
    began.wait()
    others = [
        threading.Thread(target=lambda: got.append(numbers.get("a", slow, at=later))) for _ in range(19)
    ]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()
    assert first.is_alive()
    first.join()

    assert (len(made), got) == (1, ["old"] * 19)
    assert numbers.get("a", slow, at=later) == "new"


def test_twenty_threads_without_any_copy_make_one_and_share_it():
    numbers, made, got = keeper(), [], []

    def slow():
        made.append(1)
        time.sleep(0.2)
        return "new"

    threads = [threading.Thread(target=lambda: got.append(numbers.get("a", slow, at=NOW))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), got) == (1, ["new"] * 20)


def test_while_another_process_makes_it_the_older_copy_is_given(shared):
    keeper().get("a", lambda: 1, at=NOW)
    shared.add("numbers:a:making", 1, 20)

    assert keeper().get("a", lambda: 2, at=NOW + 5 * SECOND) == "1"


def test_a_process_that_died_while_making_is_not_waited_for_for_ever(shared, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.1)
    shared.add("numbers:a:making", 1, 20)

    assert keeper().get("a", lambda: 2, at=NOW) == "2"


def test_the_last_good_copy_is_given_for_a_day_while_the_database_is_away():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    assert numbers.get("a", away, at=NOW + dt.timedelta(hours=23)) == "1"


def test_a_copy_of_the_day_before_yesterday_is_not_given():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    with pytest.raises(OperationalError):
        numbers.get("a", away, at=NOW + dt.timedelta(hours=25))


def test_a_database_away_is_asked_once_in_two_seconds():
    numbers, asked = keeper(), []
    numbers.get("a", lambda: 1, at=NOW)

    def counted_away():
        asked.append(1)
        away()

    for n in range(8):
        numbers.get("a", counted_away, at=NOW + 10 * SECOND + n * SECOND / 4)

    assert len(asked) == 1


def test_without_its_cache_it_still_makes_copies(monkeypatch):
    monkeypatch.setattr(keeping, "cache", BrokenCache())
    numbers = keeper()

    assert [numbers.get("a", lambda n=n: n, at=NOW + n * SECOND) for n in range(4)] == ["0", "0", "2", "2"]


def test_what_making_raises_is_raised_and_leaves_no_lock():
    numbers = keeper()
    with pytest.raises(LookupError):
        numbers.get("a", lambda: {}["unknown"], at=NOW)

    assert numbers.get("a", lambda: 1, at=NOW) == "1"


def test_a_clock_put_back_makes_a_copy_old():
    numbers = keeper()
    numbers.get("a", lambda: 1, at=NOW)

    assert numbers.get("a", lambda: 2, at=NOW - dt.timedelta(hours=30)) == "2"

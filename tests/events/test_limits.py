import datetime as dt

import pytest

from events import limits
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def tries(number, *, key="a", at=NOW):
    return [limits.exceeded("door", key, 3, 60, at=at) for _ in range(number)]


def test_three_tries_a_minute_are_three():
    assert tries(5) == [False, False, False, True, True]


def test_each_key_has_its_own_tries():
    tries(5)

    assert tries(1, key="b") == [False]


def test_the_next_minute_begins_anew():
    tries(5)

    assert tries(1, at=NOW + dt.timedelta(minutes=1)) == [False]


def test_looking_counts_nothing():
    seen = [limits.is_reached("door", "a", 1, 60, at=NOW) for _ in range(3)]

    assert seen == [False, False, False]


def test_the_cache_sees_no_address(keys_in_cache):
    limits.exceeded("door", "192.0.2.7", 3, 60, at=NOW)

    assert [("192.0.2.7" in key) for key in keys_in_cache() if ":door:" in key] == [False]


@pytest.mark.parametrize(
    ("trusts", "remote", "forwarded", "address"),
    [
        (False, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (True, "127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (False, "::ffff:192.0.2.7", "", "192.0.2.7"),
        (False, "", "", "nowhere"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(rf, settings, trusts, remote, forwarded, address):
    settings.TRUSTS_PROXY = trusts
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert limits.address_of(request) == address

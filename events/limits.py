"""Limits on what strangers can do, counted in the cache that all processes share.

At a marathon a whole venue shares one address: limits by address are generous, those by device are not.
"""

import datetime as dt
import hashlib
import ipaddress
import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

log = logging.getLogger(__name__)


def exceeded(name: str, key: str, most: int, seconds: int, *, at: dt.datetime | None = None) -> bool:
    """Counts one more try of the key; True once there are more than ``most`` in a span of ``seconds``.

    Where the cache is away nobody is held up: people at a table matter more than a count of tries.
    """
    place = _place(name, key, seconds, at)
    try:
        return not cache.add(place, 1, seconds) and _one_more(place, seconds) > most
    except Exception as error:  # of any cache's own kind
        log.warning("The cache is away: %s", type(error).__name__)
        return False


def is_reached(name: str, key: str, most: int, seconds: int, *, at: dt.datetime | None = None) -> bool:
    """Whether the key has had its ``most`` tries in this span. Counts nothing."""
    try:
        return int(cache.get(_place(name, key, seconds, at), 0)) >= most
    except Exception as error:
        log.warning("The cache is away: %s", type(error).__name__)
        return False


def address_of(request: HttpRequest) -> str:
    """The network that the request comes from: an IPv4 address, or the /64 that one household has in IPv6."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTS_PROXY:
        # What stands last was written by our own proxy; whatever stands before it, anybody may have made up.
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "nowhere"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _one_more(place: str, seconds: int) -> int:
    try:
        tries = cache.incr(place)
    except ValueError:  # it ended between the two calls
        cache.set(place, 1, seconds)
        return 1
    # The database's cache gives what it counts five minutes, whatever it had.
    cache.touch(place, seconds)
    return tries


def _place(name: str, key: str, seconds: int, at: dt.datetime | None) -> str:
    """Where the tries are counted. The key may be an address or a secret: the cache sees a hash alone."""
    span = int((at or timezone.now()).timestamp() // seconds)
    digest = hashlib.sha256(f"{settings.SECRET_KEY}{name}\0{key}".encode()).hexdigest()[:32]
    return f"limit:{name}:{seconds}:{span}:{digest}"

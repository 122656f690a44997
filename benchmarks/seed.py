"""Fills an empty database for a storm or a measurement: two events, open now, and a phone a client.

Run as ``python -m benchmarks.seed PHONES`` in the environment of the server.
"""

import datetime as dt
import os
import sys

EVENTS = ("one", "two")
CASES = tuple(f"case-of-the-storm-{n}" for n in range(4))
KINDS = ("authority", "person", "petition")


def key_of(phone: int) -> str:
    """What the device cookie of a phone holds."""
    return f"phone {phone}"


def main() -> None:
    """Make the rows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marathon.settings")
    import django

    django.setup()
    from tests.makers import make_campaign, make_case, make_device_role, make_event, make_opening

    now = dt.datetime.now(dt.UTC)
    campaign = make_campaign()
    cases = [make_case(slug=slug) for slug in CASES]
    for slug in EVENTS:
        # At the first event phones that no hand can follow are let be; at the second they are held back.
        limits = {"pace_limit": 1_000_000, "device_limit": 1_000_000_000} if slug == EVENTS[0] else {}
        of = {"campaign": campaign, "cases": cases, "kinds": list(KINDS)}
        event = make_event(slug=slug, opens=False, **of, **limits)
        make_opening(event, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(days=1))
        for phone in range(int(sys.argv[1])):
            make_device_role(event, key_of(phone))


if __name__ == "__main__":
    main()

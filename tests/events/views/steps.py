"""The steps of registering, as somebody types them."""

import datetime as dt
import re

from django.utils import timezone

from tests.pages import source_of

NEW = "/events/new/"


DAY = dt.timedelta(days=1)


PLACE = {"key": "a", "name": "School 12", "town": "Łódź", "country": "PL", "is_step_free": "yes"}


def step(client, name, data, **extra):
    return client.post(f"{NEW}?step={name}", data, **extra)


def tomorrow(hour=18):
    return f"{timezone.localdate() + DAY:%Y-%m-%d}T{hour:02d}:00"


def window(**typed):
    return {
        "key": "b",
        "place": "a",
        "starts_at": tomorrow(),
        "ends_at": tomorrow(22),
        "audience": "everyone",
    } | typed


def say_everything(client, case):
    step(client, "who", {"name": "Night of letters", "your_name": "Ola"})
    step(client, "where", PLACE)
    step(client, "when", window())
    step(client, "how", {"youngest_age": "12", "goal": "300", "languages": ["pl", "uk"], "about": "Tea."})
    step(client, "cases", {"cases": [case.pk]})


def key_in(page):
    return re.search(r'name="key" value="([0-9a-f-]{36})"', source_of(page))[1]

"""Calendars that calendars can read."""

import datetime as dt

import pytest

from events.calendars import calendar
from tests.makers import NOW, make_event, make_opening, make_venue

pytestmark = pytest.mark.django_db


def lines_of(content):
    """The lines of a calendar, unfolded."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_opening_becomes_an_event_in_utc():
    event = make_event(slug="library", name="Tea; cake, and \\ more\nnow", opens=False)
    opening = make_opening(event, starts_at=NOW, ends_at=NOW + dt.timedelta(hours=2))

    content = calendar([opening], name="All", address="https://letters.example", at=NOW)

    assert lines_of(content) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Letter Marathon//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:All",
        "BEGIN:VEVENT",
        f"UID:opening-{opening.pk}@letters.example",
        "DTSTAMP:20261212T180000Z",
        "DTSTART:20261212T180000Z",
        "DTEND:20261212T200000Z",
        "SUMMARY:Tea\\; cake\\, and \\\\ more\\nnow",
        "LOCATION:The library\\, ul. Przykładowa 1\\, Warszawa",
        "URL:https://letters.example/events/library/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_lines_are_folded_without_cutting_a_character():
    opening = make_opening(make_event(name="Żółć " * 30, opens=False))

    content = calendar([opening], name="x", address="https://x.example", at=NOW)

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert f"SUMMARY:{'Żółć ' * 30}" in lines_of(content)


def test_closed_venue_shows_its_town_only():
    venue = make_venue(is_closed=True, name="Flat", address="Secret 7")
    opening = make_opening(make_event(opens=False), venue=venue)

    content = calendar([opening], name="x", address="https://x.example", at=NOW)

    assert [line for line in lines_of(content) if line.startswith("LOCATION")] == ["LOCATION:Warszawa"]


def test_carriage_return_in_a_name_adds_no_line():
    opening = make_opening(make_event(opens=False))
    # PostgreSQL would not keep the NUL; SQLite would.
    opening.event.name = "One\r\nATTACH:http://evil.example\x00\x1f"

    content = calendar([opening], name="x", address="https://x.example", at=NOW)

    assert "SUMMARY:One\\nATTACH:http://evil.example" in lines_of(content)

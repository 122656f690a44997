"""Openings as iCalendar (RFC 5545): escaped, folded, times in UTC, closed venues by their town alone."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from events.models import Opening

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar(openings: Iterable[Opening], *, name: str, address: str, at: dt.datetime) -> bytes:
    """A calendar of the openings, with their events and venues read.

    ``address`` is the site's, such as ``https://letters.example``; ``at`` is when the file was made.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Letter Marathon//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for opening in openings:
        lines += _event(opening, address=address, at=at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(opening: Opening, *, address: str, at: dt.datetime) -> list[str]:
    host = urlsplit(address).hostname or "letter-marathon"
    return [
        "BEGIN:VEVENT",
        f"UID:opening-{opening.pk}@{host}",
        f"DTSTAMP:{_instant(at)}",
        f"DTSTART:{_instant(opening.starts_at)}",
        f"DTEND:{_instant(opening.ends_at)}",
        f"SUMMARY:{_escaped(opening.event.name)}",
        f"LOCATION:{_escaped(', '.join(opening.venue.public_address))}",
        f"URL:{address}/events/{opening.event.slug}/",
        "END:VEVENT",
    ]


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Text as a value: what has a meaning in the format is escaped, control characters are dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _CONTROL.sub("", text)


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes, the further ones led by a blank. No character is cut in two."""
    part, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part

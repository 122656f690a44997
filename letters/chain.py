"""The chain that ties each entry of an event to the one before it.

Anybody who has an event's entries can verify it. The chain value of an entry is the SHA-256, in 64 lower-case
hexadecimal digits, of the UTF-8 bytes of

    the chain value of the entry before it (nothing for the first one)
    followed by one JSON object

whose keys are sorted, without blanks after ``,`` and ``:``, everything beyond ASCII escaped, of these fields:

    seq          the number within the event, from 1, without gaps
    id           the entry's UUID, lower-case with hyphens
    event, case  their numbers in the database (addresses may be corrected, numbers may not)
    kind, channel, quantity
    reverses     the UUID of the entry that is taken back, or null
    team         the team's number, or null
    written_at, recorded_at, hour    UTC, as 2026-12-12T18:00:00.000000+00:00
    day          as 2026-12-12

The device is left out: its pseudonym is forgotten one day, and the chain has to hold without it. So is the
writer's number in the team, which could lead to a person.
"""

import datetime as dt
import hashlib
import json
from typing import Any

FIELDS = (
    "seq",
    "id",
    "event_id",
    "case_id",
    "kind",
    "channel",
    "quantity",
    "reverses_id",
    "team_id",
    "written_at",
    "recorded_at",
    "hour",
    "day",
)


def canonical(fields: dict[str, Any]) -> str:
    """The entry's fields as the one JSON text that everybody hashes alike."""
    return json.dumps(
        {name.removesuffix("_id"): _plain(fields[name]) for name in FIELDS},
        sort_keys=True,
        separators=(",", ":"),
    )


def link(previous: str, fields: dict[str, Any]) -> str:
    """The chain value of an entry with these ``FIELDS`` that follows ``previous``."""
    return hashlib.sha256((previous + canonical(fields)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, int):
        return value
    return str(value)

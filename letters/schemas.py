"""What goes over the wire between a counter and the ledger, and how a stranger's JSON becomes lines."""

import datetime as dt
import json
import re
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from cases.problems import Protocol
from letters.ledger import Line
from letters.models.entry import LARGEST, LARGEST_NUMBER

MOST_ENTRIES = 500
# A clock whose battery died says 1970. What claims to be from long before counts as from here: year 1 has no
# place on clocks west of Greenwich, and would close the page on which organisers look at the phone.
EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)  # RFC 3339
_LONGEST_INTEGER = 18


class NewEntry(Schema):
    """So many letters of one kind for one case."""

    id: Annotated[uuid.UUID, Field(description="Made by the client. Sent again, it counts once.")]
    case: Annotated[str, Field(description="The slug of one of the event's cases.")]
    kind: Annotated[str, Field(description="One of the kinds the event counts.")]
    quantity: Annotated[int, Field(ge=1, le=LARGEST)]
    written_at: Annotated[dt.datetime, Field(description="By the client's clock, with its offset.")]
    team: Annotated[int | None, Field(description="The number of one of the event's teams.")] = None
    number: Annotated[
        int | None, Field(ge=1, le=LARGEST_NUMBER, description="The writer's number in the team.")
    ] = None


class Reversal(Schema):
    """Takes one entry back."""

    id: uuid.UUID
    reverses: Annotated[uuid.UUID, Field(description="The id of the entry that was a mistake.")]
    written_at: dt.datetime


class Batch(Schema):
    """Entries, each of which stands alone. Unknown keys are ignored."""

    entries: Annotated[list[NewEntry | Reversal], Field(min_length=1, max_length=MOST_ENTRIES)]


class EntryResult(Schema):
    """What became of one entry. A client forgets it at ``created`` and at ``duplicate`` only."""

    id: Annotated[str | None, Field(description="As it was sent; null where that was no UUID.")]
    status: Literal["created", "duplicate", "refused"]
    code: str | None = None
    message: str | None = None


class LedgerHead(Schema):
    """The end of the event's ledger."""

    seq: int
    chain: str


class EventTally(Schema):
    """What the event has counted."""

    event: Annotated[int, Field(description="Letters, other actions left out.")]
    cases: dict[str, dict[str, int]]


class Answer(Schema):
    """The results in the order of the entries, after the commit."""

    protocol: Protocol
    results: list[EntryResult]
    head: LedgerHead
    tally: EventTally


class NotUnderstood(Exception):
    """The envelope is no list of entries. Says where."""


class EntryNotUnderstood(Exception):
    """One entry is malformed. The others are none the worse for it."""


def read_batch(body: bytes) -> list[Any]:
    """The raw entries of a request's body. Raises NotUnderstood where there is no list of 1 to 500."""
    try:
        # Python refuses to read integers of thousands of digits, and one such must not spoil the batch.
        envelope = json.loads(body, parse_int=lambda digits: int(digits[: _LONGEST_INTEGER + 1]))
    except (ValueError, RecursionError):
        raise NotUnderstood("The request is not JSON.") from None
    if not isinstance(envelope, dict):
        raise NotUnderstood('The request has to be an object, {"entries": […]}.')
    entries = envelope.get("entries")
    if not isinstance(entries, list):
        raise NotUnderstood("“entries” has to be a list.")
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise NotUnderstood(f"“entries” has to hold 1 to {MOST_ENTRIES} entries.")
    return entries


def read_entry(raw: Any) -> Line:
    """One raw entry as a line. Raises EntryNotUnderstood where a value is missing or of another type."""
    if not isinstance(raw, dict):
        raise EntryNotUnderstood
    id_, written_at = _uuid(raw.get("id")), _instant(raw.get("written_at"))
    if raw.get("reverses") is not None:
        return Line(id=id_, reverses=_uuid(raw["reverses"]), written_at=written_at)
    case, kind, quantity, team = (raw.get(name) for name in ("case", "kind", "quantity", "team"))
    if not isinstance(case, str) or not isinstance(kind, str) or not _is_whole(quantity):
        raise EntryNotUnderstood
    if team is not None and not _is_whole(team):
        raise EntryNotUnderstood
    number = _number(raw.get("number"), team)
    return Line(
        id=id_,
        case=case,
        kind=kind,
        quantity=quantity or 0,
        team=team,
        number=number,
        written_at=written_at,
    )


def _number(sent: Any, team: Any) -> int | None:
    """The writer's number, which says nothing without a team."""
    if sent is None:
        return None
    if team is None or not _is_whole(sent) or not 1 <= sent <= LARGEST_NUMBER:
        raise EntryNotUnderstood
    return int(sent)


def id_as_sent(raw: Any) -> str | None:
    """The id that names an entry in the answer, spelled as it came; None where it is no UUID."""
    sent = raw.get("id") if isinstance(raw, dict) else None
    return sent if isinstance(sent, str) and _UUID.fullmatch(sent) else None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _uuid(value: Any) -> uuid.UUID:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise EntryNotUnderstood
    return uuid.UUID(value)


def _instant(value: Any) -> dt.datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise EntryNotUnderstood
    try:
        instant = dt.datetime.fromisoformat(value.upper()).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise EntryNotUnderstood from None
    return max(instant, EARLIEST)

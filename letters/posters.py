"""The poster: what, when and where, with a code that opens the marathon's page."""

from collections.abc import Sequence
from typing import Any

from cases.addresses import whole_address
from cases.models import Case
from cases.telling import named
from events.models import Event, Opening
from letters import paper

# So many openings and stories can be read from across a street.
OPENINGS, CASES = 4, 3


def poster_of(event: Event, cases: Sequence[Case], openings: Sequence[Opening]) -> dict[str, Any]:
    """What stands on it: what the public page says, of a closed place the town alone."""
    address = whole_address("event", event.slug)
    return {
        "event": event,
        "campaign": named(event.campaign),
        "openings": openings[:OPENINGS],
        "cases": cases[:CASES],
        "more": max(len(cases) - CASES, 0),
        "address": address,
        "code": paper.qr(address),
    }

"""The poster: what, when and where, with a code that opens the marathon's page."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from cases.languages import page_language
from cases.models import Case
from events.models import Event
from letters import paper

# So many openings and stories can be read from across a street.
OPENINGS, CASES = 4, 3


def poster_of(event: Event, cases: list[Case]) -> dict[str, Any]:
    """What stands on it: what the public page says, of a closed place the town alone."""
    address = f"{settings.BASE_URL}{reverse('event', args=[event.slug])}"
    event.campaign.set_current_language(page_language())
    return {
        "event": event,
        "openings": event.openings.select_related("venue")[:OPENINGS],
        "cases": cases[:CASES],
        "more": max(len(cases) - CASES, 0),
        "address": address,
        "code": paper.qr(address),
    }

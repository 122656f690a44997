"""The poster: what, when and where, to hang on a door, with a code that opens the marathon's page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from events.views.finding import event_or_404
from letters import paper
from letters.table import cases_of

# So many openings and stories can be read from across a street.
OPENINGS, CASES = 4, 3


def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print. It says what the public page says: of a closed place the town alone."""
    event = event_or_404(request, slug)
    address = f"{settings.BASE_URL}{reverse('event', args=[slug])}"
    cases = cases_of(event)
    context = {
        "event": event,
        "openings": event.openings.select_related("venue")[:OPENINGS],
        "cases": cases[:CASES],
        "more": max(len(cases) - CASES, 0),
        "address": address,
        "code": paper.qr(address),
    }
    return render(request, "letters/poster.html", context)

"""The poster as a page to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.views.finding import event_or_404
from letters.posters import poster_of
from letters.table import cases_of


def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print. It says what the public page says: of a closed place the town alone."""
    event = event_or_404(request, slug)
    openings = list(event.openings.select_related("venue"))
    return render(request, "letters/poster.html", poster_of(event, cases_of(event), openings))

"""A page for parents of pupils who write: what happens, for whom, and what is kept of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.models import Opening
from events.views.finding import event_or_404
from letters.table import cases_of


def parents_note(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print, with the stories that are told to the youngest who are expected."""
    event = event_or_404(request, slug)
    cases, age = cases_of(event), event.youngest_age
    openings = event.openings.filter(audience=Opening.Audience.PUPILS).select_related("venue")
    context = {
        "event": event,
        "openings": openings[:6],
        "age": age,
        "cases": [case for case in cases if age is None or case.youngest_age <= age],
        "older": [case for case in cases if age is not None and case.youngest_age > age],
    }
    return render(request, "letters/parents_note.html", context)

"""The desk of a section: what waits, and its marathons with their figures."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from events import tracks, years
from events.models import Event, Section, Trace
from events.views.finding import section_or_404
from letters import atlas, places
from letters.models import Intake

LATEST = 6


def section(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a coordinator, and the figures of a campaign."""
    found, at = section_or_404(request, slug), timezone.now()
    chosen = years.of(found, request.GET, on=timezone.localdate(at, found.zone))
    events = places.of(found, chosen.campaign) if chosen.campaign else Event.objects.none()
    context = {
        "section": found,
        "zone": found.zone,
        "years": chosen,
        "standing": places.standing(events),
        "waiting": places.waiting(events),
        "intakes": _undecided(found),
        "steps": [tracks.told(trace) for trace in _latest(found)],
    }
    return render(request, "letters/section.html", context)


def _undecided(found: Section) -> list[Intake]:
    """The files that were brought in and wait for somebody."""
    waits = (Intake.Status.READING, Intake.Status.FAULTY, Intake.Status.READ, Intake.Status.TAKING)
    return list(
        Intake.objects.filter(section=found, status__in=waits).defer("content", "rows", "faults")[:10]
    )


def _latest(found: Section) -> QuerySet[Trace]:
    return Trace.objects.filter(section=found).select_related("event", "by").order_by("-at", "-id")[:LATEST]


def section_events(request: HttpRequest, slug: str) -> HttpResponse:
    """All marathons of the section in a campaign, with state and figures."""
    found, at = section_or_404(request, slug), timezone.now()
    chosen = years.of(found, request.GET, on=timezone.localdate(at, found.zone))
    context: dict[str, Any] = {"section": found, "years": chosen, "places": None}
    if chosen.campaign:
        table = places.places(found, chosen.campaign, request.GET)
        page: Any = Paginator(table.events, places.A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "places": table,
            "atlas": atlas.atlas(found, table.events),
            "page": page,
            "rows": [
                (event, places.report_of(event), places.letters_of(event))
                for event in places.told(page.object_list)
            ],
        }
    return render(request, "letters/section_events.html", context)

"""The trail of a section."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events import tracks
from events.views.finding import section_or_404


def section_trail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who did what, when, to what, in this section."""
    section = section_or_404(request, slug)
    track = tracks.track(section, request.GET)
    page: Any = Paginator(track.traces, tracks.A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": section,
        "zone": section.zone,
        "track": track,
        "page": page,
        "steps": [tracks.told(trace) for trace in page.object_list],
    }
    return render(request, "events/section_trail.html", context)

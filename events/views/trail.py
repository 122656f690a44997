"""The trail of a section."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from events import tracks
from events.parties import party_of


def section_trail(request: HttpRequest, slug: str) -> HttpResponse:
    """Who did what, when, to what, in this section."""
    section = party_of(request).section_to_coordinate(slug)
    if section is None:
        raise Http404
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

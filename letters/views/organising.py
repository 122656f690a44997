"""The organiser's overview: what is next, and the count as it happens."""

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from events.models import Event, Opening
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404
from letters import closing, next_steps, overview, table

# Openings shown at once: those that go on or come next.
DOORS = 6


def organise(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the event stands and what is next. A POST closes the count, or opens it again."""
    event, at = event_or_404(request, slug), timezone.now()
    if request.method == "POST":
        return _closed_or_open(request, event, at)
    openings = _openings(event)
    facts = overview.facts(event, openings, at=at)
    here = next_steps.phase(facts, at)
    # What was reported from outside was not run with this product.
    steps = next_steps.steps(facts, at) if event.form == Event.Form.HERE else []
    is_live = here != next_steps.BEFORE or facts.letters > 0
    context = {
        "event": event,
        "facts": facts,
        "here": here,
        "steps": steps,
        "next": next_steps.next_step(steps, here),
        "cases": overview.cases(event),
        "live": overview.live(event, at=at) if is_live else None,
        "doors": [_door(opening, at) for opening in openings if opening.ends_at > at][:DOORS],
        "closed": table.why_closed(event, at) if event.status == Event.Status.APPROVED else "",
        "now": at,
    }
    return render(request, "letters/organise.html", context)


def organise_live(request: HttpRequest, slug: str) -> HttpResponse:
    """The numbers of the overview as they are now; a 304 where the page has them."""
    event, at = event_or_404(request, slug), timezone.now()
    openings = _openings(event)
    facts, live = overview.facts(event, openings, at=at), overview.live(event, at=at)
    response = JsonResponse(
        {
            "letters": facts.letters,
            "held": facts.held_phones,
            "by_case": {case.slug: case.letters for case in overview.cases(event)},
            "by_hour": [[hour.label, hour.letters, hour.height] for hour in live.hours],
            "counting": live.counting,
            "unheard": live.unheard,
        }
    )
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    # Declared to return either; given a response it always returns one.
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _openings(event: Event) -> list[Opening]:
    """The event's openings, which are at hand from now on."""
    prefetch_related_objects([event], Prefetch("openings", Opening.objects.select_related("venue")))
    return list(event.openings.all())


def _door(opening: Opening, at: dt.datetime) -> dict[str, Any]:
    return {"opening": opening, "is_open": opening.starts_at <= at}


def _closed_or_open(request: HttpRequest, event: Event, at: dt.datetime) -> HttpResponse:
    try:
        if request.POST.get("act") == "reopen":
            closing.reopen(event, by=party_of(request), at=at)
            messages.success(request, _("Phones may count again."))
        else:
            closing.close(event, by=party_of(request), at=at)
            messages.success(request, _("Counting is closed. Sheets and recounts can still put it right."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("organise", event.slug)

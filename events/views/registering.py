"""Registering a marathon, step by step: back and forth as one likes, signed out until the last one."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from events import registering
from events.forms import drafts
from events.forms.drafts import Draft
from events.models import Event, Opening, Venue
from events.parties import party_of
from events.refused import Refused
from events.registering import Registration, facts_of, opening_facts, venue_facts
from events.views.steps import Desk, languages_of, step_page, titles

KEPT = "registration"


def event_new(request: HttpRequest) -> HttpResponse:
    """One step of a registration, as the query names it. A POST keeps what was said and goes on."""
    at = timezone.now()
    offers = drafts.offers_on(timezone.localdate(at))
    if not offers:
        return render(request, "events/register_closed.html")
    user = party_of(request).user
    kept = request.session.get(KEPT, {})
    draft = Draft(kept, offers=offers, asks_name=user is None or not user.name)
    desk = _New(request, draft)
    step = request.GET.get("step", "who")
    if step == "send" or "send" in request.POST:
        return _send(desk)
    return step_page(desk, step)


class _New(Desk):
    """A registration that is kept in the session."""

    last = ("send", gettext_lazy("Look and send"))

    def keep(self, step: str, form: Any) -> bool:
        """The session remembers it."""
        self.request.session[KEPT] = self.draft.data
        return True

    def address(self, step: str) -> str:
        """The step's own address."""
        return f"{reverse('event_new')}?step={step}"

    def after(self, step: str) -> str:
        """Where to go on."""
        names = [name for name, _title in titles(self)]
        return self.address(names[names.index(step) + 1])


def _send(desk: _New) -> HttpResponse:
    """Everything at a glance; the POST registers it, once for its key."""
    request, said, error = desk.request, desk.draft.said(), ""
    party = party_of(request)
    if request.method == "POST" and party.user is not None:
        try:
            event = _registered(desk, said, request.POST.get("key", ""))
        except Refused as refused:
            error = str(refused.sentence)
        else:
            if event is not None:
                request.session.pop(KEPT, None)
                messages.success(request, _("Thank you! It is registered, and a mail is on its way to you."))
                return redirect("event_edit", event.slug)
    context = {
        "said": said,
        "error": error,
        "key": desk.draft.data["key"],
        **_shown(said, desk.draft.cases_offered),
    }
    context["here_and_now"] = quote(desk.address("send"))
    # The key has to stay the same until it is sent. Whoever looks around leaves no session behind.
    if said is not None:
        desk.keep("send", None)
    return desk.page("send", context, status=422 if request.method == "POST" else 200)


def _registered(desk: _New, said: Registration | None, key: str) -> Event | None:
    """The event of the key: made now, or by the click before this one."""
    try:
        sent = uuid.UUID(key)
    except ValueError:
        return None
    party, at = party_of(desk.request), timezone.now()
    before = Event.objects.filter(key=sent, roles__user=party.user).first()
    if before is not None or said is None or key != desk.draft.data["key"]:
        return before
    return registering.submit(said, key=sent, by=party, at=at)


def _shown(said: Registration | None, offered: list[Case]) -> dict[str, Any]:
    """The registration as a page of an event tells it, though there is none yet."""
    if said is None:
        return {}
    cases = set(said.cases)
    event = Event(**facts_of(said))
    venues = {place.key: Venue(**venue_facts(place)) for place in said.places}
    return {
        "event": event,
        "openings": [
            Opening(event=event, venue=venues[window.place], **opening_facts(window))
            for window in said.windows
        ],
        "venues": list(venues.values()),
        "cases": [case for case in offered if case.pk in cases],
        "languages": languages_of(said.languages or []),
    }

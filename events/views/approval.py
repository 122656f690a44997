"""A marathon's way to approval: the coordinator's page of it."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.languages import here
from cases.telling import with_words
from events import approval, maps
from events.forms.approval import ApproveForm, AskForm, CancelForm, DeclineForm
from events.models import Event, Opening, Section, Trust
from events.oddities import oddities
from events.parties import Party, party_of
from events.refused import Refused
from events.views.finding import section_or_404

# Which cases were counted. The ledger stands above, so the address hands it in.
CountedOf = Callable[[Event], Collection[int]]
# Whoever has more places than that has them all in the list.
MAPS = 6
FORMS: dict[str, type[forms.Form]] = {
    "approve": ApproveForm,
    "ask": AskForm,
    "decline": DeclineForm,
    "cancel": CancelForm,
}


def section_event(request: HttpRequest, slug: str, event: str, counted_of: CountedOf) -> HttpResponse:
    """Everything about one marathon, and what to decide about it. Each POST decides one thing.

    ``counted_of`` is handed in by the URL configuration.
    """
    section = section_or_404(request, slug)
    facts = _with_facts(section, event)
    if facts is None:
        raise Http404
    found = facts["event"]
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in FORMS:
        raise Http404
    shown = {name: form(auto_id=f"{name}-%s") for name, form in FORMS.items()}
    if act in FORMS:
        shown[act] = FORMS[act](request.POST, auto_id=f"{act}-%s")
        acts = {**ACTS, "cancel": cancel_of(counted_of)}
        if shown[act].is_valid() and decided(request, found, acts[act], shown[act]):
            return redirect("section_event", slug, event)
    about = _about_organisers(found, facts["openings"])
    context = {"section": section, "forms": shown, "act": act, **facts, **about}
    context["maps"] = [
        (venue, found_map) for venue in facts["venues"][:MAPS] if (found_map := maps.of(venue))
    ]
    return render(request, "events/section_event.html", context, status=422 if act else 200)


def _with_facts(section: Section, slug: str) -> dict[str, Any] | None:
    """The facts of the section's event of the address; None where there is none."""
    wanted = Opening.objects.filter(event__section=section, event__slug=slug)
    openings = list(wanted.select_related("venue", "event__campaign"))
    event = openings[0].event if openings else Event.objects.filter(section=section, slug=slug).first()
    if event is None:
        return None
    event.section = section
    for opening in openings:
        opening.event = event
    return facts_of(event, openings)


def facts_of(event: Event, openings: list[Opening] | None = None) -> dict[str, Any]:
    """What a page tells about the event: hours, places, cases, languages, and what was said."""
    if openings is None:
        openings = list(event.openings.select_related("venue"))
    return {
        "event": event,
        "openings": openings,
        "venues": list({opening.venue_id: opening.venue for opening in openings}.values()),
        "cases": with_words(event.cases.all()),
        "languages": [here().languages.get(code, code) for code in event.languages],
        "remarks": event.remarks.select_related("by"),
    }


def _about_organisers(event: Event, openings: list[Opening]) -> dict[str, Any]:
    trusted = Trust.objects.filter(section=event.section_id, user=OuterRef("user"))
    roles = approval.organiser_roles(event).annotate(is_trusted=Exists(trusted))
    found: list[Any] = list(roles)
    waits = event.status in approval.WAITS
    return {
        "organisers": [role.user for role in found],
        "is_trusted": bool(found) and found[0].is_trusted,
        "waits": waits,
        "odd": oddities(event, openings) if waits else [],
        "may_cancel": waits or event.status == Event.Status.APPROVED,
    }


Act = Callable[[Event, Party, Any, Any], str]


def decided(request: HttpRequest, event: Event, act: Act, form: forms.Form) -> bool:
    """Does the act and says so; where it is refused, the sentence stands in the form."""
    try:
        messages.success(request, act(event, party_of(request), form.cleaned_data, timezone.now()))
    except Refused as refused:
        refused.stand_in(form)
        return False
    return True


def _approve(event: Event, by: Party, said: Any, at: Any) -> str:
    approval.approve(event, by=by, at=at, **said)
    return _("It is approved and public. The organisers get a mail.")


def _ask(event: Event, by: Party, said: Any, at: Any) -> str:
    approval.ask(event, by=by, at=at, **said)
    return _("Your question is on its way. The marathon comes back to you with the answer.")


def _decline(event: Event, by: Party, said: Any, at: Any) -> str:
    approval.decline(event, by=by, at=at, **said)
    return _("It is declined. The organisers read your reason.")


def cancel_of(counted_of: CountedOf) -> Act:
    """The act that calls an event off, unless letters were counted."""

    def cancel(event: Event, by: Party, said: Any, at: Any) -> str:
        approval.cancel(event, by=by, at=at, words=said["words"], counted=counted_of(event))
        return _("It is called off, and everybody who has to know is told.")

    return cancel


ACTS: dict[str, Act] = {"approve": _approve, "ask": _ask, "decline": _decline}

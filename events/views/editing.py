"""The organiser's own marathon: what was said about it, answered, changed, called off."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import approval, changing
from events.forms import drafts
from events.forms.approval import AnswerForm, CancelForm
from events.forms.drafts import Draft
from events.models import Event
from events.parties import Party, party_of
from events.refused import Refused
from events.views.approval import Act, CountedOf, cancel_of, decided, facts_of
from events.views.finding import event_or_404
from events.views.steps import STEPS, Desk, step_page

FORMS: dict[str, type[forms.Form]] = {"answer": AnswerForm, "cancel": CancelForm}
SPARE = "places-without-openings"


def event_edit(request: HttpRequest, slug: str, counted_of: CountedOf) -> HttpResponse:
    """How far the marathon is, and everything that was said of it; with a step, the form to change that."""
    event = event_or_404(request, slug)
    if request.GET.get("step") in dict(STEPS):
        spare = request.session.get(SPARE, {}).get(slug, {})
        desk = _Change(request, drafts.of_event(event, spare))
        desk.event, desk.counted_of = event, counted_of
        return step_page(desk, request.GET["step"])
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in FORMS:
        raise Http404
    shown = {name: form(auto_id=f"{name}-%s") for name, form in FORMS.items()}
    if act in FORMS:
        shown[act] = FORMS[act](request.POST, auto_id=f"{act}-%s")
        acts = {**ACTS, "cancel": cancel_of(counted_of)}
        if shown[act].is_valid() and decided(request, event, acts[act], shown[act]):
            return redirect("event_edit", slug)
    return _overview(request, event, shown, act)


def _overview(request: HttpRequest, event: Event, shown: dict[str, forms.Form], act: str) -> HttpResponse:
    gone = event.status in (Event.Status.DECLINED, Event.Status.CANCELLED)
    steps = [{"title": title, "address": f"?step={name}"} for name, title in STEPS]
    context = {"forms": shown, "act": act, "is_gone": gone, "steps": steps, **facts_of(event)}
    return render(request, "events/event_edit.html", context, status=422 if act else 200)


def _answer(event: Event, by: Party, said: Any, at: Any) -> str:
    approval.answer(event, by=by, at=at, **said)
    return _("Your answer is on its way. You get a mail when it is decided.")


ACTS: dict[str, Act] = {"answer": _answer}


class _Change(Desk):
    """A marathon that is there already: each step is saved at once."""

    event: Event
    counted_of: CountedOf

    def keep(self, step: str, form: Any) -> bool:
        """The event is as the draft says; where that is refused, the form or a message says why."""
        said, moves = self.draft.said_so_far(), step in ("where", "when")
        try:
            if said is None or (moves and self.draft.broken_windows):
                raise changing.OpeningUnclear
            changing.change(
                self.event,
                said,
                by=party_of(self.request),
                at=timezone.now(),
                counted=self.counted_of(self.event),
                moves=moves,
            )
        except Refused as refused:
            if form is None:
                messages.error(self.request, str(refused.sentence))
                return True
            refused.stand_in(form)
            return False
        self._keep_spare(self.draft)
        messages.success(self.request, _("It is changed."))
        return True

    def _keep_spare(self, draft: Draft) -> None:
        """Places at which nothing opens yet are no rows: the session keeps them until something does."""
        used = {window.place for window in draft.windows}
        spare = {key: typed for key, typed in draft.data["places"].items() if key not in used}
        kept = self.request.session.get(SPARE, {})
        if spare or self.event.slug in kept:
            self.request.session[SPARE] = kept | {self.event.slug: spare}

    def address(self, step: str) -> str:
        """The step's own address."""
        return f"{reverse('event_edit', args=[self.event.slug])}?step={step}"

    def after(self, step: str) -> str:
        """Back to the overview, but from a new place to its hours."""
        if step == "where":
            return self.address("when")
        return reverse("event_edit", args=[self.event.slug])

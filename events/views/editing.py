"""The organiser's own marathon: what was said about it, answered, changed, called off."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events import approval
from events.forms.approval import AnswerForm, CancelForm
from events.models import Event
from events.parties import Party
from events.views.approval import Act, cancel, decided, facts_of
from events.views.volunteers import event_or_404

FORMS: dict[str, type[forms.Form]] = {"answer": AnswerForm, "cancel": CancelForm}


def event_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the marathon is, and everything that was said of it. A POST answers or calls it off."""
    event = event_or_404(request, slug)
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in FORMS:
        raise Http404
    shown = {name: form(auto_id=f"{name}-%s") for name, form in FORMS.items()}
    if act in FORMS:
        shown[act] = FORMS[act](request.POST, auto_id=f"{act}-%s")
        if shown[act].is_valid() and decided(request, event, ACTS[act], shown[act]):
            return redirect("event_edit", slug)
    return _overview(request, event, shown, act)


def _overview(request: HttpRequest, event: Event, shown: dict[str, forms.Form], act: str) -> HttpResponse:
    gone = event.status in (Event.Status.DECLINED, Event.Status.CANCELLED)
    context = {"forms": shown, "act": act, "is_gone": gone, **facts_of(event)}
    return render(request, "events/event_edit.html", context, status=422 if act else 200)


def _answer(event: Event, by: Party, said: Any, at: Any) -> str:
    approval.answer(event, by=by, at=at, **said)
    return _("Your answer is on its way. You get a mail when it is decided.")


ACTS: dict[str, Act] = {"answer": _answer, "cancel": cancel}

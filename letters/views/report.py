"""The report of an event: signed by its organiser, read by a coordinator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, section_or_404
from letters import anomalies, drafts, reports, verifying, yardsticks
from letters.forms.report import AnswerForm, ReportForm
from letters.models import Report


def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The final figures beside the count, to be signed. A POST signs them; signed, the page says thanks."""
    event = event_or_404(request, slug)
    draft = drafts.of(event)
    form = ReportForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            return _signed(request, event, form)
        except Refused as refused:
            form = _refused(request, event, refused)
    is_wrong = request.method == "POST"
    context = {"event": event, "draft": form.draft, "form": form, "shows_form": _shows_form(request, draft)}
    return render(request, "letters/report.html", context, status=422 if is_wrong else 200)


def _signed(request: HttpRequest, event: Event, form: ReportForm) -> HttpResponse:
    party, said = party_of(request), form.cleaned_data
    role = party.role_at(event)
    if role is None:
        raise Http404
    reports.sign(
        event,
        form.figures(),
        version=said["version"],
        writers=said["writers"],
        words=said["words"],
        role=role,
        by=party,
        at=timezone.now(),
    )
    messages.success(request, _("Your report is signed. Thank you!"))
    return redirect("report", event.slug)


def _refused(request: HttpRequest, event: Event, refused: Refused) -> ReportForm:
    """What was typed beside what the ledger says by now, with the reason it was not signed."""
    draft, data = drafts.of(event), request.POST.copy()
    if isinstance(refused, reports.SignedMeanwhile):
        # Whoever has read the other figures may sign over them.
        data["version"] = str(draft.version)
    form = ReportForm(data, draft=draft)
    form.refuse(refused)
    return form


def _shows_form(request: HttpRequest, draft: drafts.Draft) -> bool:
    """Whether the figures can be typed: not once they are signed, unless somebody asks to sign again."""
    asks = request.method == "POST" or "again" in request.GET or draft.status != Report.Status.SIGNED
    return draft.takes_signature and asks


def section_report(request: HttpRequest, slug: str, event: str) -> HttpResponse:
    """One report with its figures and their origin, for a coordinator to verify or send back."""
    section = section_or_404(request, slug)
    found = get_object_or_404(_events(section.pk), slug=event)
    draft = drafts.of(found)
    typed = request.POST.dict() if request.method == "POST" else None
    form = AnswerForm(typed, initial={"version": draft.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, slug, draft, form)
        except Refused as refused:
            # The page shows the figures of now, and what was typed is an answer to those.
            form.data = {**form.data, "version": str(draft.version)}
            refused.stand_in(form)
    place = yardsticks.places([found])[found.pk]
    context = {
        "section": section,
        "event": found,
        "draft": draft,
        "form": form,
        "may_reopen": party_of(request).is_administrator,
        "measures": anomalies.measures(place),
        "anomalies": anomalies.anomalies(place),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "letters/section_report.html", context, status=status)


def _events(section: int) -> Any:
    """The events of a section that have a report."""
    held = Event.objects.public().held_here().with_span().filter(section=section)
    return yardsticks.with_yardsticks(drafts.with_beside(held))


def _answered(request: HttpRequest, slug: str, draft: drafts.Draft, form: AnswerForm) -> HttpResponse:
    said = form.cleaned_data | {"by": party_of(request), "at": timezone.now()}
    act = request.POST.get("act", "")
    if act not in ("verify", "send_back"):
        raise Http404
    if draft.report is None:
        raise verifying.NotSigned
    if act == "verify":
        verifying.verify(draft.report, **said)
        messages.success(request, _("The report is verified, and its organisers are told."))
    else:
        verifying.send_back(draft.report, **said)
        messages.success(request, _("The report is sent back with your words."))
    return redirect("section_report", slug, draft.event.slug)

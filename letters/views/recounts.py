"""Recounts: piles beside the ledger, differences with their reasons, accepted with one click."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in
from letters import recounts
from letters.forms.recounts import PilesForm
from letters.models import Recount, RecountLine
from letters.table import label_of

A_PAGE = 20


def recount(request: HttpRequest, slug: str) -> HttpResponse:
    """The recount that waits, or the form for the next, and those before. A POST enters or settles one."""
    event, at = event_or_404(request, slug), timezone.now()
    if request.method == "POST" and "recount" in request.POST:
        return _settled(request, event, at)
    form = PilesForm(request.POST or None, event=event, at=at)
    if form.is_bound and form.is_valid() and (done := _entered(request, event, form, at)):
        return done
    before = number_in(request.GET.get("before"))
    found = event.recounts.order_by("-number").prefetch_related(_lines())
    # Counting them all to number the pages would cost a query, and says nothing.
    rows = list(found.filter(number__lt=before)[:A_PAGE] if before else found[:A_PAGE])
    context = {
        "event": event,
        "form": form,
        "rows": rows,
        "earlier": rows[-1].number if rows and rows[-1].number > 1 else 0,
        "is_history": bool(before),
        "is_open": event.status == Event.Status.APPROVED,
        **({} if before else _now(event, rows, form, at)),
    }
    return render(request, "letters/recount.html", context, status=422 if form.is_bound else 200)


def _now(event: Event, rows: list[Recount], form: PilesForm, at: dt.datetime) -> dict[str, Any]:
    """What there is to do: the recount that waits, always the newest, and when to count next."""
    waiting = rows[0] if rows and rows[0].status == Recount.Status.OPEN else None
    counted_at = max((one.counted_at for one in rows if one.status != Recount.Status.DROPPED), default=None)
    spans = event.openings.values_list("starts_at", "ends_at")
    return {
        "waiting": waiting,
        "told": _told(waiting, form) if waiting else [],
        "later": list(recounts.delivered_later(waiting)[:50]) if waiting else [],
        "checkpoint": recounts.next_checkpoint(spans, counted_at=counted_at, at=at),
    }


def _lines() -> Prefetch:
    return Prefetch("lines", RecountLine.objects.select_related("case").order_by("id"))


def _told(found: Recount, form: PilesForm) -> list[tuple[str, str, RecountLine]]:
    """The piles that differ, in words."""
    names = {case.pk: case for case in form.cases}
    return [
        (str(names.get(line.case_id, line.case)), label_of(line.kind, line.case), line)
        for line in found.lines.all()
        if line.difference
    ]


def _entered(request: HttpRequest, event: Event, form: PilesForm, at: dt.datetime) -> HttpResponse | None:
    """Back to the page when the piles are noted; None where the form has to be looked at again."""
    party = party_of(request)
    role = party.role_at(event)
    if role is None:
        raise Http404
    given = {name: form.cleaned_data[name] for name in ("key", "counted_at")}
    try:
        made = recounts.enter(event, form.piles(), role=role, by=party, at=at, **given)
    except recounts.ReasonMissing as refused:
        form.ask_why(refused.logged)
        refused.stand_in(form)
        return None
    except Refused as refused:
        refused.stand_in(form)
        return None
    if made.status == Recount.Status.OPEN:
        messages.info(request, _("The piles are noted. Look at the differences, then accept them."))
    else:
        messages.success(request, _("The piles and the count agree. Well done, everybody."))
    return redirect("recount", event.slug)


def _settled(request: HttpRequest, event: Event, at: dt.datetime) -> HttpResponse:
    """Accepts or drops the recount that the form names."""
    party = party_of(request)
    found = get_object_or_404(event.recounts, number=number_in(request.POST.get("recount")))
    role = party.role_at(event)
    if role is None:
        raise Http404
    found.event = event
    try:
        if request.POST.get("act") == "drop":
            recounts.drop(found, by=party, at=at)
            messages.success(request, _("The recount is dropped. It changed nothing and stays in the list."))
        else:
            recounts.accept(found, role=role, by=party, at=at)
            messages.success(request, _("Accepted: the count says what lay in the piles."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("recount", event.slug)

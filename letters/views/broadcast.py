"""Coordinators write to their organisers."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from cases.languages import page_language
from cases.models import Campaign
from cases.numbers import grouped
from events import mails, years
from events.models import Section
from events.parties import party_of
from events.refused import Refused
from events.views.finding import section_or_404
from letters import broadcasts
from letters.forms.broadcast import BroadcastForm
from letters.models import Broadcast

A_PAGE = 20


def section_broadcast(request: HttpRequest, slug: str) -> HttpResponse:
    """A form, then the mail as it will arrive with the number of people, then it is sent, once."""
    section, at = section_or_404(request, slug), timezone.now()
    chosen = years.of(section, request.GET, on=timezone.localdate(at, section.zone))
    form = BroadcastForm(
        request.POST if request.method == "POST" else None,
        campaigns=chosen.campaigns,
        initial={"campaign": chosen.campaign.slug} if chosen.campaign else {},
    )
    looked: dict[str, Any] | None = None
    if form.is_bound and form.is_valid():
        campaign = next(one for one in chosen.campaigns if one.slug == form.cleaned_data["campaign"])
        if request.POST.get("act") == "send":
            if _is_sent(request, section, campaign, form, at):
                return redirect("section_broadcast", slug)
        else:
            looked = _looked_at(section, campaign, form, at)
    context = {
        "section": section,
        "zone": section.zone,
        "form": form if chosen.campaigns else None,
        "looked": looked,
        "page": Paginator(_sent(section), A_PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "letters/section_broadcast.html", context, status=status)


def _sent(section: Section) -> Any:
    return Broadcast.objects.filter(section=section).select_related("by")


def _looked_at(
    section: Section, campaign: Campaign, form: BroadcastForm, at: dt.datetime
) -> dict[str, Any] | None:
    """The mail as it will arrive, how many get it, and the form that sends just this; None for nobody."""
    said = form.cleaned_data
    context = {"subject": said["subject"], "words": said["words"], "section": section}
    number = broadcasts.receivers(section, campaign, said["audience"], at=at).count()
    if not number:
        broadcasts.NobodyThere().stand_in(form)
        return None
    again = BroadcastForm(form.data, campaigns=[campaign], auto_id=False)
    return {
        "mail": mails.written("broadcast", context, language=page_language()),
        "number": number,
        "form": again.hidden(),
        "audience": Broadcast.Audience(said["audience"]).label,
    }


def _is_sent(
    request: HttpRequest, section: Section, campaign: Campaign, form: BroadcastForm, at: dt.datetime
) -> bool:
    said = {name: form.cleaned_data[name] for name in ("key", "audience", "subject", "words")}
    try:
        sent = broadcasts.send(section, campaign, by=party_of(request), at=at, **said)
    except Refused as refused:
        refused.stand_in(form)
        return False
    message = ngettext(
        "It is on its way to %(number)s person.", "It is on its way to %(number)s people.", sent.receivers
    )
    messages.success(request, message % {"number": grouped(sent.receivers)})
    return True

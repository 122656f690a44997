"""A section's results: the reports of its places, the matrix, and the word “final”."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Campaign
from events import years
from events.models import Section
from events.parties import party_of
from events.views.finding import section_or_404
from letters import anomalies, matrix, places, results, yardsticks
from letters.forms.report import FinalForm


def _chosen(request: HttpRequest, section: Section) -> years.Years:
    return years.of(section, request.GET, on=timezone.localdate(timezone.now(), section.zone))


def section_reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All places with the state of their reports. A POST makes the section's result final."""
    section = section_or_404(request, slug)
    chosen = _chosen(request, section)
    context: dict[str, Any] = {"section": section, "years": chosen, "zone": section.zone, "result": None}
    form = FinalForm(request.POST or None)
    if request.method == "POST":
        done = _made_final(request, section, chosen.campaign, form)
        if done is not None:
            return done
    if chosen.campaign:
        context |= _table(request, section, chosen.campaign) | {"form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "letters/section_reports.html", context, status=status)


def _table(request: HttpRequest, section: Section, campaign: Campaign) -> dict[str, Any]:
    result = results.of(section, campaign)
    chosen = results.reports_of(section, campaign, result, request.GET)
    pager: Any = Paginator(chosen.events, results.A_PAGE)
    # Known already, so that the pages need not be counted.
    pager.count = chosen.number
    page = pager.get_page(request.GET.get("page"))
    events = results.told(page.object_list)
    known = yardsticks.places(events)
    rows = [
        {
            "event": event,
            "report": getattr(event, "report", None),
            "status": places.report_of(event),
            "place": known[event.pk],
            "odd": len(anomalies.anomalies(known[event.pk])),
        }
        for event in events
    ]
    return {"result": result, "reports": chosen, "page": page, "rows": rows}


def _made_final(
    request: HttpRequest, section: Section, campaign: Campaign | None, form: FinalForm
) -> HttpResponse | None:
    """Where to go once the result is final; None where the form has to be mended."""
    if campaign is None:
        raise Http404
    if not form.is_valid():
        return None
    despite = form.cleaned_data["despite"]
    try:
        results.make_final(section, campaign, despite=despite, by=party_of(request), at=timezone.now())
    except results.ReportsOpen as refused:
        refused.stand_in(form)
        return None
    messages.success(request, _("The result is final. Everybody who reported is told."))
    return redirect(f"{reverse('section_reports', args=[section.slug])}?campaign={campaign.slug}")


def section_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """What was counted by case, by country and by kind."""
    section = section_or_404(request, slug)
    chosen = _chosen(request, section)
    table = matrix.of(section, chosen.campaign) if chosen.campaign else None
    context = {"section": section, "years": chosen, "matrix": table}
    return render(request, "letters/section_matrix.html", context)


def section_matrix_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a spreadsheet."""
    section = section_or_404(request, slug)
    campaign = _chosen(request, section).campaign
    if campaign is None:
        raise Http404
    is_final = results.of(section, campaign).final_at is not None
    table = matrix.as_csv(matrix.of(section, campaign), section, campaign, is_final=is_final)
    name = f"{campaign.slug}-{section.slug}-matrix.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)

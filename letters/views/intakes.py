"""Files in and out of a section's desk."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.kinds import Kind
from cases.models import Case
from cases.telling import with_words
from events import years
from events.models import Section
from events.parties import Party, party_of
from events.refused import Refused
from events.views.finding import section_or_404
from letters import exports
from letters.forms.intakes import IntakeForm
from letters.intakes import blanks, bringing, cautions, headings, taking
from letters.intakes.faults import of_json
from letters.models import Intake
from letters.models.intake import Count

A_PAGE = 20
ROWS_A_PAGE = 100
LARGEST_ID = 2**63 - 1


def section_intakes(request: HttpRequest, slug: str) -> HttpResponse:
    """The files brought in, a form for another one, and everything the section has to take along."""
    section = section_or_404(request, slug)
    chosen = years.of(section, request.GET, on=timezone.localdate(timezone.now(), section.zone))
    open_ones = [one for one in chosen.campaigns if not one.is_final]
    form = IntakeForm(campaigns=open_ones)
    if request.method == "POST":
        form = IntakeForm(request.POST, request.FILES, campaigns=open_ones)
        brought = _brought(request, section, form, {one.slug: one for one in open_ones})
        if brought is not None:
            return redirect("section_intake", slug, brought.pk)
    files = Intake.objects.filter(section=section).defer("content", "rows", "faults")
    context = {
        "section": section,
        "zone": section.zone,
        "form": form if open_ones else None,
        "columns": [(words[0], words[1], name in headings.NEEDED) for name, words in headings.WORDS.items()],
        "page": Paginator(files.select_related("by"), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "letters/section_intakes.html", context, status=422 if form.is_bound else 200)


def _brought(
    request: HttpRequest, section: Section, form: IntakeForm, campaigns: dict[str, Any]
) -> Intake | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return bringing.bring(
            section,
            campaigns[said["campaign"]],
            name=said["file"].name or "",
            content=said["file"].read(),
            key=said["key"],
            by=party_of(request),
            at=timezone.now(),
        )
    except Refused as refused:
        refused.stand_in(form)
        return None


def section_intake(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One file: how far it is, its faults or its rows. A POST takes it, drops it, or takes it back."""
    section = section_or_404(request, slug)
    found = Intake.objects.filter(section=section, pk=min(number, LARGEST_ID))
    intake = get_object_or_404(found.select_related("campaign", "by").defer("content"))
    intake.section = section
    if request.method == "POST":
        return _done(request, intake)
    counts = bringing.counts_of(intake)
    page: Any = Paginator(counts, ROWS_A_PAGE).get_page(request.GET.get("page"))
    is_ready = intake.status == Intake.Status.READ
    context = {
        "section": section,
        "zone": section.zone,
        "intake": intake,
        "is_under_way": intake.status in (Intake.Status.READING, Intake.Status.TAKING),
        "faults": of_json(intake.faults),
        "page": page,
        "rows": _rows(page.object_list),
        "figures": _figures(counts),
        "before": cautions.taken_before(intake) if is_ready else None,
        "here": cautions.counting_here(section, intake.campaign, counts) if is_ready else [],
    }
    return render(request, "letters/section_intake.html", context)


def _done(request: HttpRequest, intake: Intake) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    try:
        messages.success(request, ACTS[act](intake, party_of(request), timezone.now()))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("section_intake", intake.section.slug, intake.pk)


def _take(intake: Intake, by: Party, at: dt.datetime) -> str:
    taking.begin(intake, by=by, at=at)
    return _("The file is being taken. You may leave this page.")


def _drop(intake: Intake, by: Party, at: dt.datetime) -> str:
    bringing.drop(intake, by=by, at=at)
    return _("The file is dropped. Nothing of it was counted.")


def _take_back(intake: Intake, by: Party, at: dt.datetime) -> str:
    taking.take_back(intake, by=by, at=at)
    return _("All counts of this file are taken back. The ledger keeps both, the counts and their reversal.")


ACTS = {"take": _take, "drop": _drop, "take_back": _take_back}


def _rows(counts: list[Count]) -> list[tuple[Count, str, str, dt.date]]:
    """The counts with the names of case and kind, and their days."""
    cases = {
        case.slug: str(case) for case in with_words(Case.objects.filter(slug__in={c.case for c in counts}))
    }
    return [
        (c, cases.get(c.case, c.case), str(Kind(c.kind).label), dt.date.fromisoformat(c.day)) for c in counts
    ]


def _figures(counts: list[Count]) -> dict[str, int]:
    letters = sum(count.quantity for count in counts if count.is_letter)
    return {
        "rows": len(counts),
        "places": len({count.of_place for count in counts}),
        "letters": letters,
        "actions": sum(count.quantity for count in counts) - letters,
    }


def section_intake_blank(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The empty table to fill in."""
    section = section_or_404(request, slug)
    if extension not in blanks.FORMATS:
        raise Http404
    response = HttpResponse(blanks.blank(section, extension), content_type=exports.TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="counts.{extension}"'
    return response


def section_export(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """Everything the section owns, in one file."""
    section = section_or_404(request, slug)
    if extension not in exports.FORMATS:
        raise Http404
    return exports.answer(section, extension, on=timezone.localdate(timezone.now(), section.zone))

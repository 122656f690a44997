"""Paper tally sheets: made and printed by organisers, typed by whoever counts."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.kinds import LETTERS
from events.models import Event, Role
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in, table_or_404
from letters import paper, sheets
from letters.forms.sheets import FindForm, MakeForm, SheetForm
from letters.models import Sheet

A_PAGE = 100


def sheet_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All sheets of the event and how far each is; a number leads to its sheet."""
    event, _role = table_or_404(request, slug)
    find = FindForm(request.GET if "number" in request.GET else None)
    if find.is_bound and find.is_valid():
        try:
            return redirect("sheet", slug, sheets.find(event, find.cleaned_data["number"]).number)
        except Refused as refused:
            refused.stand_in(find)
    runs = party_of(request).event_to_run(slug) is not None
    return _page(request, event, find, MakeForm(event=event) if runs else None, find.is_bound)


def sheets_make(request: HttpRequest, slug: str) -> HttpResponse:
    """The organiser's form for more sheets. A POST makes them."""
    event = event_or_404(request, slug)
    form = MakeForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            made = sheets.issue(event, by=party_of(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            refused.stand_in(form)
        else:
            said = ngettext("%(number)d sheet is made.", "%(number)d sheets are made.", len(made))
            messages.success(request, said % {"number": len(made)} + " " + _("Now print it."))
            span = f"?from={made[0].number}&to={made[-1].number}"
            return redirect(reverse("sheets_print", args=[slug]) + span)
    return _page(request, event, FindForm(), form, form.is_bound)


def _page(
    request: HttpRequest, event: Event, find: FindForm, make: MakeForm | None, is_wrong: bool
) -> HttpResponse:
    states = {
        "all": Q(),
        "untyped": Q(version=0),
        "typed": Q(version__gte=1),
    }
    counts = event.sheets.aggregate(**{name: Count("pk", filter=state) for name, state in states.items()})
    show = request.GET.get("show", "")
    show = show if show in states else "all"
    letters = Coalesce(Sum("lines__entry__quantity", filter=Q(lines__entry__kind__in=LETTERS)), 0)
    found = event.sheets.filter(states[show]).select_related("opening__venue", "team")
    found = found.order_by("number").annotate(letters=letters)
    page: Any = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "find": find,
        "make": make,
        "counts": counts,
        "show": show,
        "page": page,
        "query": "" if show == "all" else f"&show={show}",
    }
    return render(request, "letters/sheets.html", context, status=422 if is_wrong else 200)


def sheet(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One sheet: what was typed from it, and the form to type or correct it."""
    event, role = table_or_404(request, slug)
    try:
        found = sheets.find(event, number)
    except sheets.SheetUnknown:
        raise Http404 from None
    found.event = event
    standing = sheets.standing(found)
    form = SheetForm.of(event, standing.figures, found.version)
    if request.method == "POST":
        form = SheetForm(request.POST, event=event)
        if form.is_valid() and (done := _typed(request, found, form, standing, role)):
            return done
    runs = role.kind != Role.Kind.VOLUNTEER
    context = {"event": event, "sheet": found, "form": form, "runs": runs, **_history(form, standing)}
    return render(request, "letters/sheet.html", context, status=422 if form.is_bound else 200)


def _typed(
    request: HttpRequest, found: Sheet, form: SheetForm, standing: sheets.Standing, role: Role
) -> HttpResponse | None:
    """Back to the list when the ledger has it; None where the form has to be looked at again."""
    figures, version = form.whole(standing.figures), form.cleaned_data["version"]
    party, at = party_of(request), timezone.now()
    try:
        sheets.type_in(found, figures, version=version, role=role, by=party, at=at)
    except sheets.TypedMeanwhile as refused:
        form.show_both(standing.figures, found.version)
        refused.stand_in(form)
        return None
    except Refused as refused:
        refused.stand_in(form)
        return None
    said = _("Sheet %(number)s is counted: %(sum)s in all. Which one is next?")
    messages.success(request, said % {"number": found.number, "sum": sum(figures.values())})
    return redirect("sheets", found.event.slug)


def _history(form: SheetForm, standing: sheets.Standing) -> dict[str, Any]:
    """What each typing changed, the newest first, in the words of the page."""
    names = {case.slug: str(case) for case in form.cases}
    versions = [
        {
            "number": version.number,
            "at": version.at,
            "changes": [
                (names.get(case, case), form.labels.get((case, kind), kind), before, after)
                for (case, kind), (before, after) in version.changes.items()
                if before != after
            ],
        }
        for version in reversed(standing.versions)
    ]
    letters = sum(n for (_case, kind), n in standing.figures.items() if kind in LETTERS)
    return {"versions": versions, "sum": letters}


def sheets_print(request: HttpRequest, slug: str) -> HttpResponse:
    """Sheets to print, one a page: those of the numbers asked for, else those not typed yet."""
    event = event_or_404(request, slug)
    first, last = (number_in(request.GET.get(name)) for name in ("from", "to"))
    asked = Q(number__lte=last) if last else Q(version=0)
    found = event.sheets.filter(asked, number__gte=first).select_related("opening__venue", "team")
    chosen = list(found.order_by("number")[: sheets.AT_ONCE + 1])
    context = {
        "event": event,
        "table": paper.table(event),
        "pages": [(one, paper.qr(sheets.address_of(one))) for one in chosen[: sheets.AT_ONCE]],
        "further": chosen[-1].number if len(chosen) > sheets.AT_ONCE else 0,
    }
    return render(request, "letters/sheets_print.html", context)

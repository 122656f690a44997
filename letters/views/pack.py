"""The pack: ordered, watched while it is made, and fetched."""

import datetime as dt
import io
import zipfile
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.models import Event
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404
from letters import pack, press, printing, sheets
from letters.forms.pack import PackForm
from letters.models import Printing

# Grams of a sheet of ordinary office paper, 80 g/m², 75 g/m² for US Letter, and of an envelope.
GRAMS = {"a4": 5.0, "letter": 4.5, "a3": 10.0, "c6": 4.0, "dl": 5.0, "c5": 8.0, "no10": 5.0}


@dataclass(frozen=True)
class Heap:
    """One kind of paper in the pack: its sheets, and what they weigh in grams."""

    name: str
    sheets: int
    grams: float


def pack_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What to print and how many. A POST has the worker make it, shows what it comes to, or cancels."""
    event = event_or_404(request, slug)
    latest = Printing.objects.filter(event=event).first()
    if request.method == "GET" and "progress" in request.GET:
        return render(request, "letters/pack_progress.html", _progress(latest))
    standing = printing.order_of(latest) if latest else pack.suggested(event)
    form = PackForm(initial=asdict(standing))
    act = request.POST.get("act", "make")
    if request.method == "POST" and act == "cancel":
        if latest:
            printing.cancel(latest, at=timezone.now())
        return redirect("pack", slug)
    if request.method == "POST":
        form = PackForm(request.POST)
        if form.is_valid() and act == "make" and _ordered(request, event, form):
            return redirect("pack", slug)
    return _page(request, event, form, latest, standing)


def _ordered(request: HttpRequest, event: Event, form: PackForm) -> bool:
    """Whether it is ordered; the sheets that are missing for it are made."""
    wanted, key, at = form.order(), form.cleaned_data["key"], timezone.now()
    missing = wanted.sheets - event.sheets.filter(version=0).count()
    try:
        if missing > 0:
            sheets.issue(event, count=missing, key=key, by=party_of(request), at=at)
    except Refused as refused:
        form.add_error("sheets", str(refused.sentence))
        return False
    printing.order(event, wanted, key=key, at=at)
    return True


def _page(
    request: HttpRequest, event: Event, form: PackForm, latest: Printing | None, standing: pack.Order
) -> HttpResponse:
    is_wrong = form.is_bound and not form.is_valid()
    shown = form.order() if form.is_bound and not is_wrong else standing
    asked = pack.pack_of(event, shown, day=timezone.localdate(timezone=event.zone))
    heaps = _heaps(asked)
    grams = sum(heap.grams for heap in heaps)
    context = {
        "event": event,
        "form": form,
        "state": latest.status if latest else "",
        **_progress(latest),
        "heaps": heaps,
        "missing": asked.missing,
        "unverified": asked.unverified,
        "sheets": pack.sheets_of(asked),
        "grams": round(grams),
        "kilos": grams / 1000,
        "is_preview": form.is_bound,
    }
    return render(request, "letters/pack.html", context, status=422 if is_wrong else 200)


def _progress(latest: Printing | None) -> dict[str, Any]:
    """How far the last order is. Asked again and again while the worker has it, it looks at nothing else."""
    return {"printing": latest, "is_under_way": latest is not None and latest.is_under_way}


def _heaps(asked: pack.Pack) -> list[Heap]:
    heaps = []
    for kind, pieces in groupby(asked.pieces, key=lambda piece: piece.kind):
        found = [(piece.copies * piece.pages, GRAMS[piece.paper]) for piece in pieces]
        heaps.append(
            Heap(str(pack.KINDS[kind]), sum(n for n, _g in found), sum(n * grams for n, grams in found))
        )
    return heaps


def pack_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The pack that was made last, as one PDF in printing order."""
    return _fetched(request, slug, "pdf")


def pack_zip(request: HttpRequest, slug: str) -> HttpResponse:
    """The pack that was made last, as a ZIP with a PDF for each paper."""
    return _fetched(request, slug, "zip")


def _fetched(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    event = event_or_404(request, slug)
    ready = Printing.objects.filter(event=event, status=Printing.Status.READY).first()
    if ready is None:
        messages.info(request, _("Nothing is printed yet. Choose what you need, and have it made."))
        return redirect("pack", slug)
    at = timezone.now()
    asked = pack.pack_of(event, printing.order_of(ready), day=at.astimezone(event.zone).date())
    if printing.lacks(asked) > printing.AT_ONCE:
        messages.info(request, _("Much has changed since this pack was made. Please have it made anew."))
        return redirect("pack", slug)
    try:
        made = {"pdf": printing.printed, "zip": _zipped}[kind](asked, at=at)
    except press.PressFault as fault:
        messages.error(request, fault.sentence())
        return redirect("pack", slug)
    disposition = f'{"inline" if kind == "pdf" else "attachment"}; filename="{slug}-pack.{kind}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(made, content_type=f"application/{kind}", headers=headers)


def _zipped(asked: pack.Pack, *, at: dt.datetime) -> bytes:
    """A PDF for each piece, with its copies, numbered in printing order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (piece, pdf) in enumerate(printing.singles(asked, at=at), start=1):
            name = slugify(f"{piece.kind} {piece.title}")
            archive.writestr(f"{number:03}-{name}.pdf", pdf)
    return out.getvalue()

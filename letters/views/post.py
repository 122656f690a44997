"""The post of an event: what waits for which destination, what is packed, and what is on its way."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Addressee
from events.models import Event
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in
from letters import covers, destinations, parcels, postage, rates
from letters.destinations import PostDesk
from letters.forms.post import PackForm, PostedForm
from letters.models import Parcel
from letters.postage import Tariff

A_PAGE = 50


def post(request: HttpRequest, slug: str) -> HttpResponse:
    """Written, counted, packed and posted; each destination with its best way. A POST packs a parcel."""
    event = event_or_404(request, slug)
    today = timezone.localdate(timezone=event.zone)
    desk = destinations.post_desk(event, on=today)
    currency = (desk.tariff or Tariff()).currency
    packing = _asked_for(request, desk, currency) if request.method == "POST" else None
    if packing is not None and packing.is_valid():
        try:
            return _packed(request, event, packing)
        except Refused as refused:
            case, _space, kind = refused.field.partition(" ")
            packing.add_error(packing.names.get((case, kind)), str(refused.sentence))
    return _page(request, event, desk, packing, status=422 if packing else 200)


def _asked_for(request: HttpRequest, desk: PostDesk, currency: str) -> PackForm:
    destination = desk.find(number_in(request.POST.get("to")))
    if destination is None:
        raise Http404
    return PackForm(request.POST, destination=destination, currency=currency)


def _packed(request: HttpRequest, event: Event, form: PackForm) -> HttpResponse:
    chosen = form.destination.recipient
    if form.way == postage.EMBASSY and form.destination.embassy:
        chosen = form.destination.embassy
    parcel = parcels.pack(
        event,
        key=form.cleaned_data["key"],
        addressee=get_object_or_404(Addressee, pk=chosen.pk),
        lines=form.lines(),
        is_alone=form.way == postage.ALONE,
        weighed=form.cleaned_data["grams"],
        by=party_of(request),
        at=timezone.now(),
    )
    messages.success(
        request, _("Parcel %(number)d is packed. Print its cover sheet.") % {"number": parcel.number}
    )
    return redirect("parcel", event.slug, parcel.number)


def _page(
    request: HttpRequest, event: Event, desk: PostDesk, packing: PackForm | None, *, status: int
) -> HttpResponse:
    tariff = desk.tariff or Tariff()
    page: Any = Paginator(desk.parcels, A_PAGE).get_page(request.GET.get("page"))
    rows = []
    for each in desk.destinations:
        is_asked = packing is not None and packing.destination is each
        if each.letters or is_asked:
            form = packing if is_asked else PackForm(destination=each, currency=tariff.currency)
            rows.append((each, form, _stamped(tariff, each.best.pieces) if each.best else []))
    packed = (each.parcel for each in desk.parcels)
    waiting = sorted(parcel.number for parcel in packed if parcel.status == Parcel.Status.PACKED)
    begins = range(0, len(waiting), covers.AT_ONCE)
    files = [waiting[begin : begin + covers.AT_ONCE] for begin in begins]
    context = {
        "event": event,
        "desk": desk,
        "currency": tariff.currency,
        "rows": rows,
        "page": page,
        "totals": {name: desk.total(name) for name in ("written", "packed", "posted")},
        "stamps": list(desk.stamps.items()),
        "waiting": len(waiting),
        "files": [(some[0], some[-1], len(some)) for some in files],
    }
    return render(request, "letters/post.html", context, status=status)


def _stamped(tariff: Tariff, pieces: tuple[postage.Piece, ...]) -> list[dict[str, Any]]:
    """Each sort of envelope with the stamps that go on it."""
    return [
        {"piece": piece, "stamps": list(postage.stamps_for(tariff.stamps, piece.price).items())}
        for piece in pieces
    ]


def parcel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One parcel: what lies in it, its stamps, its cover sheet. A POST notes that it went, or unpacks it."""
    event = event_or_404(request, slug)
    found = get_object_or_404(
        event.parcels.select_related("posted_by").prefetch_related("lines__case__translations"), number=number
    )
    found.event = event
    act, today = request.POST.get("act", ""), timezone.localdate(timezone=event.zone)
    form = PostedForm(request.POST if act == "posted" else None, initial={"on": today})
    if request.method == "POST":
        done = _done(request, found, act, form)
        if done is not None:
            return done
    context = {"event": event, "form": form, **_contents(event, found, today)}
    return render(request, "letters/parcel.html", context, status=422 if form.is_bound else 200)


def _contents(event: Event, found: Parcel, today: dt.date) -> dict[str, Any]:
    """The parcel with what lies in it, its stamps, and whether its country's post is stopped."""
    lines = list(found.lines.all())
    letters = sum(line.quantity for line in lines)
    tariff = rates.tariff_of(event.section) or Tariff()
    way = parcels.way_of(found, tariff, letters)
    return {
        "parcel": found,
        "lines": lines,
        "letters": letters,
        "pieces": _stamped(tariff, way.pieces) if way else [],
        "stop": rates.stops_of(event.section, on=today).get(found.country),
    }


def _done(request: HttpRequest, found: Parcel, act: str, form: PostedForm) -> HttpResponse | None:
    """Where to go after what was asked for; None where its form has to be mended."""
    if act not in ACTS:
        raise Http404
    if act == "posted" and not form.is_valid():
        return None
    try:
        messages.success(request, ACTS[act](request, found, form))
    except Refused as refused:
        if act == "posted":
            refused.stand_in(form)
            return None
        messages.error(request, str(refused.sentence))
    return redirect("post", found.event.slug)


def _posted(request: HttpRequest, found: Parcel, form: PostedForm) -> str:
    parcels.mark_posted(found, by=party_of(request), at=timezone.now(), **form.cleaned_data)
    return _("Parcel %(number)d is on its way. Thank you!") % {"number": found.number}


def _unpack(request: HttpRequest, found: Parcel, form: PostedForm) -> str:
    parcels.unpack(found, by=party_of(request), at=timezone.now())
    return _("The letters wait to be packed again. Please throw the old cover sheet away.")


def _not_posted(request: HttpRequest, found: Parcel, form: PostedForm) -> str:
    parcels.mark_not_posted(found, by=party_of(request), at=timezone.now())
    return _("Parcel %(number)d lies packed again.") % {"number": found.number}


ACTS: dict[str, Callable[[HttpRequest, Parcel, PostedForm], str]] = {
    "posted": _posted,
    "not_posted": _not_posted,
    "unpack": _unpack,
}

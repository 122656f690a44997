"""Papers of an event beside its letters: cover sheets, a certificate, and a picture to share."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from events.models import Event
from events.parties import party_of
from events.views.finding import event_or_404, number_in
from letters import achievements, covers, press, rates, sharing, speaking
from letters.models import Parcel
from letters.postage import Tariff
from letters.ranking import ranking


def parcel_cover(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The cover sheet of one parcel."""
    event = event_or_404(request, slug)
    parcel = get_object_or_404(event.parcels, number=number)
    return _pdf(request, event, f"parcel-{number}", lambda: _covers(event, [parcel]))


def all_covers(request: HttpRequest, slug: str) -> HttpResponse:
    """The cover sheets of parcels not posted yet, ``from`` a number ``to`` a number: what one file holds."""
    event = event_or_404(request, slug)
    first, last = (number_in(request.GET.get(name)) for name in ("from", "to"))
    asked = covers.waiting(event).filter(number__gte=first, **({"number__lte": last} if last else {}))
    found = list(asked[: covers.AT_ONCE])
    if not found:
        raise Http404
    return _pdf(request, event, "parcels", lambda: _covers(event, found))


def _covers(event: Event, found: list[Parcel]) -> bytes:
    # Here, where the language of whoever prints is the active one.
    prefetch_related_objects(found, "lines__case__translations")
    return covers.covers(event, found, tariff=rates.tariff_of(event.section) or Tariff())


def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    """The place's number and thanks, to hang on a wall."""
    event = event_or_404(request, slug)
    if not achievements.of(event).letters:
        messages.info(request, _("No letter was counted yet. The certificate comes with the first one."))
        return redirect("post", slug)
    today = timezone.localdate(timezone=event.zone)
    return _pdf(request, event, "certificate", lambda: achievements.certificate(event, day=today))


def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What was written, case by case, to hang up."""
    event = event_or_404(request, slug)
    if not achievements.of(event).letters:
        messages.info(request, _("No letter was counted yet. There is a page to hang up with the first one."))
        return redirect("report", slug)
    at = timezone.now()
    day = timezone.localdate(at, event.zone)
    return _pdf(request, event, "results", lambda: achievements.results(event, day=day, at=at))


def team_certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of thanks for each team that wrote."""
    event = event_or_404(request, slug)
    wrote = [place for place in ranking(event) if place.letters > 0]
    if not wrote:
        messages.info(request, _("No team has written a letter yet. Certificates come with the first one."))
        return redirect("teams", slug)
    today = timezone.localdate(timezone=event.zone)
    return _pdf(request, event, "teams", lambda: achievements.team_certificates(event, wrote, day=today))


def _pdf(request: HttpRequest, event: Event, name: str, made: Callable[[], bytes]) -> HttpResponse:
    """The file in the language of whoever prints, or the page it was asked from with a sentence."""
    user = party_of(request).user
    try:
        with translation.override(speaking.language_for(event, user.language if user else "")):
            pdf = made()
    except press.PressFault as fault:
        messages.error(request, fault.sentence())
        return redirect("post", event.slug)
    disposition = f'inline; filename="{event.slug}-{name}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def share(request: HttpRequest, slug: str) -> HttpResponse:
    """The place's public number as a picture, for anyone. Made once for each number."""
    events = Event.objects.public().held_here().select_related("section", "campaign")
    event = get_object_or_404(events, slug=slug)
    with translation.override(speaking.language_of_pages(event)):
        card = sharing.card_of(achievements.of(event))
    response: HttpResponse | None = get_conditional_response(request, etag=card.etag)
    if response is None:
        response = HttpResponse(sharing.picture(card), content_type="image/png")
    response["ETag"] = card.etag
    response["Cache-Control"] = "public, max-age=60"
    return response

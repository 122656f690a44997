"""The organiser's page of phones: which are held back, and what each logged."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Role
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in
from letters import holding, phones
from letters.forms.phones import LimitsForm
from letters.models import Holdback

A_PAGE = 50


def phone_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The phones of an event. A POST accepts one, takes all of one back, or changes the limits."""
    event = event_or_404(request, slug)
    act = request.POST.get("act")
    form = LimitsForm.of(event, request.POST if act == "limits" else None)
    if act == "limits" and not form.is_valid():
        return _page(request, event, form, status=422)
    if request.method == "POST":
        try:
            _done(request, event, form)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        return redirect("phones", slug)
    return _page(request, event, form)


def _page(request: HttpRequest, event: Event, form: LimitsForm, status: int = 200) -> HttpResponse:
    page: Any = Paginator(phones.of_event(event), A_PAGE).get_page(request.GET.get("page"))
    told = phones.told(page, event)
    # Those held back come first, so that the first page knows them.
    held = phones.held(event, told) if page.number == 1 else []
    context = {"event": event, "form": form, "page": page, "phones": told, "held": held}
    return render(request, "letters/phones.html", context, status=status)


def _done(request: HttpRequest, event: Event, form: LimitsForm) -> None:
    """What the form asks for is done, and the next page says so. Raises Refused."""
    party, at = party_of(request), timezone.now()
    if form.is_bound:
        holding.set_limits(event, by=party, at=at, **form.cleaned_data)
        messages.success(request, _("The limits are changed. They hold for what is logged from now on."))
    elif request.POST.get("act") == "accept":
        holdback = get_object_or_404(event.holdbacks, pk=number_in(request.POST.get("holdback")))
        holding.accept(holdback, by=party, at=at)
        messages.success(request, _("Accepted: the phone’s letters are in the public number."))
    elif request.POST.get("act") == "accept_all":
        holding.accept_all(event, by=party, at=at)
        messages.success(request, _("Accepted: the letters of all phones are in the public number."))
    else:
        number = holding.void(event, device=_device(request, event), by=party, at=at)
        said = ngettext(
            "Taken back: %(number)d entry. The phone is off the marathon.",
            "Taken back: %(number)d entries. The phone is off the marathon.",
            number,
        )
        messages.success(request, said % {"number": number})


def _device(request: HttpRequest, event: Event) -> Any:
    """The pseudonym of the phone that the form names, by its holdback or by its volunteer."""
    if "holdback" in request.POST:
        holdbacks = event.holdbacks.select_related("event")
        found: Holdback = get_object_or_404(holdbacks, pk=number_in(request.POST["holdback"]))
        return found.device
    roles = Role.objects.volunteers_of(event)
    return get_object_or_404(roles, pk=number_in(request.POST.get("role"))).pseudonym

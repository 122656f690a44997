"""The organiser's pages for the people at the tables: who is there, and how they came."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import invitations, volunteers
from events.forms.volunteers import InvitationForm
from events.models import Duty, Event, Invitation, Role
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in

A_PAGE = 50
# How many slips come out of the printer: two pages of eight.
SLIPS = 16
# How many letters the phones of an event brought. The ledger stands above, so the address hands it in.
LettersOf = Callable[[Event, list[uuid.UUID]], Mapping[uuid.UUID, int]]


def people(request: HttpRequest, slug: str, letters_of: LettersOf) -> HttpResponse:
    """The volunteers by nickname or number, with shifts and letters. A POST takes one off or back in."""
    event = event_or_404(request, slug)
    if request.method == "POST":
        _take_off_or_in(request, event)
        return redirect("volunteers", slug)
    shows_off = request.GET.get("show") == "off"
    roles = Role.objects.volunteers_of(event).with_number()
    shown = roles.out_of_force() if shows_off else roles.in_force()
    duties = Duty.objects.kept().select_related("shift").order_by("shift__starts_at", "id")
    shown = shown.select_related("invitation").prefetch_related(Prefetch("duties", duties))
    page: Any = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    letters = letters_of(event, [role.pseudonym for role in page])
    context = {
        "event": event,
        "page": page,
        "shows_off": shows_off,
        "rows": [
            {
                "role": role,
                "name": volunteers.shown_name(role, event),
                "letters": letters.get(role.pseudonym, 0),
            }
            for role in page
        ],
    }
    return render(request, "events/volunteers.html", context)


def _take_off_or_in(request: HttpRequest, event: Event) -> None:
    roles = Role.objects.volunteers_of(event)
    role = get_object_or_404(roles, pk=number_in(request.POST.get("role")))
    party, at = party_of(request), timezone.now()
    if request.POST.get("act") == "readmit":
        volunteers.readmit(role, by=party, at=at)
        messages.success(request, _("They may count again, with the phone they had."))
    else:
        volunteers.remove(role, by=party, at=at)
        messages.success(
            request, _("They are off the marathon, and their shifts are free. What they counted stays.")
        )


def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The invitations of an event, and the form for one more. A POST makes one, or takes one back."""
    event = event_or_404(request, slug)
    if request.POST.get("act") == "revoke":
        return _revoke(request, event)
    form = InvitationForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, event, form)
        except Refused as refused:
            refused.stand_in(form)
    came = Count("roles", filter=Q(roles__revoked_at__isnull=True))
    found = event.invitations.annotate(people=came).order_by("-made_at", "-id")
    page: Any = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    at = timezone.now()
    usable = Invitation.objects.usable_at(at).filter(pk__in=[invitation.pk for invitation in page])
    context = {
        "event": event,
        "form": form,
        "page": page,
        "usable": set(usable.values_list("pk", flat=True)),
        "now": at,
    }
    return render(request, "events/invitations.html", context, status=422 if form.is_bound else 200)


def _made(request: HttpRequest, event: Event, form: InvitationForm) -> HttpResponse:
    """The invitation as link, code, picture and slips: shown this once, because only its hash is kept."""
    invitation, token = invitations.invite(
        event, by=party_of(request), at=timezone.now(), **form.cleaned_data
    )
    whom = "pupils" if event.is_for_pupils() else ""
    if invitation.kind == Invitation.Kind.ORGANISER:
        whom = invitation.kind
    openings = event.openings.select_related("venue")[:2]
    context = {
        "event": event,
        "invitation": invitation,
        "shown": invitations.Shown.of(token, whom),
        "openings": openings,
        "slips": range(min(SLIPS, invitation.uses_allowed or SLIPS)),
    }
    return render(request, "events/invitation_shown.html", context)


def _revoke(request: HttpRequest, event: Event) -> HttpResponse:
    invitation = get_object_or_404(event.invitations, pk=number_in(request.POST.get("invitation")))
    out = invitations.take_back(invitation, by=party_of(request), at=timezone.now())
    said = ngettext(
        "The invitation is taken back, and with it the phone that came by it. What it counted stays.",
        "The invitation is taken back, and with it the %(out)d phones that came by it. "
        "What they counted stays.",
        out,
    )
    nobody = _("The invitation is taken back. Nobody had come by it.")
    messages.success(request, said % {"out": out} if out else nobody)
    return redirect("invitations", event.slug)

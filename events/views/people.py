"""The people of a section, and what they may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events import appointments, invitations
from events.forms.people import AppointForm
from events.models import Invitation, Role, Section, Trust
from events.parties import Party, party_of
from events.refused import Refused
from events.views.finding import number_in, section_or_404

A_PAGE = 50


def section_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Coordinators, those invited, trusted organisers, organisers. Each POST gives or takes one right."""
    section = section_or_404(request, slug)
    form = AppointForm()
    if request.method == "POST":
        act = request.POST.get("act", "")
        form = AppointForm(request.POST) if act == "appoint" else form
        done = _appointed(request, section, form) if act == "appoint" else _taken(request, section, act)
        if done is not None:
            return done
    at = timezone.now()
    organisers = (
        Role.objects.filter(kind=Role.Kind.ORGANISER, event__section=section)
        .in_force()
        .select_related("user", "event")
        .order_by("user__name", "user__email", "event__name", "id")
    )
    context = {
        "section": section,
        "form": form,
        "me": party_of(request).user,
        "coordinators": appointments.coordinators(section),
        "invited": Invitation.objects.usable_at(at).filter(section=section).order_by("ends_at"),
        "trusts": Trust.objects.filter(section=section).select_related("user"),
        "page": Paginator(organisers, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "events/section_people.html", context, status=422 if form.is_bound else 200)


def _appointed(request: HttpRequest, section: Section, form: AppointForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        appointments.appoint(section, by=party_of(request), at=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        refused.stand_in(form)
        return None
    messages.success(request, _("The invitation is on its way."))
    return redirect("section_people", section.slug)


def _taken(request: HttpRequest, section: Section, act: str) -> HttpResponse:
    """A right is gone, or a sentence says why not. Whoever took their own is on their own page again."""
    if act not in ACTS:
        raise Http404
    party = party_of(request)
    try:
        messages.success(request, ACTS[act](party, section, number_in(request.POST.get("which"))))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    if Section.objects.coordinated_by(Party(party.user)).filter(pk=section.pk).exists():
        return redirect("section_people", section.slug)
    return redirect("me")


def _leave(party: Party, section: Section, which: int) -> str:
    appointments.leave(section, by=party, at=timezone.now())
    return _("You no longer coordinate this section. Thank you for what you did.")


def _take_back(party: Party, section: Section, which: int) -> str:
    roles = Role.objects.filter(section=section) | Role.objects.filter(
        event__section=section, kind=Role.Kind.ORGANISER
    )
    appointments.take_back(get_object_or_404(roles, pk=which), by=party, at=timezone.now())
    return _("The role is taken back. They are told by mail.")


def _withdraw_invitation(party: Party, section: Section, which: int) -> str:
    found = get_object_or_404(Invitation, section=section, pk=which)
    invitations.take_back(found, by=party, at=timezone.now())
    return _("The invitation is taken back.")


def _withdraw_trust(party: Party, section: Section, which: int) -> str:
    found = get_object_or_404(Trust, section=section, pk=which)
    appointments.withdraw_trust(found, by=party, at=timezone.now())
    return _("What they register is looked at from now on.")


ACTS: dict[str, Callable[[Party, Section, int], Any]] = {
    "leave": _leave,
    "take_back": _take_back,
    "withdraw_invitation": _withdraw_invitation,
    "withdraw_trust": _withdraw_trust,
}

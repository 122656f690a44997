"""The teams of an event: made, named, and how many letters each wrote."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import teams
from events.forms.teams import RenameForm, TeamsForm
from events.models import Event
from events.parties import party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in
from letters.ranking import ranking


def team_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The teams in the order of their letters. A POST makes some, renames one or removes one."""
    event, at = event_or_404(request, slug), timezone.now()
    act = request.POST.get("act", "make") if request.method == "POST" else ""
    wrong: dict[int, RenameForm] = {}
    form = TeamsForm(request.POST if act == "make" else None)
    if act == "make":
        done = _make(request, event, form, at)
    elif act:
        done = _change(request, event, act, wrong, at)
    if act and done:
        return redirect("teams", slug)
    rows = [(one, wrong.get(one.team.pk) or RenameForm(team=one.team)) for one in ranking(event)]
    most = max((one.letters for one, _form in rows), default=0)
    context = {"event": event, "form": form, "rows": rows, "most": most}
    return render(request, "letters/teams.html", context, status=422 if act else 200)


def _make(request: HttpRequest, event: Event, form: TeamsForm, at: dt.datetime) -> bool:
    if not form.is_valid():
        return False
    try:
        number = teams.make(event, form.cleaned_data["names"], by=party_of(request), at=at)
    except Refused as refused:
        refused.stand_in(form)
        return False
    said = ngettext("%(n)d team is new.", "%(n)d teams are new.", number) % {"n": number}
    messages.success(request, said if number else _("These teams were there already."))
    return True


def _change(
    request: HttpRequest, event: Event, act: str, wrong: dict[int, RenameForm], at: dt.datetime
) -> bool:
    """Renames or removes the team that the form names; a name that is none stays in ``wrong``."""
    team = get_object_or_404(event.teams.select_related("event"), pk=number_in(request.POST.get("team")))
    party = party_of(request)
    form = RenameForm(request.POST, team=team)
    try:
        if act == "remove":
            teams.remove(team, by=party, at=at)
            messages.success(request, _("The team is removed."))
            return True
        if form.is_valid():
            teams.rename(team, form.cleaned_data["name"], by=party, at=at)
            messages.success(request, _("The team has its new name."))
            return True
    except Refused as refused:
        if not refused.field:
            messages.error(request, str(refused.sentence))
            return True
        refused.stand_in(form)
    wrong[team.pk] = form
    return False

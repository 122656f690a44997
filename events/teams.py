"""The teams of an event: classes, clubs, companies. Writers are at most a team and a number."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from events import trail
from events.models import Event, Team
from events.parties import Party
from events.refused import Refused

# A school of a thousand has forty classes; more than this is a list that slipped in.
MOST = 200

trail.know(
    teams_made=_("made teams"),
    team_renamed=_("renamed a team"),
    team_removed=_("removed a team"),
)


class TooManyTeams(Refused):
    """An event has no room for so many."""

    sentence = _("An event has at most 200 teams.")
    field = "names"


class TeamNameTaken(Refused):
    """Another team of the event is called so."""

    sentence = _("Another team has this name already.")
    field = "name"


class TeamCounts(Refused):
    """Letters were counted for it, or a sheet was given to it."""

    sentence = _("Letters were counted for this team, so it stays. You can give it another name.")


def make(event: Event, names: Sequence[str], *, by: Party, at: dt.datetime) -> int:
    """The event has a team of each name; those that it had are as they were. How many are new.

    Raises TooManyTeams.
    """
    with transaction.atomic():
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        there = set(event.teams.values_list("name", flat=True))
        fresh = [name for name in dict.fromkeys(names) if name not in there]
        if len(there) + len(fresh) > MOST:
            raise TooManyTeams
        Team.objects.bulk_create(Team(event=event, name=name) for name in fresh)
        if fresh:
            trail.note("teams_made", at=at, by=by, event=event, teams=len(fresh))
    return len(fresh)


def rename(team: Team, name: str, *, by: Party, at: dt.datetime) -> None:
    """The team is called so. Raises TeamNameTaken."""
    try:
        with transaction.atomic():
            locked = Team.objects.select_for_update().get(pk=team.pk)
            if locked.name == name:
                return
            locked.name = name
            locked.save(update_fields=["name"])
            trail.note("team_renamed", at=at, by=by, event=team.event, what=f"team {team.pk}")
    except IntegrityError:
        raise TeamNameTaken from None


def remove(team: Team, *, by: Party, at: dt.datetime) -> None:
    """The team is gone. Raises TeamCounts where the ledger knows it."""
    event, number = team.event, team.pk
    try:
        with transaction.atomic():
            count, _rows = Team.objects.filter(pk=team.pk).delete()
            if count:
                trail.note("team_removed", at=at, by=by, event=event, what=f"team {number}")
    except ProtectedError:
        raise TeamCounts from None

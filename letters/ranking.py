"""How many letters each team of an event wrote."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from cases.kinds import LETTERS
from events.models import Event, Team
from letters.models import Holdback


@dataclass(frozen=True, slots=True)
class Place:
    """A team, its letters, and where it stands: equal letters share a place, and no letters have none."""

    team: Team
    letters: int
    place: int
    # Different numbers of whom something stands; 0 where the team counts without numbers.
    writers: int = 0


def ranking(event: Event) -> list[Place]:
    """The event's teams, most letters first. What is held back from the public number is not in it.

    One query; the ledger is asked by its index of teams.
    """
    counted = Q(entries__kind__in=LETTERS) & ~Q(entries__held__holdback__status=Holdback.Status.OPEN)
    stands = Q(entries__reverses=None, entries__reversed_by=None)
    teams = event.teams.annotate(
        letters=Coalesce(Sum("entries__quantity", filter=counted), 0),
        writers=Count("entries__writer_number", filter=stands, distinct=True),
    )
    found: list[Place] = []
    for position, team in enumerate(teams.order_by("-letters", "name", "pk"), 1):
        is_equal = bool(found) and found[-1].letters == team.letters
        place = found[-1].place if is_equal else position
        found.append(Place(team, team.letters, place if team.letters else 0, team.writers))
    return found

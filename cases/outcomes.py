"""What became of the people we write for, as the latest milestone says, good or bad: never a flag."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Milestone

Kind = Milestone.Kind


class Outcome(models.TextChoices):
    """The groups that the album of stamps is sorted by."""

    FREE = "free", _("free")
    CONDITIONS = "conditions", _("free on bail or on conditions")
    JUSTICE = "justice", _("recognised or justice done")
    WAITING = "waiting", _("still waiting")
    SETBACK = "setback", _("back in prison or set back")


_KINDS: dict[str, tuple[str, ...]] = {
    Outcome.FREE: (Kind.RELEASED, Kind.PARDONED),
    Outcome.CONDITIONS: (Kind.RELEASED_ON_BAIL, Kind.RELEASED_CONDITIONALLY),
    Outcome.JUSTICE: (Kind.RECOGNISED, Kind.PERPETRATORS_CONVICTED),
    Outcome.SETBACK: (Kind.RE_ARRESTED, Kind.SETBACK),
    Outcome.WAITING: (
        Kind.ARRESTED,
        Kind.ABUSED,
        Kind.KILLED,
        Kind.SENTENCED,
        Kind.SENTENCE_CHANGED,
        Kind.STILL_WAITING,
    ),
}
_OUTCOMES = {kind: Outcome(outcome) for outcome, kinds in _KINDS.items() for kind in kinds}


def outcome_of(latest_kind: str | None) -> Outcome:
    """The outcome that a latest milestone of the kind means. A case without a milestone is still waiting."""
    return _OUTCOMES.get(latest_kind or "", Outcome.WAITING)


def having(outcome: str) -> models.Q:
    """The condition on cases ``with_latest_milestone`` that have the outcome."""
    condition = models.Q(latest_kind__in=_KINDS[outcome])
    return condition | models.Q(latest_kind__isnull=True) if outcome == Outcome.WAITING else condition

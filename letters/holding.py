"""What an organiser says of a phone that is held back: it is right, or all of it is taken back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from cases.kinds import LETTERS
from events import trail
from events.models import Event, Role
from events.parties import Party
from events.refused import Refused
from letters import ledger, refusals
from letters.ledger import Line
from letters.models import Channel, Entry, Held, Holdback
from letters.turns import turn

# Lines that are taken back in one go: others count in between.
CHUNK = 500

trail.know(
    phone_accepted=_("accepted what a phone had logged"),
    phone_voided=_("took back all that a phone had logged"),
    limits_changed=_("changed how much one phone may log"),
)


class ResultFinal(Refused):
    """The figures were verified, or the section's or the campaign's result is final."""

    sentence = _("The result is final by now. Nothing is added to it or taken back any more.")


class TakenBackMeanwhile(Refused):
    """Somebody else decided otherwise."""

    sentence = _("Somebody took back all of this phone meanwhile. There is nothing left to accept.")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What an event has counted that is not in the public number, and of how many phones."""

    letters: int
    actions: int
    phones: int


def held_back(event: Event) -> HeldBack:
    """What waits for the organiser's word at the event. Asks two queries."""
    is_letter = Q(entry__kind__in=LETTERS)
    waiting = Holdback.objects.filter(event=event).open()
    sums = Held.objects.filter(holdback__in=waiting).aggregate(
        letters=Sum("entry__quantity", filter=is_letter), actions=Sum("entry__quantity", filter=~is_letter)
    )
    return HeldBack(sums["letters"] or 0, sums["actions"] or 0, waiting.count())


def accept(holdback: Holdback, *, by: Party, at: dt.datetime) -> None:
    """What the phone logged is in the public number, and nothing of it is held at this event any more.

    Safe to repeat. Raises ResultFinal, and TakenBackMeanwhile where all of it was.
    """
    event = holdback.event
    with turn(event.pk), transaction.atomic():
        # What the phone sends at this moment is written before or after, never in between.
        ledger.lock_head(event)
        holdback = Holdback.objects.get(pk=holdback.pk)
        if holdback.status == Holdback.Status.ACCEPTED:
            return
        if holdback.status == Holdback.Status.VOIDED:
            raise TakenBackMeanwhile
        _check_open(event)
        held = Held.objects.filter(holdback=holdback)
        letters = held.filter(entry__kind__in=LETTERS).aggregate(sum=Sum("entry__quantity"))["sum"] or 0
        _settle(holdback, Holdback.Status.ACCEPTED, by, at)
        what = f"holdback {holdback.pk}"
        trail.note("phone_accepted", at=at, by=by, event=event, what=what, letters=letters)


def accept_all(event: Event, *, by: Party, at: dt.datetime) -> int:
    """All phones that wait are accepted, one after another. How many that were. Raises ResultFinal."""
    waiting = list(Holdback.objects.filter(event=event).open())
    for holdback in waiting:
        holdback.event = event
        accept(holdback, by=by, at=at)
    return len(waiting)


def void(event: Event, *, device: uuid.UUID, by: Party, at: dt.datetime) -> int:
    """Every line of the phone is taken back by a line of its own, and the phone is off the event.

    How many lines this call took back. Safe to repeat, and to go on with where it broke off: what is left
    stays held meanwhile. Raises ResultFinal.
    """
    role = by.role_at(event)
    if role is None:
        raise ValueError("Whoever takes a phone's letters back has a role over the event.")
    holdback = _stopped(event, device, by, at)
    entries = letters = 0
    is_settled = False
    while not is_settled:
        taken = _taken_back(event, device, role, at)
        entries += len(taken)
        letters += sum(entry.quantity for entry in taken if entry.kind in LETTERS)
        with turn(event.pk), transaction.atomic():
            ledger.lock_head(event)
            # What the phone sent just before this lock is still to be taken back: settled, it would count.
            is_settled = not _unreversed(event, device)
            if is_settled and _settle(holdback, Holdback.Status.VOIDED, by, at):
                what = f"holdback {holdback.pk}"
                trail.note(
                    "phone_voided", at=at, by=by, event=event, what=what, entries=entries, letters=letters
                )
    return entries


@transaction.atomic
def set_limits(event: Event, *, pace: int, device: int, crowd: int, by: Party, at: dt.datetime) -> None:
    """From now on a phone is held back that logs more entries a minute, or more letters, than said.

    And so is one that joins after so many others within the hour.
    """
    event = Event.objects.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)
    if (event.pace_limit, event.device_limit, event.crowd_limit) == (pace, device, crowd):
        return
    Event.objects.filter(pk=event.pk).update(pace_limit=pace, device_limit=device, crowd_limit=crowd)
    trail.note("limits_changed", at=at, by=by, event=event, pace=pace, letters=device, phones=crowd)


def _stopped(event: Event, device: uuid.UUID, by: Party, at: dt.datetime) -> Holdback:
    """The phone is off the event, and held: what it sends at this moment is not in the public number."""
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        _check_open(event)
        holdback, _is_new = Holdback.objects.get_or_create(
            event=event, device=device, defaults={"raised_at": at}
        )
        roles = Role.objects.filter(event=event, pseudonym=device)
        for role in roles.filter(revoked_at__isnull=True).select_for_update():
            Role.objects.filter(pk=role.pk).update(revoked_at=at)
            role.duties.to_come(at).give_back(at=at)
    return holdback


def _check_open(event: Event) -> None:
    if not ledger.takes_corrections(event):
        raise ResultFinal


def _taken_back(event: Event, device: uuid.UUID, role: Role, at: dt.datetime) -> list[Entry]:
    """The lines of the phone that this call took back, until none is left."""
    taken: list[Entry] = []
    while lines := _unreversed(event, device):
        # Ids by chance: whoever could work them out would have logged an entry under each beforehand. That
        # nothing is taken back twice, the ledger sees to.
        reversals = [Line(uuid.uuid4(), reverses=entry.pk) for entry in lines]
        # Paper and piles may speak after the counter closed, and so may this.
        result = ledger.record(event, entries=reversals, by=role, channel=Channel.RECOUNT, at=at)
        for entry, outcome in zip(lines, result.outcomes, strict=True):
            if outcome.code and outcome.code != refusals.ALREADY_REVERSED:
                raise refusals.LineRefused(outcome.code)
            if outcome.status == "created":
                taken.append(entry)
    return taken


def _unreversed(event: Event, device: uuid.UUID) -> list[Entry]:
    """The next lines of the phone that nobody took back."""
    lines = Entry.objects.filter(event=event, device=device, reverses=None, reversed_by=None)
    return list(lines.order_by("seq")[:CHUNK])


def _settle(holdback: Holdback, status: Holdback.Status, by: Party, at: dt.datetime) -> bool:
    """Whether it was not settled so before."""
    others = Holdback.objects.filter(pk=holdback.pk).exclude(status=status)
    return bool(others.update(status=status, settled_at=at, settled_by=by.user))

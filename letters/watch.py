"""Which entries are more than a hand can do. They are counted as all others, and not in the public number.

Only volunteers' phones are watched: a stolen invitation makes no more than those. The phone is told nothing.
"""

import datetime as dt
import uuid
from collections import Counter as Multiset
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from events import limits, mails, trail
from events.models import Event, Role, User
from letters import statements
from letters.models import Channel, DeviceCounter, Entry, Held, Holdback, PaceCounter

trail.know(held_back=_("A phone logged more than a hand can do, and is held back"))
mails.know(
    "held_back",
    lambda: {
        "event": Event(slug="library", name="Library on Long Street", pace_limit=60, device_limit=500),
        "number": 7,
        "reason": Held.Reason.PACE.value,
    },
)


def minute_of(written_at: dt.datetime) -> dt.datetime:
    """The minute in which an entry was tapped, by its own time."""
    return written_at.astimezone(dt.UTC).replace(second=0, microsecond=0)


def minutes_of(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """The minutes in which they lie."""
    return {minute_of(moment) for moment in moments}


@dataclass
class Watch:
    """One batch, looked at under the head's lock: what each phone has by it, and what of it is held."""

    event: Event
    by: Role
    channel: str
    at: dt.datetime
    # None where no volunteer's phone logs.
    phone: statements.Phone | None
    letters: Multiset[Any] = field(default_factory=Multiset)
    pace: Multiset[Any] = field(default_factory=Multiset)
    # Why entries are held by this phone's own holdback, and by which one those are that take held ones back.
    held: dict[uuid.UUID, Held.Reason] = field(default_factory=dict)
    undone: dict[uuid.UUID, int] = field(default_factory=dict)

    def look_at(self, entries: Sequence[Entry], known: Mapping[uuid.UUID, Entry]) -> None:
        """Goes through the lines of the batch; ``known`` has those that they take back."""
        taken_back = [entry.reverses_id for entry in entries if entry.reverses_id]
        still_held: dict[Any, int] = {}
        if taken_back:
            found = Held.objects.open().filter(entry__in=taken_back)
            still_held = dict(found.values_list("entry", "holdback"))
        for entry in entries:
            if entry.reverses_id:
                self.letters[known[entry.reverses_id].device,] += entry.quantity
                # What takes a held entry back is held with it, so that neither moves the public number.
                if entry.reverses_id in still_held:
                    self.undone[entry.pk] = still_held[entry.reverses_id]
                elif entry.reverses_id in self.held:
                    self.held[entry.pk] = Held.Reason.UNDONE
            elif self.phone:
                self._log(entry, self.phone)

    def _log(self, entry: Entry, phone: statements.Phone) -> None:
        reasons = []
        if self.channel == Channel.TAP:
            minute = minute_of(entry.written_at)
            self.pace[entry.device, minute] += 1
            if phone.by_minute.get(minute, 0) + self.pace[entry.device, minute] > self.event.pace_limit:
                reasons.append(Held.Reason.PACE)
        self.letters[entry.device,] += entry.quantity
        if phone.letters + self.letters[entry.device,] > self.event.device_limit:
            reasons.append(Held.Reason.TOTAL)
        if self.by.came_in_crowd:
            reasons.append(Held.Reason.CROWD)
        if phone.status or self.held:
            reasons.append(Held.Reason.AFTER)
        # Whom the organiser trusted once is trusted at this event.
        if reasons and phone.status != Holdback.Status.ACCEPTED:
            self.held[entry.pk] = reasons[0]

    def statements(self) -> list[statements.Statement]:
        """What the counters by device and by minute gain and lose."""
        by_device = statements.Move(DeviceCounter, ("device",), self.letters)
        by_minute = statements.Move(PaceCounter, ("device", "minute"), self.pace)
        return [
            *statements.gained(self.event.pk, by_device),
            *statements.lost(self.event.pk, by_device),
            *statements.gained(self.event.pk, by_minute),
        ]

    def keep(self) -> None:
        """What is held is known to be; the organisers are told where a phone is held for the first time."""
        if self.held:
            own = self._holdback()
            Held.objects.bulk_create(
                Held(entry_id=pk, holdback_id=own, reason=reason) for pk, reason in self.held.items()
            )
        if self.undone:
            Held.objects.bulk_create(
                Held(entry_id=pk, holdback_id=holdback, reason=Held.Reason.UNDONE)
                for pk, holdback in self.undone.items()
            )

    def _holdback(self) -> int:
        """The phone's open holdback, made where there was none. One that was taken back opens again."""
        phone = self.phone
        if phone and phone.holdback and phone.status == Holdback.Status.OPEN:
            return phone.holdback
        # A phone that was let in again: what it had before is settled, and counts as the ledger has it.
        Held.objects.filter(holdback__event=self.event, holdback__device=self.by.pseudonym).delete()
        holdback, _is_new = Holdback.objects.update_or_create(
            event=self.event,
            device=self.by.pseudonym,
            defaults={"status": Holdback.Status.OPEN, "raised_at": self.at, "settled_at": None},
        )
        self._tell()
        return holdback.pk

    def _tell(self) -> None:
        reason = next(iter(self.held.values()))
        what = f"volunteer {self.by.pk}"
        trail.note("held_back", at=self.at, event=self.event, what=what, reason=reason.value)
        if reason == Held.Reason.CROWD and limits.exceeded(
            "crowd-told", str(self.event.pk), 1, 60 * 60, at=self.at
        ):
            # One mail for all of a crowd is enough to look at it.
            return
        # Somebody may have erased themselves while their phone was sending.
        numbered: Any = Role.objects.with_number().filter(pk=self.by.pk).first()
        for organiser in User.objects.organising(self.event):
            mails.post(
                "held_back",
                to=organiser,
                at=self.at,
                event=self.event,
                number=numbered.number if numbered else 0,
                reason=reason.value,
            )

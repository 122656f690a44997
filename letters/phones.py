"""The phones of an event as its organisers see them: what each logged, how fast, and which are held back."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from cases.kinds import LETTERS
from cases.telling import with_words
from events import volunteers
from events.models import Event, Role
from letters.models import DeviceCounter, Entry, Held, Holdback, PaceCounter

# Held phones shown at once: as they are decided, others move up.
AT_ONCE = 25
# Lines of each that are shown.
LINES = 5
# Whose quickest minute stays when the phones of an event are forgotten.
NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone: its volunteer, the letters and other actions that stand of it, its taps, its haste."""

    role: Role
    name: str

    @property
    def number(self) -> int:
        """The volunteer's number at the event, which mails and the trail name."""
        return int(self.role.number)  # type: ignore[attr-defined]

    @property
    def is_named(self) -> bool:
        """Whether the volunteer gave a nickname that may be shown."""
        return bool(self.name) and self.name == self.role.nickname

    @property
    def status(self) -> str:
        """What the organiser said of it, or that it is held back; empty where nothing was the matter."""
        status = self.role.holdback_status  # type: ignore[attr-defined]
        return str(Holdback.Status(status).label) if status else ""


@dataclass(frozen=True, slots=True)
class HeldPhone:
    """One phone that is held back: why, how much of it is, its last lines, and the phone where we know it."""

    holdback: Holdback
    phone: Phone | None
    # Each with its case's name.
    lines: list[tuple[Entry, str]]

    @property
    def name(self) -> str:
        """Whose it is; of one that was forgotten, that it was."""
        return self.phone.name if self.phone else _("A phone we no longer know")

    @property
    def why(self) -> list[str]:
        """Which limits it went over."""
        holdback: Any = self.holdback
        met = (
            (Held.Reason.PACE, holdback.pace),
            (Held.Reason.TOTAL, holdback.total),
            (Held.Reason.CROWD, holdback.crowd),
        )
        reasons = [reason for reason, number in met if number]
        return [str(reason.label) for reason in reasons or [Held.Reason.AFTER]]


def of_event(event: Event) -> QuerySet[Role]:
    """The volunteers whose phones logged something, those first that are held back, then most letters."""
    of_phone = {"event": event, "device": OuterRef("pseudonym")}
    pace = PaceCounter.objects.filter(**of_phone).order_by().values("device")
    holdbacks = Holdback.objects.filter(**of_phone)
    roles = Role.objects.volunteers_of(event).with_number().select_related("invitation")
    return (
        roles.annotate(
            logged=Subquery(DeviceCounter.objects.filter(**of_phone).values("quantity")),
            taps=Subquery(pace.annotate(sum=Sum("quantity")).values("sum")),
            fastest=Subquery(pace.annotate(most=Max("quantity")).values("most")),
            holdback_status=Subquery(holdbacks.values("status")),
            raised_at=Subquery(holdbacks.open().values("raised_at")),
        )
        .filter(Q(logged__isnull=False) | Q(holdback_status__isnull=False))
        .order_by(F("raised_at").asc(nulls_last=True), F("logged").desc(nulls_last=True), "pk")
    )


def told(roles: Iterable[Role], event: Event) -> list[Phone]:
    """The phones with the names they have on the event's pages."""
    return [Phone(role, volunteers.shown_name(role, event)) for role in roles]


def held(event: Event, phones: Iterable[Phone]) -> list[HeldPhone]:
    """The phones held back, the first one first, at most ``AT_ONCE``; ``phones`` has those we know."""
    is_letter = Q(held__entry__kind__in=LETTERS)
    holdbacks = list(
        Holdback.objects.filter(event=event)
        .open()
        .annotate(
            letters=Sum("held__entry__quantity", filter=is_letter, default=0),
            actions=Sum("held__entry__quantity", filter=~is_letter, default=0),
            entries=Count("held", filter=~Q(held__reason=Held.Reason.UNDONE)),
            pace=Count("held", filter=Q(held__reason=Held.Reason.PACE)),
            total=Count("held", filter=Q(held__reason=Held.Reason.TOTAL)),
            crowd=Count("held", filter=Q(held__reason=Held.Reason.CROWD)),
        )
        .order_by("raised_at", "pk")[:AT_ONCE]
    )
    by_device = {phone.role.pseudonym: phone for phone in phones}
    lines = _lines(event, holdbacks)
    return [HeldPhone(each, by_device.get(each.device), lines[each.pk]) for each in holdbacks]


def _lines(event: Event, holdbacks: Sequence[Holdback]) -> dict[int, list[tuple[Entry, str]]]:
    """The last lines of each that are held."""
    found: dict[int, list[tuple[Entry, str]]] = defaultdict(list)
    if not holdbacks:
        return found
    names = {case.pk: str(case) for case in with_words(event.cases.all())}
    newest = Window(RowNumber(), partition_by="holdback", order_by="-entry__seq")
    rows = Held.objects.filter(holdback__in=holdbacks).exclude(reason=Held.Reason.UNDONE)
    rows = rows.annotate(place=newest).filter(place__lte=LINES).select_related("entry")
    for row in rows.order_by("-entry__seq"):
        found[row.holdback_id].append((row.entry, names.get(row.entry.case_id, "–")))
    return found


def forget(roles: QuerySet[Role]) -> None:
    """What the phones of the roles logged, and how fast, is not known any more; no total has changed."""
    phones = list(roles.values_list("pseudonym", flat=True))
    for model in (DeviceCounter, PaceCounter):
        model.objects.filter(device__in=phones).delete()


def forget_of(events: QuerySet[Event]) -> None:
    """No phone of the events is known any more; of each event stays its quickest minute, which is nobody's.

    Coordinators compare it with what a hand can do, and reports may come late. What is held back stays so.
    """
    DeviceCounter.objects.filter(event__in=events).delete()
    somebodys = PaceCounter.objects.filter(event__in=events).exclude(device=NOBODY)
    for event in list(somebodys.order_by().values_list("event", flat=True).distinct()):
        minutes = PaceCounter.objects.filter(event=event)
        quickest = minutes.order_by("-quantity", "pk")[0]
        minutes.exclude(pk=quickest.pk).delete()
        minutes.update(device=NOBODY)

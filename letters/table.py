"""What a volunteer at the table sees: the cases with their figures, and what this device logged last."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.dates import long_date
from cases.kinds import LETTERS, Kind
from cases.models import Case, Feature
from cases.telling import with_words
from events.models import Event, Role
from events.models.event import GRACE, LEAD
from letters.models import Counter, DeviceCounter, Entry

# How many of its own entries a device can take back from the page.
LATEST = 5
# How far back in the event's ledger they are looked for: entries have no index by device.
WINDOW = 2_000

# What stands on a button; the person's says “to her”.
LABELS = {
    Kind.AUTHORITY: gettext_lazy("authority"),
    Kind.COPY: gettext_lazy("embassy"),
    Kind.PETITION: gettext_lazy("petition"),
    Kind.EMAIL: gettext_lazy("e-mail"),
    Kind.SOCIAL: gettext_lazy("social media"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A case at the table: its letters so far, and the kinds to tap with their labels."""

    case: Case
    letters: int
    kinds: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of this device, in the words of its button."""

    entry: Entry
    case: str
    label: str
    is_reversed: bool
    # Made for the form that takes it back, so that it is taken back once.
    undo_id: uuid.UUID = field(default_factory=uuid.uuid4)


def label_of(kind: str, case: Case) -> str:
    """What a button for the kind says at the case."""
    return str(case.get_pronoun_display() if kind == Kind.PERSON else LABELS[Kind(kind)])


def kind_name(kind: str) -> str:
    """What the kind is called where no single case is meant."""
    return str(LABELS.get(Kind(kind), _("the person")))


def cases_of(event: Event) -> list[Case]:
    """The event's cases in the campaign's order, with their words."""
    return in_order(event, with_words(event.cases.all()))


def in_order(event: Event, cases: Iterable[Case]) -> list[Case]:
    """The cases in the order of the event's campaign; those that it does not feature come last."""
    features = Feature.objects.filter(campaign=event.campaign_id).order_by("position", "id")
    places = {case: place for place, case in enumerate(features.values_list("case", flat=True))}
    return sorted(cases, key=lambda case: (places.get(case.pk, len(places)), case.pk))


def kinds_of(event: Event, case: Case) -> list[tuple[str, str]]:
    """The kinds that the event counts, each with what a button for it says at the case."""
    return [(kind, label_of(kind, case)) for kind in event.kinds]


def rows(event: Event) -> list[Row]:
    """The event's cases in the campaign's order, with their letters."""
    letters = dict(
        Counter.objects.filter(event=event, kind__in=LETTERS)
        .values_list("case")
        .annotate(sum=Sum("quantity"))
        .order_by()
    )
    return [Row(case, letters.get(case.pk, 0), kinds_of(event, case)) for case in cases_of(event)]


def letters_on(event: Event, day: dt.date) -> int:
    """The event's letters of one day."""
    counters = Counter.objects.filter(event=event, day=day, kind__in=LETTERS)
    return counters.aggregate(sum=Sum("quantity"))["sum"] or 0


def cases_counted(event: Event) -> set[int]:
    """The cases for which something was counted at the event."""
    return set(Counter.objects.filter(event=event).order_by().values_list("case", flat=True))


def letters_by_device(event: Event, devices: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many letters each of the devices has logged at the event, by its pseudonym."""
    counters = DeviceCounter.objects.filter(event=event, device__in=devices)
    return dict(counters.values_list("device", "quantity"))


def latest(event: Event, role: Role, cases: list[Case]) -> list[Logged]:
    """The last entries of the role's device at the event, reversals told at the entry they take back."""
    end = Entry.objects.filter(event=event).aggregate(end=Max("seq"))["end"] or 0
    entries = Entry.objects.filter(event=event, seq__gt=end - WINDOW, device=role.pseudonym)
    by_pk = {case.pk: case for case in cases}
    found = entries.filter(reverses=None, case__in=by_pk).select_related("reversed_by").order_by("-seq")
    return list(_told(found[:LATEST], by_pk))


def _told(entries: Any, cases: dict[int, Case]) -> Iterator[Logged]:
    for entry in entries:
        case = cases[entry.case_id]
        is_reversed = getattr(entry, "reversed_by", None) is not None
        yield Logged(entry, str(case), label_of(entry.kind, case), is_reversed)


def why_closed(event: Event, at: dt.datetime) -> str:
    """Why the event takes no entries at the instant, in a sentence; empty where it does."""
    if event.takes_entries_at(at):
        return ""
    if event.closed_at is not None:
        return _("The organisers closed the count on %(day)s. Nothing more is added.") % {
            "day": _day(event, event.closed_at)
        }
    if event.has_final_result():
        return _("The result is final. Nothing more is counted.")
    first, last = event.span()
    if first is None or last is None:
        return _("No opening hours are set for this marathon yet. Please ask its organisers.")
    if at < first:
        return _("Counting begins on %(day)s, a day before the doors open.") % {
            "day": _day(event, first - LEAD)
        }
    return _("The marathon is over: counting ended on %(day)s.") % {"day": _day(event, last + GRACE)}


def _day(event: Event, at: dt.datetime) -> str:
    return long_date(at.astimezone(event.zone).date())

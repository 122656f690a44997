"""A section's marathons as its coordinators see them: what waits, how each stands, what was counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cases.choices import Choice, Filtered
from cases.models import Campaign
from events.models import Event, Opening, Section
from letters.models import Holdback, Report

A_PAGE = 50
# What waits is shown on one page; whoever has more to do finds it in the table.
WAITING = 60


@dataclass
class Places(Filtered):
    """The events chosen, by their names, and what they were chosen by."""

    events: QuerySet[Event]
    campaign: str
    words: str

    @property
    def is_filtered(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.words) or super().is_filtered

    @property
    def query(self) -> str:
        """What was chosen, for the links to further pages."""
        asked = {"campaign": self.campaign, **({"words": self.words} if self.words else {})}
        return f"&{urlencode(asked)}" + super().query


@dataclass(frozen=True, slots=True)
class Standing:
    """A section's campaign in figures."""

    letters: int
    actions: int
    approved: int
    reported: int
    to_approve: int
    by_status: dict[str, int]
    by_form: dict[str, int]
    by_report: dict[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody has to decide: the events with what they wait for, in the order they should be taken."""

    to_approve: list[Event]
    to_verify: list[Event]
    held: list[Event]
    is_all: bool


def of(section: Section, campaign: Campaign) -> QuerySet[Event]:
    """The events of a section in a campaign."""
    return Event.objects.filter(section=section, campaign=campaign)


def standing(events: QuerySet[Event]) -> Standing:
    """What the events add up to. Asks one query."""
    letters = actions = 0
    statuses, forms, reports = Counter[str](), Counter[str](), Counter[str]()
    rows = events.order_by().values_list("status", "form", "report__status")
    for status, form, report, number, its_letters, its_actions in rows.annotate(
        Count("pk"), Sum("head__letters"), Sum("head__actions")
    ):
        letters += its_letters or 0
        actions += its_actions or 0
        statuses[status] += number
        forms[form] += number
        if status == Event.Status.APPROVED and form == Event.Form.HERE:
            reports[report or Report.Status.MISSING] += number
    return Standing(
        letters=letters,
        actions=actions,
        approved=statuses[Event.Status.APPROVED],
        reported=reports[Report.Status.SIGNED] + reports[Report.Status.VERIFIED],
        to_approve=statuses[Event.Status.SUBMITTED],
        by_status=dict(statuses),
        by_form=dict(forms),
        by_report=dict(reports),
    )


def waiting(events: QuerySet[Event]) -> Waiting:
    """What waits for a coordinator. Asks one query."""
    held = Holdback.objects.open().filter(event=OuterRef("pk")).order_by()
    phones = held.values("event").annotate(number=Count("pk")).values("number")
    waits = Q(status__in=(Event.Status.SUBMITTED, Event.Status.ASKED)) | Q(
        report__status=Report.Status.SIGNED
    )
    # Beside the joins, a query of its own: so no event is there twice.
    found: list[Any] = list(
        events.annotate(held_phones=Coalesce(Subquery(phones), 0))
        .filter(waits | Exists(held))
        .with_span()  # type: ignore[attr-defined]
        .select_related("report")
        .order_by("first_start", "slug")[: WAITING + 1]
    )
    shown = found[:WAITING]
    asked_for = [event for event in shown if event.status == Event.Status.SUBMITTED]
    return Waiting(
        # First what coordinators have to answer, then what they asked about themselves.
        to_approve=asked_for + [event for event in shown if event.status == Event.Status.ASKED],
        to_verify=[event for event in shown if report_of(event) == Report.Status.SIGNED],
        held=[event for event in shown if event.held_phones],
        is_all=len(found) <= WAITING,
    )


def report_of(event: Event) -> str:
    """How far the event's report is; missing where nobody began one. For events that came with it."""
    report = getattr(event, "report", None)
    return report.status if report else Report.Status.MISSING.value


def letters_of(event: Event) -> int:
    """What the event's ledger adds up to. For events that came with their head."""
    head = getattr(event, "head", None)
    return head.letters if head else 0


def places(section: Section, campaign: Campaign, asked: Mapping[str, str]) -> Places:
    """The section's events by what a coordinator asked for: state, form, report, words of name or town.

    Asks one query for the filters. A page of them is to be ``told``.
    """
    events = of(section, campaign)
    choices = _choices(standing(events), asked)
    status, form, report = (choice.chosen for choice in choices)
    words = asked.get("words", "").replace("\0", "").strip()[:80]
    if status:
        events = events.filter(status=status)
    if form:
        events = events.filter(form=form)
    if report:
        missing = Q(report__isnull=True) if report == Report.Status.MISSING else Q()
        events = events.filter(
            Q(report__status=report) | missing, status=Event.Status.APPROVED, form=Event.Form.HERE
        )
    if words:
        in_town = Opening.objects.filter(venue__town__icontains=words).order_by().values("event")
        events = events.filter(Q(name__icontains=words) | Q(town__icontains=words) | Q(pk__in=in_town))
    ordered = events.order_by("name", "slug")
    return Places(choices=choices, events=ordered, campaign=campaign.slug, words=words)


def told(events: QuerySet[Event]) -> list[Event]:
    """A page of events with span, town, head and report, by name. Asks one query.

    Of thousands of places, each would cost a look at its openings: so the page alone is asked.
    """
    towns = Opening.objects.filter(event=OuterRef("pk")).order_by("starts_at", "id").values("venue__town")[:1]
    page = Event.objects.filter(pk__in=events.values("pk")).with_span()
    with_town = page.annotate(first_town=Coalesce(Subquery(towns), "town"))
    return list(with_town.select_related("head", "report").order_by("name", "slug"))


def _choices(standing: Standing, asked: Mapping[str, str]) -> list[Choice]:
    return [
        _choice("status", _("State"), _("every state"), standing.by_status, Event.Status.choices, asked),
        _choice("form", _("Form"), _("every form"), standing.by_form, Event.Form.choices, asked),
        _choice("report", _("Report"), _("every report"), standing.by_report, Report.Status.choices, asked),
    ]


def _choice(
    name: str,
    label: str,
    everything: str,
    counts: Mapping[str, int],
    labels: list[tuple[str, Any]],
    asked: Mapping[str, str],
) -> Choice:
    names = {value: str(label) for value, label in labels}
    return Choice(name, label, everything, counts, names.__getitem__, asked.get(name, ""), list(names))

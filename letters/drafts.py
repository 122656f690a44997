"""What a report's page shows: figures by case and kind, where they come from, and what is in the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.kinds import LETTERS
from cases.models import Case, Feature
from cases.telling import with_words
from events.models import Event, Participation
from letters import ledger, reports
from letters.models import Channel, Holdback, Recount, Report, ReportLine, Sheet
from letters.table import label_of


@dataclass(frozen=True)
class Cell:
    """One kind for one case: what was counted, what the ledger says now, what was signed, and why."""

    case: Case
    kind: str
    logged: int
    now: int
    figure: int
    words: str
    channels: dict[str, int]
    # Whether a figure may be typed: a case or a kind that left the event stays as it was counted.
    is_open: bool

    @property
    def key(self) -> ledger.Cell:
        """The case's address and the kind."""
        return self.case.slug, self.kind

    @property
    def label(self) -> str:
        """What the kind is called at the table."""
        return label_of(self.kind, self.case)

    @property
    def difference(self) -> int:
        """What the signed figure has beyond what was counted."""
        return self.figure - self.logged

    @property
    def origin(self) -> list[tuple[str, int]]:
        """The ways it came in, in words, the one that brought most first."""
        pairs = sorted(self.channels.items(), key=lambda pair: -pair[1])
        return [(str(Channel(channel).label), number) for channel, number in pairs if number]


@dataclass(frozen=True)
class Row:
    """A case with its cells."""

    case: Case
    cells: list[Cell]


@dataclass(frozen=True)
class Draft:
    """A report as it is to be signed or read."""

    event: Event
    report: Report | None
    rows: list[Row]
    letters: int
    actions: int
    seq: int
    # What waits beside it: the number of an open recount, phones held back, sheets nobody typed.
    recount: int | None
    held: int
    untyped: int
    is_final: bool

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells, case after case."""
        return (cell for row in self.rows for cell in row.cells)

    @property
    def status(self) -> str:
        """How far the report is."""
        return self.report.status if self.report else Report.Status.MISSING

    @property
    def version(self) -> int:
        """The version that is signed; 0 before there is one."""
        return self.report.version if self.report else 0

    @property
    def is_here(self) -> bool:
        """Whether the event is one that has a report."""
        return self.event.status == Event.Status.APPROVED and self.event.form == Event.Form.HERE

    @property
    def is_blocked(self) -> bool:
        """Whether something has to be settled before it can be signed."""
        return self.recount is not None or self.held > 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted: then the paper is typed right here."""
        return self.seq == 0

    @property
    def fixed_letters(self) -> int:
        """The letters that no figure can be typed for."""
        return sum(cell.now for cell in self.cells if not cell.is_open and cell.kind in LETTERS)

    @property
    def takes_signature(self) -> bool:
        """Whether it may be signed, for the first time or again."""
        return self.is_here and not self.is_final and self.status != Report.Status.VERIFIED

    @property
    def has_moved(self) -> bool:
        """Whether the ledger moved since the report was signed."""
        return self.report is not None and self.report.version > 0 and self.report.seq != self.seq


def of(event: Event) -> Draft:
    """The event's report as it stands. Asks four queries, three where the event came ``with_beside``."""
    beside: Any = event
    if not hasattr(event, "held_phones"):
        beside = with_beside(Event.objects.filter(pk=event.pk)).get()
    report: Report | None = getattr(beside, "report", None)
    head = getattr(beside, "head", None)
    lines = {(line.case_id, line.kind): line for line in report.lines.all()} if report else {}
    return Draft(
        event=event,
        report=report,
        rows=_rows(event, lines),
        letters=head.letters if head else 0,
        actions=head.actions if head else 0,
        seq=head.seq if head else 0,
        recount=beside.open_recount,
        held=beside.held_phones,
        untyped=beside.untyped_sheets,
        is_final=beside.is_final,
    )


def with_beside(events: QuerySet[Event]) -> QuerySet[Event]:
    """Each with its head, its report, and what waits beside it."""

    def number(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk"))
        return Coalesce(Subquery(counted.values("n")), 0)

    recounts = Recount.objects.filter(event=OuterRef("pk"), status=Recount.Status.OPEN)
    closed = Participation.objects.filter(
        section=OuterRef("section"), campaign=OuterRef("campaign"), final_at__isnull=False
    )
    return events.select_related("head", "report", "campaign", "section").annotate(
        held_phones=number(Holdback.objects.open()),
        untyped_sheets=number(Sheet.objects.filter(version=0)),
        open_recount=Subquery(recounts.values("number")[:1]),
        is_final=Q(campaign__is_final=True) | Exists(closed),
    )


def _rows(event: Event, lines: dict[tuple[int, str], ReportLine]) -> list[Row]:
    origins = reports.origins(event)
    counted = {case for case, _kind in origins}
    own = Event.cases.through.objects.filter(event=event)
    features = Feature.objects.filter(campaign=event.campaign_id, case=OuterRef("master"))
    cases = with_words(
        Case.objects.filter(Q(pk__in=own.values("case")) | Q(slug__in=counted)),
        is_own=Exists(own.filter(case=OuterRef("master"))),
        place=Subquery(features.values("position")[:1]),
    )
    cases.sort(key=lambda case: (case.place is None, case.place or 0, case.pk))
    return [Row(case, _cells(event, case, case.is_own, origins, lines)) for case in cases]


def _cells(
    event: Event,
    case: Case,
    is_own: bool,
    origins: dict[ledger.Cell, dict[str, int]],
    lines: dict[tuple[int, str], ReportLine],
) -> list[Cell]:
    """The kinds the event counts, and those of which something was counted all the same."""
    counted = [kind for slug, kind in origins if slug == case.slug and any(origins[slug, kind].values())]
    kinds = [*(event.kinds if is_own else ()), *counted]
    cells = []
    for kind in dict.fromkeys(kinds):
        channels = origins.get((case.slug, kind), {})
        line, now = lines.get((case.pk, kind)), sum(channels.values())
        cells.append(
            Cell(
                case=case,
                kind=kind,
                logged=reports.logged_before(now, line),
                now=now,
                figure=line.figure if line else now,
                words=line.words if line else "",
                channels=channels,
                is_open=is_own and kind in event.kinds,
            )
        )
    return cells

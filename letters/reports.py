"""Reports: an event's final figures, signed by its organiser. Where they differ, the ledger follows."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import mails, trail
from events.models import Event, Role, Section, User
from events.parties import Party
from events.refused import Refused
from letters import differences, ledger
from letters.ledger import Cell
from letters.models import Channel, Entry, Head, Holdback, Recount, Report, ReportLine
from letters.turns import turn

trail.know(report_signed=gettext_lazy("signed the report"))


def sample() -> dict[str, object]:
    """A report of an evening, for the previews of mails."""
    event = Event(slug="library", name="Library on Long Street", section=Section(slug="poland"))
    report = Report(event=event, letters=1340, actions=25, seq=412, chain="4f1c" * 16, version=1)
    report.answer = "Are the 40 copies to the embassy really a pile of their own?"
    return {"event": event, "report": report}


mails.know("report_receipt", sample)
mails.know("report_signed", sample)


class NotHeldHere(Refused):
    """The event was not approved, or was not held with this product."""

    sentence = gettext_lazy("Only an approved marathon that was held here has a report.")


class FiguresFinal(Refused):
    """The report is verified, or the result final."""

    sentence = gettext_lazy("The report is verified, or the result final: the figures stand.")


class SignedMeanwhile(Refused):
    """Somebody signed other figures since the page was read."""

    sentence = gettext_lazy(
        "Somebody signed this report meanwhile, with other figures. "
        "Compare both: if yours are right, sign again."
    )


class RecountOpen(Refused):
    """A recount's differences were neither accepted nor dropped."""

    sentence = gettext_lazy("A recount waits. Accept or drop it first, so that its letters count once.")


class PhonesHeld(Refused):
    """Letters of a phone are held back from the public number."""

    sentence = gettext_lazy("Letters of a phone are held back. Accept them or take them back first.")


class WordsMissing(Refused):
    """Figures differ from the count and nobody said why; ``cells`` are those."""

    sentence = gettext_lazy("Some figures differ from what was counted. Please say why, beside each of them.")

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__()
        self.cells = cells


@dataclass(frozen=True)
class Figure:
    """A final figure, and why it differs from the count where it does."""

    number: int
    words: str = ""


def origins(event: Event) -> dict[Cell, dict[str, int]]:
    """What the ledger says by cell and by the way it came in. Asks one query."""
    sums = Entry.objects.filter(event=event).order_by().values_list("case__slug", "kind", "channel")
    found: dict[Cell, dict[str, int]] = {}
    for case, kind, channel, quantity in sums.annotate(sum=Sum("quantity")):
        found.setdefault((case, kind), {})[channel] = quantity
    return found


def logged_before(now: int, line: ReportLine | None) -> int:
    """What was counted without the report's own corrections, where its last line was ``line``."""
    return now if line is None else max(0, line.logged + now - line.figure)


def sign(
    event: Event,
    figures: Mapping[Cell, Figure],
    *,
    version: int,
    writers: int | None,
    words: str,
    role: Role,
    by: Party,
    at: dt.datetime,
) -> Report:
    """The report is signed, the ledger says its figures, and counting is closed.

    ``version`` is the one that the signer had before them, 0 for a first report; the same figures sent twice
    are signed once. A cell that is not named stays as it was counted. Raises NotHeldHere, FiguresFinal,
    SignedMeanwhile, RecountOpen, PhonesHeld, WordsMissing, or what ``differences.settle`` raises.
    """
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        report = locked(event)
        lines = _lines(event, report, figures)
        if report.version == version + 1 and _is_same(report, lines):
            return report
        _check(event, report, version)
        if missing := [cell for cell, line in lines.items() if line.figure != line.logged and not line.words]:
            raise WordsMissing(missing)
        _settle(event, report, figures, role, at)
        _keep(report, lines, writers, words, by, at)
        Event.objects.filter(pk=event.pk, closed_at=None).update(closed_at=at)
        _tell(event, report, by, at)
    return report


def locked(event: Event) -> Report:
    """The event's report, made where nobody began one, locked until the transaction ends."""
    Report.objects.bulk_create([Report(event=event)], ignore_conflicts=True)
    report = Report.objects.select_for_update().get(event=event)
    report.event = event
    return report


def _check(event: Event, report: Report, version: int) -> None:
    if event.status != Event.Status.APPROVED or event.form != Event.Form.HERE:
        raise NotHeldHere
    if not ledger.takes_corrections(event):
        raise FiguresFinal
    if report.version != version:
        raise SignedMeanwhile
    if Recount.objects.filter(event=event, status=Recount.Status.OPEN).exists():
        raise RecountOpen
    if Holdback.objects.open().filter(event=event).exists():
        raise PhonesHeld


def _lines(event: Event, report: Report, figures: Mapping[Cell, Figure]) -> dict[Cell, ReportLine]:
    """A line for each figure, and for each that was counted and not named."""
    ids = dict(event.cases.values_list("slug", "pk"))
    before = {(line.case.slug, line.kind): line for line in report.lines.select_related("case")}
    ids |= dict(Entry.objects.filter(event=event).order_by().values_list("case__slug", "case").distinct())
    now = {cell: sum(channels.values()) for cell, channels in origins(event).items()}
    lines = {}
    for cell in [*figures, *(cell for cell in now if cell not in figures)]:
        said = figures.get(cell) or Figure(now[cell], before[cell].words if cell in before else "")
        logged = logged_before(now.get(cell, 0), before.get(cell))
        line = ReportLine(
            report=report, case_id=ids[cell[0]], kind=cell[1], figure=said.number, logged=logged
        )
        if line.figure != logged:
            # Where nothing was logged, the paper is all there is.
            line.words = said.words or ("" if logged else _("typed from paper"))
        lines[cell] = line
    return lines


def _is_same(report: Report, lines: Mapping[Cell, ReportLine]) -> bool:
    stands = {(line.case_id, line.kind): line.figure for line in report.lines.all()}
    return stands == {(line.case_id, line.kind): line.figure for line in lines.values()}


def _settle(
    event: Event, report: Report, figures: Mapping[Cell, Figure], role: Role, at: dt.datetime
) -> None:
    """The ledger moves by what the figures say beyond it, for the last moment of the opening hours."""
    now = {cell: sum(channels.values()) for cell, channels in origins(event).items()}
    deltas = {cell: said.number - now.get(cell, 0) for cell, said in figures.items()}
    _first, end = event.span()
    moment = end - dt.timedelta(seconds=1) if end is not None and end <= at else at
    differences.settle(
        event,
        {cell: delta for cell, delta in deltas.items() if delta},
        key=uuid.uuid5(report.key, f"version {report.version + 1}"),
        by=role,
        channel=Channel.REPORT,
        at=at,
        written_at=moment,
    )


def _keep(
    report: Report,
    lines: Mapping[Cell, ReportLine],
    writers: int | None,
    words: str,
    by: Party,
    at: dt.datetime,
) -> None:
    """The report's row and lines, with the head of the ledger as its witness."""
    head = Head.objects.get(event=report.event)
    report.version += 1
    report.status = Report.Status.SIGNED
    report.words, report.writers = words, writers
    report.signed_at, report.signed_by = at, by.user
    report.seq, report.chain = head.seq, head.chain
    report.letters, report.actions = head.letters, head.actions
    report.save()
    report.lines.all().delete()
    ReportLine.objects.bulk_create(lines.values())


def _tell(event: Event, report: Report, by: Party, at: dt.datetime) -> None:
    differing = report.lines.exclude(words="").count()
    trail.note(
        "report_signed",
        at=at,
        by=by,
        event=event,
        letters=report.letters,
        actions=report.actions,
        version=report.version,
        seq=report.seq,
        difference=differing,
    )
    for user in User.objects.organising(event):
        mails.post("report_receipt", to=user, at=at, event=event, report=report)
    for user in User.objects.coordinating(event.section):
        mails.post("report_signed", to=user, at=at, event=event, report=report)

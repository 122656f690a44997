"""Where an event's letters go: what is written, counted, packed and posted, and the best way for the rest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.kinds import LETTERS, Kind
from cases.languages import page_language
from cases.models import Addressee, Case
from events.models import Event
from letters import ledger, postage, rates
from letters.labels import Label, label
from letters.models import Parcel, ParcelLine, PostStop, Recount, RecountLine
from letters.postage import Piece, Tariff, Way


@dataclass
class Cell:
    """The letters of one kind for one case, on their way from the table to the post."""

    case: str
    case_id: int
    name: str
    kind: Kind
    written: int = 0
    # What lay in the pile at the last accepted recount; None where nobody counted it.
    counted: int | None = None
    packed: int = 0
    posted: int = 0
    has_addressee: bool = False
    # Some pile of the event was recounted, so that one that was not is missing.
    is_recounted: bool = False

    @property
    def left(self) -> int:
        """What is written and not packed yet."""
        return max(self.written - self.packed, 0)

    def missing(self) -> list[str]:
        """What is still to do, in sentences; nothing where all of it is on its way."""
        said = []
        if self.packed > self.written:
            over = self.packed - self.written
            said.append(_("%(over)d more packed than counted: recount") % {"over": over})
        if self.left:
            said.append(ngettext("%(n)d to pack", "%(n)d to pack", self.left) % {"n": self.left})
            if not self.has_addressee:
                said.append(_("no addressee of this kind"))
        if waiting := self.packed - self.posted:
            said.append(ngettext("%(n)d packed, to post", "%(n)d packed, to post", waiting) % {"n": waiting})
        if self.written and self.is_recounted and self.counted is None:
            said.append(_("pile not recounted"))
        return said


@dataclass
class Recipient:
    """One addressee of one of the event's cases, with its label."""

    pk: int
    case: str
    kind: Kind
    label: Label
    office: str
    country: str
    is_verified: bool
    is_closed: bool
    is_historical: bool


@dataclass
class Destination:
    """All letters that can go under one label, with what it would cost."""

    recipient: Recipient
    cells: dict[tuple[str, str], tuple[Cell, int]] = field(default_factory=dict)
    embassy: Recipient | None = None
    stop: PostStop | None = None
    ways: list[Way] = field(default_factory=list)
    # Other addressees of the same kind share the letters; then these are its part of them.
    is_shared: bool = False

    @property
    def letters(self) -> int:
        """How many wait to be packed."""
        return sum(part for _cell, part in self.cells.values())

    @property
    def best(self) -> Way | None:
        """The cheapest way that is open; None where no rate is known."""
        open_ways = [way for way in self.ways if not self.stop or way.name == postage.EMBASSY]
        return next(iter(open_ways or self.ways), None)

    @property
    def saved(self) -> int:
        """How much the best way saves against an envelope for each letter."""
        alone = next((way for way in self.ways if way.name == postage.ALONE), None)
        return alone.total - self.best.total if alone and self.best else 0


@dataclass
class Packed:
    """A parcel with its contents."""

    parcel: Parcel
    lines: list[tuple[str, Kind, int]] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How many letters lie in it."""
        return sum(quantity for _name, _kind, quantity in self.lines)


@dataclass
class PostDesk:
    """Everything on the table of whoever posts an event's letters."""

    tariff: Tariff | None
    cells: list[Cell]
    destinations: list[Destination]
    parcels: list[Packed]
    stops: dict[str, PostStop]

    @property
    def open(self) -> list[Destination]:
        """The destinations for which letters wait."""
        return [destination for destination in self.destinations if destination.letters]

    @property
    def is_recounted(self) -> bool:
        """Whether any pile was counted."""
        return any(cell.counted is not None for cell in self.cells)

    @property
    def is_historical(self) -> bool:
        """Whether letters wait that must not be sent."""
        return any(each.recipient.is_historical for each in self.open)

    @property
    def pieces(self) -> list[Piece]:
        """Everything that is still to post, each destination in its best way."""
        return [piece for each in self.open if each.best for piece in each.best.pieces]

    @property
    def cost(self) -> int:
        """What the letters that wait cost, each destination in its best way."""
        return sum(each.best.total for each in self.open if each.best)

    @property
    def saved(self) -> int:
        """What the best ways save in all."""
        return sum(each.saved for each in self.open)

    @property
    def stamps(self) -> dict[int, int]:
        """How many stamps of each value that makes."""
        return postage.stamps_of(self.tariff.stamps, self.pieces) if self.tariff else {}

    def total(self, name: str) -> int:
        """One column of the cells added up."""
        return sum(getattr(cell, name) or 0 for cell in self.cells)

    def find(self, number: int) -> Destination | None:
        """The destination of the addressee."""
        return next((each for each in self.destinations if each.recipient.pk == number), None)


def post_desk(event: Event, *, on: dt.date) -> PostDesk:
    """The event's post on the day, in six queries."""
    cells, recipients = _cells_and_recipients(event, on)
    _count(event, cells)
    parcels = _pack(event, cells)
    tariff, stops = rates.tariff_of(event.section), rates.stops_of(event.section, on=on)
    destinations = _destinations(cells, recipients)
    for each in destinations:
        each.stop = stops.get(each.recipient.label.country)
        if tariff and each.letters:
            home = event.section.country if each.embassy else ""
            each.ways = postage.ways(tariff, each.letters, each.recipient.label.country, embassy_in=home)
    shown = [cell for cell in cells.values() if cell.written or cell.packed]
    return PostDesk(tariff, shown, destinations, parcels, stops)


Cells = dict[tuple[str, str], Cell]
_OF_ADDRESSEE = (
    "pk", "kind", "country", "address", "is_verified", "letters", "send_until",
    "translations__language_code", "translations__office",
)  # fmt: skip


def _cells_and_recipients(event: Event, on: dt.date) -> tuple[Cells, list[Recipient]]:
    """A cell for each case and kind of letter, and the addressees. One query, names and all."""
    rows = (
        Case.objects.filter(events=event)
        .order_by("slug", "addressees__position", "addressees__pk")
        .values_list(
            "pk", "slug", "is_historical", "translations__language_code", "translations__name",
            *(f"addressees__{name}" for name in _OF_ADDRESSEE),
        )
    )  # fmt: skip
    names: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    offices: dict[int, dict[str, str]] = defaultdict(dict)
    found = {}
    for case_id, slug, is_historical, code, name, pk, *rest in rows:
        names[case_id, slug][code] = name
        if pk is not None:
            *facts, office_code, office = rest
            offices[pk][office_code] = office
            found[pk] = (slug, is_historical, facts)
    cells = {
        (slug, kind.value): Cell(slug, case_id, _in_page_language(texts), kind)
        for (case_id, slug), texts in names.items()
        for kind in LETTERS
    }
    recipients = [_recipient(event, pk, *facts, offices[pk], on) for pk, facts in found.items()]
    return cells, recipients


def _recipient(
    event: Event, pk: int, case: str, is_historical: bool, facts: list, offices: dict[str, str], on: dt.date
) -> Recipient:
    kind, country, address, is_verified, letters, send_until = facts
    return Recipient(
        pk=pk,
        case=case,
        kind=Kind(kind),
        label=label(kind=kind, address=address, country=country, offices=offices, section=event.section),
        office=_in_page_language(offices),
        country=country,
        is_verified=is_verified,
        is_closed=letters != Addressee.Letters.WANTED or bool(send_until and send_until < on),
        is_historical=is_historical,
    )


def _in_page_language(texts: dict[str, str]) -> str:
    return texts.get(page_language()) or texts.get("en") or next(iter(texts.values()), "") or ""


def _count(event: Event, cells: Cells) -> None:
    """What the ledger and the last accepted recount say. Two queries."""
    for case, kinds in ledger.counts(event).items():
        for kind, quantity in kinds.items():
            if (case, kind) in cells:
                cells[case, kind].written = quantity
    piles = RecountLine.objects.filter(recount__event=event, recount__status=Recount.Status.ACCEPTED)
    rows = list(piles.order_by("recount__number").values_list("case__slug", "kind", "counted"))
    for case, kind, counted in rows:
        if (case, kind) in cells:
            cells[case, kind].counted = counted
    for cell in cells.values():
        cell.is_recounted = bool(rows)


def _pack(event: Event, cells: Cells) -> list[Packed]:
    """The parcels, the latest first; what lies in them is packed, and posted where they are. One query."""
    names = {cell.case: cell.name for cell in cells.values()}
    found: dict[int, Packed] = {}
    lines = ParcelLine.objects.filter(parcel__event=event).select_related("parcel", "case")
    for line in lines.order_by("-parcel__number", "id"):
        case = line.case.slug
        packed = found.setdefault(line.parcel_id, Packed(line.parcel))
        packed.lines.append((names.get(case, case), Kind(line.kind), line.quantity))
        if cell := cells.get((case, line.kind)):
            cell.packed += line.quantity
            cell.posted += line.quantity if line.parcel.status == Parcel.Status.POSTED else 0
    return list(found.values())


def _destinations(cells: Cells, recipients: Iterable[Recipient]) -> list[Destination]:
    """One destination a label; letters for several addressees of a kind are shared out evenly."""
    recipients = list(recipients)
    sharing = defaultdict(list)
    for one in recipients:
        sharing[one.case, one.kind.value].append(one)
    embassies = {one.case: one for one in recipients if one.kind == Kind.COPY}
    found: dict[Label, Destination] = {}
    for (case, kind), those in sharing.items():
        cell = cells[case, kind]
        cell.has_addressee = True
        for place, one in enumerate(those):
            # Two offices whose address nobody knows are not one place, and neither are two persons.
            destination = found.setdefault(one.label, Destination(one))
            part = cell.left // len(those) + (1 if place < cell.left % len(those) else 0)
            destination.cells[case, kind] = (cell, part)
            destination.is_shared = destination.is_shared or len(those) > 1
            if kind == Kind.AUTHORITY:
                destination.embassy = destination.embassy or embassies.get(case)
    return sorted(found.values(), key=lambda each: (-each.letters, each.recipient.office))

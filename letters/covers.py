"""Cover sheets: a label to glue on a parcel, and below it a slip to keep."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.invisible import without_unseen
from cases.languages import page_language
from events.models import Event
from letters import parcels, postage, press
from letters.models import Parcel
from letters.postage import Piece, Tariff
from letters.press.binding import Part, bind

# A parcel in more pieces than this is sent as single letters, and they have no label.
MOST_LABELS = 12
# So many parcels in one file; so many pages does the press lay out at a time, more would be too much for it.
AT_ONCE, A_JOB = 40, 12


@dataclass(frozen=True)
class Cover:
    """One page: a piece of a parcel, with its stamps."""

    parcel: Parcel
    lines: list[tuple[str, str, int]]
    letters: int
    piece: Piece | None
    stamps: list[tuple[int, int]]
    number: int
    of: int
    is_alone: bool
    is_historical: bool

    @property
    def address_lines(self) -> list[str]:
        """The lines of the address as they are seen."""
        return without_unseen(self.parcel.address).splitlines()


def covers_of(parcel: Parcel, tariff: Tariff) -> list[Cover]:
    """The pages of a parcel: one a piece, one where each letter has an envelope of its own."""
    rows = list(parcel.lines.all())
    letters = sum(row.quantity for row in rows)
    way = parcels.way_of(parcel, tariff, letters)
    pieces = [piece for piece in way.pieces for _ in range(piece.count)] if way else []
    is_alone = way is not None and (way.name == postage.ALONE or len(pieces) > MOST_LABELS)
    shown: list[Piece | None] = [*(pieces[:1] if is_alone else pieces)] or [None]
    return [
        Cover(
            parcel=parcel,
            lines=[(str(row.case), str(row.get_kind_display()), row.quantity) for row in rows],
            letters=letters,
            piece=piece,
            stamps=list(postage.stamps_for(tariff.stamps, piece.price).items()) if piece else [],
            number=number,
            of=len(pieces) if is_alone else len(shown),
            is_alone=is_alone,
            is_historical=any(row.case.is_historical for row in rows),
        )
        for number, piece in enumerate(shown, start=1)
    ]


@dataclass(frozen=True)
class Bunch:
    """The cover sheets of some parcels, as the press lays them out at a time."""

    title: str
    job: press.Job
    pages: int


def waiting(event: Event) -> QuerySet[Parcel]:
    """The event's parcels that are packed and not posted, in the order of their numbers."""
    return event.parcels.filter(status=Parcel.Status.PACKED).order_by("number")


def covers(event: Event, found: Iterable[Parcel], *, tariff: Tariff) -> bytes:
    """The cover sheets of the parcels as one PDF, on the section's paper. Raises PressFault."""
    parts = [
        Part(bunch.title, press.make(bunch.job), label=bunch.title)
        for bunch in bunches(event, found, tariff=tariff)
    ]
    if len(parts) == 1:
        return parts[0].pdf
    title = _("Cover sheets: %(event)s") % {"event": event.name}
    return bind(parts, title=title, language=page_language())


def bunches(event: Event, found: Iterable[Parcel], *, tariff: Tariff) -> Iterator[Bunch]:
    """The cover sheets of the parcels in their order, in the language that is active."""
    context = {"event": event, "sender": sender_of(event), "paper": event.section.paper}
    for several in _together([covers_of(parcel, tariff) for parcel in found]):
        first, last = several[0].parcel.number, several[-1].parcel.number
        title = _("Parcels %(first)s–%(last)s") % {"first": first, "last": last}
        if first == last:
            title = _("Parcel %(number)s") % {"number": first}
        yield Bunch(title, press.paper_job("covers", {**context, "covers": several}), len(several))


def _together(covers_of_each: Iterable[list[Cover]]) -> Iterator[list[Cover]]:
    """As many parcels together as the press can lay out at a time."""
    several: list[Cover] = []
    for fresh in covers_of_each:
        if several and len(several) + len(fresh) > A_JOB:
            yield several
            several = []
        several = several + fresh
    if several:
        yield several


def sender_of(event: Event) -> list[str]:
    """Who sends it: the event and its first place. Of a closed venue it is the town alone."""
    opening = event.openings.select_related("venue").order_by("starts_at", "id").first()
    return [event.name, *(opening.venue.public_address if opening else [event.town] if event.town else [])]

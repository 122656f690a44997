"""Cover sheets: a label to glue on a parcel, and below it a slip to keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.invisible import without_unseen
from events.models import Event
from letters import parcels, postage, press
from letters.models import Parcel
from letters.postage import Piece, Tariff

# A parcel in more pieces than this is sent as single letters, and they have no label. Few parcels at a time,
# so that the press is never slow.
MOST_LABELS, AT_ONCE = 12, 40


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


def covers(event: Event, found: Iterable[Parcel], *, tariff: Tariff) -> bytes:
    """The cover sheets of the parcels as one PDF, on the section's paper. Raises PressFault."""
    return press.paper("covers", context_of(event, found, tariff=tariff))


def context_of(event: Event, found: Iterable[Parcel], *, tariff: Tariff) -> dict[str, Any]:
    """What stands on the cover sheets of the parcels."""
    return {
        "event": event,
        "sender": sender_of(event),
        "paper": event.section.paper,
        "covers": [cover for parcel in found for cover in covers_of(parcel, tariff)],
    }


def sender_of(event: Event) -> list[str]:
    """Who sends it: the event and its first place. Of a closed venue it is the town alone."""
    opening = event.openings.select_related("venue").order_by("starts_at", "id").first()
    return [event.name, *(opening.venue.public_address if opening else [event.town] if event.town else [])]

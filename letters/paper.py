"""What stands on paper beside words: squares to scan, and boxes to tick."""

import segno
from django.utils.safestring import SafeString, mark_safe

from cases.models import Case
from events.models import Event
from letters.table import cases_of, kinds_of

# Groups of five boxes that fit beside each other, by how many kinds share the width of the page.
FIVES = {1: 8, 2: 4, 3: 3}
FEWEST = 2


def qr(address: str) -> SafeString:
    """The address as a QR code that stands in the page itself."""
    # The mask costs more than all the rest; any of them is read.
    code = segno.make(address, error="m", micro=False, mask=0)
    drawn = code.svg_inline(omitsize=True, border=2, light=None)
    return mark_safe(drawn)  # noqa: S308 – drawn by segno; the address is nowhere in it


def lines(event: Event) -> list[tuple[Case, list[tuple[str, str]]]]:
    """The event's cases with the kinds to tick, as a sheet has them."""
    return [(case, kinds_of(event, case)) for case in cases_of(event)]


def fives(event: Event) -> range:
    """The groups of five boxes that one kind has for one case."""
    return range(FIVES.get(len(event.kinds), FEWEST))

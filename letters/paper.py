"""What stands on paper beside words: squares to scan, and boxes to tick."""

from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cases.kinds import Kind
from cases.models import Case
from events.models import Event
from letters.table import LABELS, cases_of

# Groups of five boxes that fit beside each other, by how many kinds share the width of the page.
BESIDE = {1: 3, 2: 2}
# Rows of boxes that fit below each other on a page, whatever the number of cases; more than five confuse.
BELOW, MOST_BELOW = 33, 5


def qr(address: str) -> SafeString:
    """The address as a QR code that stands in the page itself."""
    # The mask costs more than all the rest; any of them is read.
    code = segno.make(address, error="m", micro=False, mask=0)
    drawn = code.svg_inline(omitsize=True, border=2, light=None)
    return mark_safe(drawn)  # noqa: S308 – drawn by segno; the address is nowhere in it


@dataclass(frozen=True)
class Table:
    """What an event's sheet asks for: kinds across, cases down, in each cell so many times five boxes."""

    heads: list[str]
    cases: list[Case]
    fives: range


def table(event: Event) -> Table:
    """The sheet of the event, as full of boxes as one page can be."""
    heads = [str(LABELS.get(Kind(kind), _("the person"))) for kind in event.kinds]
    cases = cases_of(event)
    below = max(1, min(MOST_BELOW, BELOW // max(1, len(cases))))
    return Table(heads, cases, range(BESIDE.get(len(heads), 1) * below))

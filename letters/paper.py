"""What stands on paper beside words: squares to scan, and boxes to tick."""

from dataclasses import dataclass
from functools import cached_property

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cases.models import Case
from events.models import Event
from letters.table import cases_of, kind_name

# Groups of five boxes that fit beside each other, by how many kinds share the width of the page.
BESIDE = {1: 3, 2: 2}
# Rows of boxes that fit below each other on a page, whatever the number of cases; more than five confuse.
BELOW, MOST_BELOW = {"a4": 33, "letter": 26}, 5
# The side of a box on paper, in millimetres.
BOX = 4.2


def qr(address: str) -> SafeString:
    """The address as a QR code that stands in the page itself."""
    # The mask costs more than all the rest; any of them is read.
    code = segno.make(address, error="m", micro=False, mask=0)
    drawn = code.svg_inline(omitsize=True, border=2, light=None, title=address)
    return mark_safe(drawn)  # noqa: S308 – drawn by segno, which escapes the address


def boxes(fives: int, beside: int) -> SafeString:
    """So many times five boxes to tick, so many groups beside each other, as one drawing of one line."""
    side, gap, apart, below = 9, 2, 8, 4
    group, row = 5 * (side + gap) - gap, side + below
    rows = -(-fives // beside)
    drawn = "".join(
        f"M{1 + (at % beside) * (group + apart) + box * (side + gap)} {1 + (at // beside) * row}h9v9h-9z"
        for at in range(fives)
        for box in range(5)
    )
    width, height = beside * (group + apart) - apart + 2, rows * row - below + 2
    return format_html(
        '<svg viewBox="0 0 {} {}" width="{}mm" height="{}mm"><title>☐</title>'
        '<path d="{}" fill="none" stroke="currentColor" stroke-width=".7"/></svg>',
        width, height, f"{width * BOX / side:.1f}", f"{height * BOX / side:.1f}", drawn,
    )  # fmt: skip


@dataclass(frozen=True)
class Table:
    """What an event's sheet asks for: kinds across, cases down, in each cell so many times five boxes."""

    heads: list[str]
    cases: list[Case]
    fives: range

    @cached_property
    def boxes(self) -> SafeString:
        """The boxes of one cell."""
        return boxes(len(self.fives), BESIDE.get(len(self.heads), 1))


def table(event: Event, size: str = "a4") -> Table:
    """The sheet of the event, as full of boxes as one page of the paper's size can be."""
    heads = [kind_name(kind) for kind in event.kinds]
    cases = cases_of(event)
    below = max(1, min(MOST_BELOW, BELOW[size] // max(1, len(cases))))
    return Table(heads, cases, range(BESIDE.get(len(heads), 1) * below))

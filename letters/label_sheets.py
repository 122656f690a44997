"""Sheets of address labels by their trade sizes, and where on a sheet each label comes to lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from letters.labels import Label

# All in millimetres: a line of ordinary type, the margin around the words, and the mean width of a sign.
LINE, MARGIN, SIGN = 4.7, 6, 2.05


@dataclass(frozen=True)
class Stock:
    """A sheet of labels. All measures in millimetres.

    ``size`` is a label's width and height, ``corner`` the distance of the first one from the left and the
    upper edge, ``pitch`` that from corner to corner, across and down.
    """

    key: str
    name: Promise
    paper: str
    columns: int
    rows: int
    size: tuple[float, float]
    corner: tuple[float, float]
    pitch: tuple[float, float]

    @property
    def number(self) -> int:
        """How many labels are on a sheet."""
        return self.columns * self.rows

    def places(self) -> Iterator[tuple[int, float, float]]:
        """Each place from 1 on, row by row, with its distance from the left and the upper edge."""
        for at in range(self.number):
            row, column = divmod(at, self.columns)
            left = self.corner[0] + column * self.pitch[0]
            yield at + 1, round(left, 2), round(self.corner[1] + row * self.pitch[1], 2)

    def is_tight_for(self, label: Label) -> bool:
        """Whether the address needs smaller type."""
        signs = (self.size[0] - 2 * MARGIN) / SIGN
        lines = sum(1 + int(len(line) / signs) for line in (label.office, *label.lines))
        return lines > (self.size[1] - MARGIN) / LINE


STOCKS = {
    stock.key: stock
    for stock in (
        Stock("70x37", _("70 × 37 mm, 24 on A4"), "a4", 3, 8, (70, 37), (0, 0.5), (70, 37)),
        Stock(
            "63x38", _("63.5 × 38.1 mm, 21 on A4 (L7160)"),
            "a4", 3, 7, (63.5, 38.1), (7.25, 15.15), (66.04, 38.1),
        ),
        Stock(
            "99x38", _("99.1 × 38.1 mm, 14 on A4 (L7163)"),
            "a4", 2, 7, (99.1, 38.1), (4.65, 15.15), (101.6, 38.1),
        ),
        Stock("105x57", _("105 × 57 mm, 10 on A4"), "a4", 2, 5, (105, 57), (0, 6), (105, 57)),
        Stock(
            "5160", _("2⅝ × 1 in, 30 on Letter (5160)"),
            "letter", 3, 10, (66.68, 25.4), (4.76, 12.7), (69.85, 25.4),
        ),
        Stock(
            "5163", _("4 × 2 in, 10 on Letter (5163)"),
            "letter", 2, 5, (101.6, 50.8), (3.97, 12.7), (106.36, 50.8),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """One label, and its place on the sheet, from 1 on."""

    place: int
    label: Label
    is_tight: bool


def stock_for(paper: str) -> Stock:
    """The usual sheet of labels for a paper."""
    return next(stock for stock in STOCKS.values() if stock.paper == paper)


def pages(stock: Stock, labels: Sequence[Label], *, start: int = 1) -> list[list[Placed]]:
    """The labels sheet by sheet, the first from place ``start`` on, so that a part-used sheet is not wasted.

    Raises ValueError where the sheet has no such place.
    """
    if not 1 <= start <= stock.number:
        raise ValueError(start)
    sheets: list[list[Placed]] = []
    for at, label in enumerate(labels, start=start - 1):
        if not sheets or at % stock.number == 0:
            sheets.append([])
        sheets[-1].append(Placed(at % stock.number + 1, label, stock.is_tight_for(label)))
    return sheets

"""A number for each case and kind: what stands on a sheet of paper, or lies in piles."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from events.models import Event
from letters.ledger import Cell
from letters.models.entry import LARGEST
from letters.table import cases_of, kinds_of


def name_of(cell: Cell, what: str = "n") -> str:
    """What the cell's field is called. An address has no dot."""
    return f"{what}.{cell[0]}.{cell[1]}"


@dataclass(frozen=True)
class Place:
    """A cell on the page: its field, what is to be known beside it, and what else is asked about it."""

    field: BoundField
    note: str = ""
    differs: bool = False
    further: list[BoundField] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A case with its cells."""

    case: Case
    places: list[Place]


class FiguresForm(forms.Form):
    """How many there are of each kind for each of the event's cases. What is left open says nothing."""

    MOST = LARGEST

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases_of(event)
        self.labels: dict[Cell, str] = {}
        self.notes: dict[Cell, str] = {}
        for case in self.cases:
            for kind, label in kinds_of(event, case):
                self.labels[case.slug, kind] = label
                self.add(case.slug, kind)

    def add(self, slug: str, kind: str) -> None:
        """The cell has its field."""
        self.fields[name_of((slug, kind))] = forms.IntegerField(
            label=self.labels[slug, kind],
            required=False,
            min_value=0,
            max_value=self.MOST,
            error_messages={
                "invalid": _("Type a whole number, such as 12."),
                "min_value": _("A number below 0 cannot be right."),
                "max_value": _("That is more than fits here. Please look again."),
            },
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )

    @property
    def figures(self) -> dict[Cell, int]:
        """What was typed, of a valid form; what was left open is not among it."""
        typed = {cell: self.cleaned_data.get(name_of(cell)) for cell in self.labels}
        return {cell: number for cell, number in typed.items() if number is not None}

    def lines(self) -> list[Line]:
        """The cells as the page shows them, case after case."""
        return [Line(case, [self.place(cell) for cell in self.cells_of(case)]) for case in self.cases]

    def cells_of(self, case: Case) -> list[Cell]:
        """The case's cells."""
        return [cell for cell in self.labels if cell[0] == case.slug]

    def place(self, cell: Cell) -> Place:
        """One cell on the page."""
        return Place(self[name_of(cell)], self.notes.get(cell, ""), cell in self.notes)

    def is_wrong(self) -> bool:
        """Whether a number was typed that is none."""
        return any(self.errors.get(name_of(cell)) for cell in self.labels)

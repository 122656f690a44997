"""The figures that an organiser signs, and what a coordinator answers."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from letters import ledger, reports
from letters.drafts import Cell, Draft

# More than any place ever wrote for one person.
MOST = 100_000
VERSIONS = 32_000


def _number(cell: Cell) -> forms.IntegerField:
    return forms.IntegerField(
        label=cell.label,
        min_value=0,
        max_value=MOST,
        required=cell.now > 0,
        # A sheet with nothing on it is empty, not full of noughts.
        initial=cell.now or None,
        error_messages={
            "required": _("Type the figure, 0 if there is none."),
            "invalid": _("Type a whole number, such as 12."),
            "min_value": _("No figure is below zero."),
            "max_value": _("At most 100,000. Is that really one pile?"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-figure": cell.kind}),
    )


class ReportForm(forms.Form):
    """A figure and a reason for each kind of each case, and what else should be known."""

    version = forms.IntegerField(min_value=0, max_value=VERSIONS, widget=forms.HiddenInput)
    writers = forms.IntegerField(
        label=_("How many people wrote?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("As well as you can tell. It makes places of different sizes comparable."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    words = forms.CharField(
        label=_("What should be known about this marathon?"),
        required=False,
        max_length=2000,
        help_text=_("Coordinators read it. Please write no names of people who wrote."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_sure = forms.BooleanField(
        label=_("These are our final figures. Counting ends with them."),
        error_messages={"required": _("Please tick this: a signature should be meant.")},
    )

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        report = draft.report
        said = {
            "version": draft.version,
            "writers": report.writers if report else None,
            "words": report.words if report else "",
        }
        super().__init__(data, initial=said)
        self.draft = draft
        for cell in draft.cells:
            if cell.is_open:
                self.fields[self.name_of(cell)] = _number(cell)
                self.fields[f"why-{self.name_of(cell)}"] = forms.CharField(
                    label=_("Why it differs"), required=False, max_length=200, initial=cell.words
                )

    @staticmethod
    def name_of(cell: Cell) -> str:
        """The name of the field for the cell's figure."""
        return f"{cell.case.pk}-{cell.kind}"

    def rows(self) -> Iterator[tuple[Case, list[tuple[Cell, Any, Any]]]]:
        """Each case with its cells, each with the fields of its figure and its reason where it has them."""
        for row in self.draft.rows:
            yield row.case, [(cell, *self._fields(cell)) for cell in row.cells]

    def _fields(self, cell: Cell) -> tuple[Any, Any]:
        if not cell.is_open:
            return None, None
        return self[self.name_of(cell)], self[f"why-{self.name_of(cell)}"]

    def figures(self) -> dict[ledger.Cell, reports.Figure]:
        """What goes into the report."""
        said = self.cleaned_data
        return {
            cell.key: reports.Figure(said[self.name_of(cell)] or 0, said[f"why-{self.name_of(cell)}"])
            for cell in self.draft.cells
            if cell.is_open
        }

    def refuse(self, refused: reports.Refused) -> None:
        """Shows why the report was not signed, beside the figures it is about."""
        if isinstance(refused, reports.WordsMissing):
            for cell in self.draft.cells:
                if cell.key in refused.cells and cell.is_open:
                    self.add_error(f"why-{self.name_of(cell)}", str(_("Please say why.")))
        refused.stand_in(self)


class AnswerForm(forms.Form):
    """What a coordinator says of a report."""

    version = forms.IntegerField(min_value=0, max_value=VERSIONS, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Your words to the organisers"),
        required=False,
        max_length=2000,
        help_text=_("Thanks, or what should be looked at again. Needed to send it back."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FinalForm(forms.Form):
    """Says that a section's result is final."""

    despite = forms.BooleanField(
        label=_("The result is final, although not every report is verified."), required=False
    )
    is_sure = forms.BooleanField(
        label=_("From here on the figures stand still. Only an administrator can take that back."),
        error_messages={"required": _("Please tick this: what is final cannot be changed.")},
    )

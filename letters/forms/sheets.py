"""What is typed about paper sheets, and from them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.keys import KeyField
from events.models import Event, Opening, Team
from events.templatetags.timetable import hours
from letters.forms.figures import FiguresForm, name_of
from letters.ledger import Cell
from letters.sheets import AT_ONCE, MOST


class FindForm(forms.Form):
    """The number in the corner of a sheet."""

    number = forms.IntegerField(
        label=gettext_lazy("Number in the corner of the sheet"),
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class MakeForm(forms.Form):
    """So many more sheets, for one opening or team or for any."""

    key = KeyField()
    count = forms.IntegerField(
        label=gettext_lazy("How many sheets?"),
        min_value=1,
        max_value=AT_ONCE,
        help_text=gettext_lazy("At most 50 at once. A table fills one in an hour or two."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    opening = forms.ModelChoiceField(
        label=gettext_lazy("For which opening?"),
        queryset=Opening.objects.none(),
        required=False,
        empty_label=gettext_lazy("any"),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("For which team?"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("no team, or several"),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"count": 10}, **kwargs})
        self._offer("opening", event.openings.select_related("venue"), lambda opening: _where(event, opening))
        self._offer("team", event.teams.all(), str)

    def _offer(self, name: str, found: Any, label: Any) -> None:
        rows = list(found)
        field: Any = self.fields[name]
        field.queryset = found
        # The rows at hand: the field would ask for them again at every drawing.
        field.choices = [("", field.empty_label), *((row.pk, label(row)) for row in rows)]
        if not rows:
            del self.fields[name]


def _where(event: Event, opening: Opening) -> str:
    return f"{hours(event, opening)}, {opening.venue.name}"


class SheetForm(FiguresForm):
    """The figures of one sheet, and which of its versions whoever types has before them."""

    version = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What was typed. Refuses a sheet on which nothing was: an empty one has a 0."""
        if not self.is_wrong() and not self.figures:
            raise ValidationError(_("Type at least one number. Is the sheet empty? Then type one 0."))
        return self.cleaned_data

    def whole(self, standing: Mapping[Cell, int]) -> dict[Cell, int]:
        """All that the sheet says: what was typed, and what stands for cells that the form does not have."""
        return {cell: n for cell, n in standing.items() if cell not in self.labels} | self.figures

    def show_both(self, theirs: Mapping[Cell, int], version: int) -> None:
        """Beside each number that differs stands what was typed meanwhile; sent again, it is a correction."""
        for cell in self.labels:
            number = theirs.get(cell, 0)
            if self.figures.get(cell, 0) != number:
                self.notes[cell] = _("typed meanwhile: %(number)s") % {"number": number}
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]

    @classmethod
    def of(cls, event: Event, standing: Mapping[Cell, int], version: int) -> "SheetForm":
        """The form with what the sheet says by now."""
        said: dict[str, Any] = {name_of(cell): n for cell, n in standing.items() if n}
        return cls(event=event, initial={**said, "version": version})

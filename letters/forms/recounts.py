"""What was found in the piles."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.kinds import Kind
from cases.models import Case
from cases.numbers import grouped
from events.forms.keys import KeyField
from events.forms.moments import MomentField
from events.models import Event
from events.models.event import LEAD
from letters.forms.figures import FiguresForm, Place, name_of
from letters.ledger import Cell
from letters.models import RecountLine
from letters.recounts import ON_PAPER, Pile

A_MINUTE = dt.timedelta(seconds=59, microseconds=999_999)
REASONS = [("", "–"), *((reason.value, reason.label) for reason in RecountLine.Reason if reason.value)]


class PilesForm(FiguresForm):
    """The piles of one moment. Reasons are asked for where the ledger is known to differ."""

    MOST = 1_000_000

    key = KeyField()
    counted_at = MomentField(
        label=gettext_lazy("When were the piles counted?"),
        help_text=gettext_lazy("By the clock of the place. What is logged later is no difference."),
    )

    def __init__(self, *args: Any, event: Event, at: dt.datetime, **kwargs: Any) -> None:
        self.asked: set[Cell] = set()
        self.at = at
        self.first, _last = event.span()
        super().__init__(*args, event=event, **{"initial": {"counted_at": at}, **kwargs})
        self.fields["counted_at"].zone = event.zone  # type: ignore[attr-defined]

    def add(self, slug: str, kind: str) -> None:
        """The cell has its field, and those for a reason. What does not lie in piles has none."""
        if Kind(kind) not in ON_PAPER:
            del self.labels[slug, kind]
            return
        super().add(slug, kind)
        self.fields[name_of((slug, kind), "why")] = forms.ChoiceField(
            label=_("Why do they differ?"), choices=REASONS, required=False
        )
        self.fields[name_of((slug, kind), "words")] = forms.CharField(
            label=_("More about it (optional, no names)"), max_length=200, required=False
        )

    def clean_counted_at(self) -> dt.datetime:
        """The moment. Refuses one that is still to come, or before anything can have been logged.

        At a mistyped year nothing was logged yet: then every letter would differ, and count twice.
        """
        moment: dt.datetime = self.cleaned_data["counted_at"]
        if moment > self.at:
            raise ValidationError(_("This moment is still to come."))
        if self.first is not None and moment < self.first - LEAD:
            raise ValidationError(_("That is before the marathon began. Please look at the date again."))
        # The clock on the wall shows minutes: what was logged within this one lies in the piles, too.
        return min(moment + A_MINUTE, self.at)

    def piles(self) -> dict[Cell, Pile]:
        """What was found, of a valid form."""
        cleaned = self.cleaned_data
        return {
            cell: Pile(number, cleaned[name_of(cell, "why")], cleaned[name_of(cell, "words")])
            for cell, number in self.figures.items()
        }

    def ask_why(self, logged: Mapping[Cell, int]) -> None:
        """What was logged stands beside each counted pile; where they differ, a reason is asked for."""
        for cell, number in self.figures.items():
            before = logged.get(cell, 0)
            self.notes[cell] = compared(before, number - before)
            if number != before:
                self.asked.add(cell)
                if not self.cleaned_data.get(name_of(cell, "why")):
                    self.add_error(name_of(cell, "why"), _("Choose a reason."))

    def place(self, cell: Cell) -> Place:
        """One pile on the page."""
        names = [name_of(cell, what) for what in ("why", "words")]
        is_asked = cell in self.asked or any(name in self.errors for name in names)
        further = [self[name] for name in names] if is_asked else []
        return Place(self[name_of(cell)], self.notes.get(cell, ""), is_asked, further)

    def cells_of(self, case: Case) -> list[Cell]:
        """The case's piles."""
        return [cell for cell in super().cells_of(case) if cell in self.labels]


def compared(logged: int, difference: int) -> str:
    """“logged: 10, in the pile 3 more”, or “logged: 10, as in the pile”."""
    said = _("logged: %(logged)s, as in the pile")
    if difference:
        more = _("logged: %(logged)s, in the pile %(n)s more")
        said = more if difference > 0 else _("logged: %(logged)s, in the pile %(n)s fewer")
    numbers = {"logged": logged, "n": abs(difference)}
    return said % {name: grouped(number) for name, number in numbers.items()}

"""What a volunteer sends from the table. Each form carries an id made for it, so that it counts once."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.ledger import Line
from letters.models.entry import LARGEST
from letters.table import Row


class LogForm(forms.Form):
    """So many letters of one kind for one case: one at a tap, or several at once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.CharField(widget=forms.HiddenInput, max_length=50)
    team = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quantity = forms.IntegerField(
        label=_("How many at once?"),
        min_value=1,
        max_value=LARGEST,
        error_messages={
            "required": _("Type how many letters there are."),
            "invalid": _("Type a whole number, such as 12."),
            "min_value": _("Count at least one letter."),
            "max_value": _("Count at most 10,000 letters at once. Log the rest after it."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    kind = forms.ChoiceField(
        label=_("Letters to whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to whom these letters are.")},
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def line(self) -> Line:
        """What goes to the ledger."""
        cleaned = self.cleaned_data
        return Line(
            id=cleaned["id"],
            case=cleaned["case"],
            kind=cleaned["kind"],
            quantity=cleaned["quantity"],
            team=cleaned["team"],
        )


class UndoForm(forms.Form):
    """Takes one entry back."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    reverses = forms.UUIDField(widget=forms.HiddenInput)

    def line(self) -> Line:
        """What goes to the ledger."""
        return Line(id=self.cleaned_data["id"], reverses=self.cleaned_data["reverses"])


def several(row: Row, team: int | None, data: Any = None) -> LogForm:
    """The row's form for several at once: fresh, or as it was sent with what is wrong beside the field."""
    first = {"id": uuid.uuid4(), "case": row.case.slug, "team": team}
    if len(row.kinds) == 1:
        first["kind"] = row.kinds[0][0]
    return LogForm(data, initial=first, kinds=row.kinds, auto_id=f"several-{row.case.slug}-%s")

"""What a volunteer sends from the table. Each form carries an id made for it, so that it counts once."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Team
from letters import refusals
from letters.ledger import Line
from letters.models.entry import LARGEST, LARGEST_NUMBER
from letters.table import Row

_NUMBER_RANGE = _("Type a whole number from 1 to 9,999, or leave it empty.")


def _number(**given: Any) -> forms.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), _NUMBER_RANGE)
    return forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_NUMBER, error_messages=wrong, **given
    )


class WritersForm(forms.Form):
    """For whom is counted until it is changed: a team and, where they use them, a writer's number in it."""

    team = forms.ChoiceField(
        label=_("For which team?"),
        required=False,
        error_messages={"invalid_choice": refusals.MESSAGES[refusals.TEAM_NOT_IN_EVENT]},
    )
    number = _number(
        label=_("Number in the team, if you use them"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Any, *, teams: list[Team]) -> None:
        super().__init__(data, auto_id="for-%s")
        names = [(str(team.pk), str(team)) for team in teams]
        self.fields["team"].choices = [("", _("No team")), *names]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, int]:
        """What each entry carries. Without a team a number says nothing."""
        self.is_valid()
        team, number = self.cleaned_data.get("team"), self.cleaned_data.get("number")
        if not team:
            return {}
        return {"team": int(team)} | ({"number": number} if number else {})


class LogForm(forms.Form):
    """So many letters of one kind for one case: one at a tap, or several at once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.CharField(widget=forms.HiddenInput, max_length=50)
    team = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = _number(widget=forms.HiddenInput)
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
            number=cleaned["number"] if cleaned["team"] else None,
        )


class UndoForm(forms.Form):
    """Takes one entry back."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    reverses = forms.UUIDField(widget=forms.HiddenInput)

    def line(self) -> Line:
        """What goes to the ledger."""
        return Line(id=self.cleaned_data["id"], reverses=self.cleaned_data["reverses"])


def several(row: Row, writers: Mapping[str, int], data: Any = None) -> LogForm:
    """The row's form for several at once: fresh, or as it was sent with what is wrong beside the field."""
    first = {"id": uuid.uuid4(), "case": row.case.slug, **writers}
    if len(row.kinds) == 1:
        first["kind"] = row.kinds[0][0]
    return LogForm(data, initial=first, kinds=row.kinds, auto_id=f"several-{row.case.slug}-%s")

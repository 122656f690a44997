"""The names of teams, as organisers type them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.lines import LineField
from events.models import Team

LONGEST = Team._meta.get_field("name").max_length or 80
MOST_TYPED = 20_000


class TeamsForm(forms.Form):
    """Teams, one a line."""

    names = forms.CharField(
        label=gettext_lazy("Teams, one a line"),
        max_length=MOST_TYPED,
        help_text=gettext_lazy("Classes, clubs, companies. Please write no names of people."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_names(self) -> list[str]:
        """The names, each once, spaces put right. Refuses one that is too long."""
        typed = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in dict.fromkeys(typed) if name]
        for name in names:
            if len(name) > LONGEST:
                said = _("“%(name)s…” is too long: a name has at most %(most)s letters.")
                raise ValidationError(said % {"name": name[:30], "most": LONGEST})
        return names


class RenameForm(forms.Form):
    """What a team is called from now on."""

    name = LineField(label=gettext_lazy("New name"), max_length=LONGEST)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"name": team.name}, "auto_id": f"team-{team.pk}-%s", **kwargs})

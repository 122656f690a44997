"""How much one phone may log before somebody looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event


class LimitsForm(forms.Form):
    """The limits of an event."""

    pace = forms.IntegerField(
        label=_("Most entries a minute"),
        min_value=1,
        max_value=1_000,
        help_text=_("A hand that counts in a hurry does twenty or thirty."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    device = forms.IntegerField(
        label=_("Most letters in all"),
        min_value=1,
        max_value=1_000_000,
        help_text=_("Raise it where few phones count for many tables."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    crowd = forms.IntegerField(
        label=_("Most phones that join in an hour"),
        min_value=1,
        max_value=10_000,
        help_text=_("What further ones log waits, in case an invitation is in the wrong hands."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    @classmethod
    def of(cls, event: Event, data: Any = None) -> "LimitsForm":
        """The form as the event has it, or as somebody sent it."""
        said = {"pace": event.pace_limit, "device": event.device_limit, "crowd": event.crowd_limit}
        return cls(data, initial=said)

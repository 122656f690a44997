"""What coordinators write to organisers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Campaign
from events.forms.keys import KeyField
from events.forms.lines import LineField
from letters.models import Broadcast


class BroadcastForm(forms.Form):
    """Subject and words of a mail, and whom it is for."""

    key = KeyField()
    campaign = forms.ChoiceField(label=_("Which campaign?"))
    audience = forms.ChoiceField(
        label=_("To whom?"),
        choices=Broadcast.Audience.choices,
        initial=Broadcast.Audience.EVERYONE.value,
        widget=forms.RadioSelect,
    )
    subject = LineField(label=_("Subject"), max_length=120)
    words = forms.CharField(
        label=_("Your words"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text. Please write no names or addresses of others."),
    )

    def __init__(self, *args: Any, campaigns: list[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["campaign"]
        choice.choices = [(one.slug, str(one)) for one in campaigns]  # type: ignore[attr-defined]
        self.initial.setdefault("campaign", campaigns[0].slug if campaigns else "")

    def clean_words(self) -> str:
        """The words with the ends of lines that mails have before they are sent."""
        return "\n".join(self.cleaned_data["words"].splitlines())

    def hidden(self) -> "BroadcastForm":
        """The same said again, for the button that sends what was looked at."""
        for field in self.fields.values():
            field.widget = field.hidden_widget()
        return self

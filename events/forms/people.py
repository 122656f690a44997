"""How coordinators appoint."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.keys import KeyField


class AppointForm(forms.Form):
    """Whom the section is to be coordinated by, too."""

    key = KeyField()
    email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=250,
        help_text=_("They get a mail with a link that works once, for seven days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

"""How coordinators appoint."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AppointForm(forms.Form):
    """Whom the section is to be coordinated by, too."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=250,
        help_text=_("They get a mail with a link that works once, for seven days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid.uuid4()}, **kwargs})

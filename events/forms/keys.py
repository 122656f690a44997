"""What makes a form that is sent twice do its work once."""

import uuid
from typing import Any

from django import forms


class KeyField(forms.UUIDField):
    """The form's own key, new with each page: sent again by a double click or a retry, it is the same."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"initial": uuid.uuid4} | options)

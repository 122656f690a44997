"""What somebody types who joins an event."""

import unicodedata
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events import invitations, joining

# Signs that turn or hide the text around them. Joiners stay: Persian and emoji need them.
_JOINERS = {"\u200c", "\u200d"}
_PHONE = signing.TimestampSigner(salt="events.joining.phone")
_DAY = 60 * 60 * 24


def validate_nickname(name: str) -> None:
    """Raises ValidationError where a sign of the name controls the text, or where none can be seen."""
    kinds = [unicodedata.category(sign) for sign in name if sign not in _JOINERS]
    if any(kind[0] == "C" or kind in ("Zl", "Zp") for kind in kinds):
        raise ValidationError(_("Please use letters, numbers and signs that can be seen."))
    if not any(kind[0] in "LNPS" for kind in kinds):
        raise ValidationError(_("Please write at least one letter or number."))


class JoinForm(forms.Form):
    """The code of an invitation, and what the others at the table call you."""

    code = forms.CharField(
        label=_("Code of your invitation"),
        max_length=300,
        help_text=_("26 letters and numbers. Capitals, spaces and dashes do not matter."),
        error_messages={"required": _("Please type the code from your invitation.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=40,
        validators=[validate_nickname],
        help_text=_(
            "Any name will do; it need not be your real one. The organisers see it beside your count."
        ),
        error_messages={"required": _("Please choose a name for yourself.")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    # Sent again by a double tap, it makes one volunteer and not two. Signed, so that nobody chooses a key.
    phone = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        """The token in what was typed."""
        token = invitations.canonical(self.cleaned_data["code"])
        if not invitations.is_token(token):
            raise ValidationError(
                _("A code has 26 letters and numbers. Please compare it with the one you were given.")
            )
        return token

    def clean_phone(self) -> str:
        """The key that the page was given, or a new one where it is too old or not ours."""
        try:
            return _PHONE.unsign(self.cleaned_data["phone"], max_age=_DAY)
        except signing.BadSignature:
            return joining.new_device_key()

    def __init__(self, *args: Any, asks_nickname: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_nickname:
            del self.fields["nickname"]

    @classmethod
    def fresh(cls, *, code: str = "", nickname: str = "", asks_nickname: bool = True) -> "JoinForm":
        """An empty form with a key for a phone that has none; with the code where it waits in the browser."""
        phone = _PHONE.sign(joining.new_device_key())
        return cls(initial={"phone": phone, "code": code, "nickname": nickname}, asks_nickname=asks_nickname)

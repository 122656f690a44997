"""What coordinators and organisers say to each other on a marathon's way to approval."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 2000


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say it in a sentence: the other side reads it.")},
    )


class ApproveForm(forms.Form):
    """Approved, perhaps with a word, perhaps for good."""

    words = _words(_("A word with it"), required=False)
    trusts = forms.BooleanField(
        label=_("What this organiser registers needs no approval in future"), required=False
    )


class AskForm(forms.Form):
    """A question that the organisers answer."""

    words = _words(_("Your question"))


class DeclineForm(forms.Form):
    """Why not."""

    words = _words(_("The reason, as the organiser reads it"))


class AnswerForm(forms.Form):
    """What the coordinators wanted to know."""

    words = _words(_("Your answer"))


class CancelForm(forms.Form):
    """It does not take place."""

    words = _words(_("The reason"), required=False)
    is_sure = forms.BooleanField(
        label=_("Yes, it will not take place"),
        error_messages={"required": _("Please tick the box: everybody who has to know is told at once.")},
    )

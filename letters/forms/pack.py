"""What an organiser orders from the press."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.forms.keys import KeyField
from letters.label_sheets import STOCKS
from letters.pack import MOST_LETTERS, MOST_OTHERS, NUMBERS, STYLES, Order
from letters.sheets import AT_ONCE

_ENVELOPES = [("c6", "C6"), ("dl", "DL"), ("c5", "C5"), ("no10", "US No. 10")]
_PAPERS = [("a4", "A4"), ("a3", "A3"), ("letter", "US Letter")]


def _number(label: Any, most: int, **given: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=most, widget=widget, **given)


class PackForm(forms.Form):
    """How many of what."""

    key = KeyField()
    letters = _number(gettext_lazy("Letters of each kind for each case"), MOST_LETTERS)
    style = forms.ChoiceField(label=gettext_lazy("The letters are"), choices=list(STYLES.items()))
    has_backs = forms.BooleanField(
        label=gettext_lazy("What they say in the writer’s language, on their back"),
        required=False,
        help_text=gettext_lazy("Where a letter is in another language. Print on both sides then."),
    )
    cards = _number(
        gettext_lazy("Sheets of case cards for each case"),
        MOST_OTHERS,
        help_text=gettext_lazy("Two cards on a sheet, to be cut."),
    )
    signs = _number(gettext_lazy("Table signs for each case"), MOST_OTHERS)
    posters = _number(gettext_lazy("Posters"), MOST_OTHERS)
    poster_paper = forms.ChoiceField(label=gettext_lazy("Paper of the posters"), choices=_PAPERS)
    sheets = _number(
        gettext_lazy("Tally sheets"),
        AT_ONCE,
        help_text=gettext_lazy("Those that are not typed yet come first; new ones are numbered on."),
    )
    rotas = _number(
        gettext_lazy("Sign-up sheets for the shifts"),
        MOST_OTHERS,
        help_text=gettext_lazy("Of each opening that has shifts."),
    )
    badges = _number(
        gettext_lazy("Sheets of badges"), MOST_OTHERS, help_text=gettext_lazy("Ten on a sheet, to be cut.")
    )
    stickers = _number(
        gettext_lazy("Sheets of stickers"),
        MOST_OTHERS,
        help_text=gettext_lazy("“I wrote a letter”, on the sheets of labels chosen below."),
    )
    envelopes = _number(gettext_lazy("Envelopes of each address"), MOST_OTHERS)
    envelope = forms.ChoiceField(label=gettext_lazy("Size of the envelopes"), choices=_ENVELOPES)
    labels = _number(gettext_lazy("Labels of each address"), MOST_OTHERS)
    stock = forms.ChoiceField(
        label=gettext_lazy("Sheets of labels"), choices=[(stock.key, stock.name) for stock in STOCKS.values()]
    )
    start = forms.IntegerField(
        label=gettext_lazy("First free label on the first sheet"),
        min_value=1,
        help_text=gettext_lazy("Counted row by row, so that a part-used sheet is not wasted."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    covers = forms.BooleanField(label=gettext_lazy("Cover sheets of the parcels to post"), required=False)
    thanks = _number(
        gettext_lazy("Certificates for those who help"),
        MOST_OTHERS,
        help_text=gettext_lazy("With a line for a name, to be written by hand."),
    )

    def clean(self) -> dict[str, Any] | None:
        """A sheet has so many labels, and a pack something in it."""
        cleaned = super().clean() or {}
        stock, start = STOCKS.get(cleaned.get("stock", "")), cleaned.get("start")
        if stock and start and start > stock.number:
            raise ValidationError(
                {"start": _("This sheet has %(number)d labels.") % {"number": stock.number}}
            )
        if not self.errors and not any(cleaned.get(name) for name in NUMBERS):
            raise ValidationError(_("Choose something to print."))
        return cleaned

    def order(self) -> Order:
        """What was ordered."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Order(**{**said, "covers": int(said["covers"])})

"""What is typed at the post: what goes into a parcel, and when it went."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.countries import country_name
from events.forms.keys import KeyField
from events.forms.lines import LineField
from letters import money, postage
from letters.destinations import Destination
from letters.forms.days import DayInput
from letters.parcels import MOST_GRAMS
from letters.postage import Way


class PackForm(forms.Form):
    """How many letters of each pile lie in the parcel, and how it goes."""

    key = KeyField()

    def __init__(self, *args: Any, destination: Destination, currency: str, **kwargs: Any) -> None:
        number = destination.recipient.pk
        super().__init__(*args, **{"prefix": f"to{number}", **kwargs})
        self.destination = destination
        self.names: dict[tuple[str, str], str] = {}
        for (case, kind), (cell, part) in destination.cells.items():
            name = f"{cell.case_id}-{kind}"
            self.names[case, kind] = name
            self.fields[name] = forms.IntegerField(
                label=f"{cell.name}: {cell.kind.label}",
                min_value=0,
                max_value=1_000_000,
                initial=part,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        if len(destination.ways) > 1:
            self.fields["way"] = forms.ChoiceField(
                label=_("How does it go?"),
                choices=[(way.name, way_in_words(way, currency)) for way in destination.ways],
                initial=destination.best.name if destination.best else None,
                widget=forms.RadioSelect,
            )
        self.fields["grams"] = forms.IntegerField(
            label=_("Weight in grams, if you weighed it"),
            required=False,
            min_value=1,
            max_value=MOST_GRAMS,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )

    @property
    def way(self) -> str:
        """The way that was chosen; the only one where there was no choice."""
        only = self.destination.best
        return self.cleaned_data.get("way") or (only.name if only else postage.BUNDLE)

    def lines(self) -> dict[tuple[str, str], int]:
        """How many letters of each pile."""
        return {cell: self.cleaned_data[name] for cell, name in self.names.items()}


def way_in_words(way: Way, currency: str) -> str:
    """“Together in 2 parcels: PLN 18.00”."""
    if way.name == postage.ALONE:
        said = _now("Each in an envelope of its own")
    elif way.name == postage.EMBASSY:
        said = _now("Together to the embassy in %(country)s") % {"country": country_name(way.country)}
    else:
        said = ngettext("Together in %(n)d parcel", "Together in %(n)d parcels", way.envelopes)
        said %= {"n": way.envelopes}
    return f"{said}: {money.shown(way.total, currency)}"


class PostedForm(forms.Form):
    """When a parcel went, and what the post calls it."""

    on = forms.DateField(label=_("Posted on"), widget=DayInput)
    reference = LineField(
        label=_("Number on the receipt"),
        max_length=80,
        required=False,
        help_text=_("If the post gave you one, to trace it by."),
    )

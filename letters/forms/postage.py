"""What coordinators type about their section's post."""

import datetime as dt
import re
from typing import Any

from babel.numbers import is_currency
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.countries import country_choices
from letters import money
from letters.forms.days import DayInput
from letters.models import PostOffice
from letters.postage import Steps

# No price and no stamp is above it, in the smallest unit; no letter post is heavier.
MOST_PRICE, MOST_GRAMS, MOST_STAMPS, ROWS = 10_000_000, 50_000, 20, 10
NOT_A_PRICE = _("Please write prices like 3.90 or 3,90.")


class PriceField(forms.CharField):
    """An amount in the currency that the form sets, typed with a point or a comma."""

    currency = "EUR"

    def clean(self, value: Any) -> Any:
        """The amount in the smallest unit; None where nothing was typed."""
        text = super().clean(value)
        return priced(text, self.currency) if text else None


def priced(text: str, currency: str) -> int:
    """The amount. Raises ValidationError with a sentence."""
    try:
        amount = money.read(text, currency)
    except ValueError:
        raise ValidationError(NOT_A_PRICE, code="price") from None
    if not 1 <= amount <= MOST_PRICE:
        raise ValidationError(_("This price is zero, or far too high."), code="price")
    return amount


class OfficeForm(forms.Form):
    """The post office: currency, stamps, weights, and where the rates come from."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, min_length=3, help_text=_("Three capital letters, such as PLN.")
    )
    stamps = forms.CharField(
        label=_("Values of your stamps"),
        max_length=200,
        required=False,
        help_text=_("With spaces between them, such as: 1.00 3.90 8.00"),
    )
    sheet_grams = forms.IntegerField(label=_("Grams of one letter’s paper"), min_value=1, max_value=500)
    envelope_grams = forms.IntegerField(label=_("Grams of one envelope"), min_value=1, max_value=500)
    as_of = forms.DateField(label=_("Rates as of"), widget=DayInput, required=False)
    source = forms.CharField(
        label=_("Where the rates stand"),
        max_length=200,
        required=False,
        help_text=_("Such as the address of the post’s price list."),
    )

    def clean_currency(self) -> str:
        """The code in capitals. Raises ValidationError where no country pays with it."""
        code: str = self.cleaned_data["currency"].upper()
        if not is_currency(code, locale="en"):
            raise ValidationError(_("There is no such currency. It is three capital letters, such as PLN."))
        return code

    def clean(self) -> dict[str, Any]:
        """The stamps as amounts, each once, from the smallest."""
        found = self.cleaned_data
        if "currency" in found and "stamps" in found:
            typed = re.split(r"[\s;]+", found["stamps"].strip()) if found["stamps"].strip() else []
            try:
                found["stamps"] = sorted({priced(text, found["currency"]) for text in typed})
            except ValidationError as fault:
                self.add_error("stamps", fault)
            if len(typed) > MOST_STAMPS:
                self.add_error("stamps", _("Name at most 20 values."))
        return found

    @classmethod
    def of(cls, office: PostOffice) -> "OfficeForm":
        """The form as the office is."""
        names = ("currency", "sheet_grams", "envelope_grams", "as_of", "source")
        stamps = " ".join(money.typed(value, office.currency) for value in office.stamps)
        return cls(initial={"stamps": stamps, **{name: getattr(office, name) for name in names}})


class StepForm(forms.Form):
    """One row: up to so many grams, this price. Both, or neither."""

    up_to_grams = forms.IntegerField(
        label=_("Up to grams"),
        required=False,
        min_value=1,
        max_value=MOST_GRAMS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    price = PriceField(
        label=_("Price"),
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].currency = currency  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        """Refuses half a row."""
        found = self.cleaned_data
        if not self.errors and (found["up_to_grams"] is None) != (found["price"] is None):
            missing = "price" if found["price"] is None else "up_to_grams"
            self.add_error(missing, _("This row is half filled in: type both, or empty it."))
        return found


StepsFormSet = forms.formset_factory(StepForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def steps_form(steps: Steps, currency: str, data: Any = None) -> Any:
    """The rows of one country."""
    typed = [{"up_to_grams": up_to, "price": money.typed(price, currency)} for up_to, price in steps]
    return StepsFormSet(data, initial=typed, prefix="steps", form_kwargs={"currency": currency})


def steps_in(rows: Any) -> list[tuple[int, int]]:
    """The steps of rows that are valid."""
    found = [row.cleaned_data for row in rows]
    return [(row["up_to_grams"], row["price"]) for row in found if row.get("price") is not None]


class StopForm(forms.Form):
    """Where post does not go for a time, and what else can be done."""

    country = forms.ChoiceField(label=_("Country"))
    since = forms.DateField(label=_("Since"), widget=DayInput)
    until = forms.DateField(
        label=_("Until"), widget=DayInput, required=False, help_text=_("Left open while nobody knows.")
    )
    advice = forms.CharField(
        label=_("What else can be done?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: pack the letters for the embassy, or keep them and send an e-mail now."),
    )
    source = forms.CharField(label=_("Who says so?"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "–"), *country_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuses an end before the start."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if isinstance(since, dt.date) and isinstance(until, dt.date) and until < since:
            self.add_error("until", _("A suspension cannot end before it starts."))
        return self.cleaned_data

"""What organisers say of their marathon, one step at a time."""

import datetime as dt
import uuid
import zoneinfo
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cases.countries import sorting_key
from cases.languages import here
from events import gazetteer
from events.forms.lines import LineField
from events.forms.moments import MomentField
from events.models import Opening

# Beside a section's own languages, what is spoken at many tables.
SPOKEN = ("en", "pl", "uk", "be", "ru", "de", "fr", "es", "pt", "it", "ar", "fa", "tr", "zh")
# Codes of CLDR that are no country.
NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
LONGEST = dt.timedelta(days=31)
FIRST, SECOND = "first", "second"


def countries() -> list[tuple[str, str]]:
    """Every country by its name in the page's language."""
    names = {
        code: name
        for code, name in here().territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    return sorted(names.items(), key=lambda row: sorting_key(row[1]))


def new_key() -> str:
    """A short key for a place or an opening that is no row yet."""
    return f"new-{uuid.uuid4().hex[:12]}"


class WhoForm(forms.Form):
    """What it is called, who calls, and which section's campaign it is part of."""

    of = forms.ChoiceField(label=_("Which marathon is it part of?"))
    name = LineField(
        label=_("What is your marathon called?"),
        max_length=160,
        help_text=_("As people will find it, such as “Night of letters at the school library”."),
    )
    your_name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("For your coordinators alone. It is not published."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, offers: list[tuple[str, str]], asks_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = offers  # type: ignore[attr-defined]
        if len(offers) == 1:
            del self.fields["of"]
        if not asks_name:
            del self.fields["your_name"]


class PlaceForm(forms.Form):
    """One place. A town that we know brings its pin, its clock and how many live there."""

    key = forms.SlugField(max_length=20, widget=forms.HiddenInput)
    name = LineField(
        label=_("Name of the place"),
        max_length=160,
        help_text=_("Such as: School 12, the café on the corner."),
    )
    address = LineField(
        label=_("Street and number"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    town = LineField(
        label=_("Town"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-finds-towns": ""}),
    )
    country = forms.ChoiceField(label=_("Country"))
    time_zone = forms.ChoiceField(
        label=_("Which clock does the place keep?"),
        error_messages={
            "required": _("We don’t know this town, and its country has several clocks. Please choose one.")
        },
    )
    is_step_free = forms.TypedChoiceField(
        label=_("Can people come in without steps?"),
        choices=[("", _("I don’t know")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    is_closed = forms.BooleanField(
        label=_("Closed to the public: strangers see the town only"), required=False
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        required=False,
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=8, decimal_places=5, required=False
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"key": new_key(), "country": country, **self.initial}
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]
        for name in ("latitude", "longitude"):
            self.fields[name].widget.attrs["step"] = "any"
        chosen = self.data.get("country", "") if self.is_bound else self.initial["country"]
        zones = gazetteer.zones_of(chosen) or sorted(zoneinfo.available_timezones())
        self.known_town = gazetteer.town_of(self.data.get("town", ""), chosen) if self.is_bound else None
        if self.known_town is not None or len(zones) == 1 or not self.is_bound:
            del self.fields["time_zone"]
        else:
            choices = [("", _("Choose"))] + [(zone, zone.replace("_", " ")) for zone in zones]
            self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]
        self.zone = self.known_town.time_zone if self.known_town else zones[0]

    def clean(self) -> dict[str, Any]:
        """The place, with what is known of the town. Wants to know the clock where there are several."""
        cleaned = self.cleaned_data
        north, east = cleaned.get("latitude"), cleaned.get("longitude")
        if (north is None) != (east is None) and not self.errors:
            self.add_error("longitude", _("A pin needs both numbers, or none."))
        self.zone = cleaned.get("time_zone", self.zone)
        if self.known_town is not None and north is None and east is None:
            cleaned["latitude"], cleaned["longitude"] = self.middle_of(self.known_town)
        return cleaned

    @staticmethod
    def middle_of(town: gazetteer.Town) -> tuple[Any, Any]:
        """The town's own pin."""
        field = forms.DecimalField(decimal_places=5)
        return field.clean(f"{town.latitude:.3f}"), field.clean(f"{town.longitude:.3f}")


class WindowForm(forms.Form):
    """One opening. Where the clock is put back and an hour comes twice, it asks which one is meant."""

    key = forms.SlugField(max_length=20, widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Where?"))
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"), help_text=_("May be after midnight, or days later."))
    audience = forms.ChoiceField(
        label=_("For whom?"), choices=Opening.Audience.choices, initial=Opening.Audience.EVERYONE
    )

    def __init__(
        self, *args: Any, places: list[tuple[str, str]], zone: zoneinfo.ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = places[0][0] if places else ""
        self.initial = {"key": new_key(), "place": first, **self.initial}
        field = self.fields["place"]
        field.choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            field.widget = forms.HiddenInput()
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = zone  # type: ignore[attr-defined]
            if comes_twice(self.data.get(name), zone):
                self.fields[f"{name}_which"] = _which_field()
        self.order_fields(["place", "starts_at", "starts_at_which", "ends_at", "ends_at_which", "audience"])

    def clean(self) -> dict[str, Any]:
        """The opening. Refuses one that ends before it starts, and one of more than a month."""
        cleaned = self.cleaned_data
        for name in ("starts_at", "ends_at"):
            if name in cleaned and cleaned.get(f"{name}_which") == SECOND:
                cleaned[name] = cleaned[name].replace(fold=1)
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and not self.errors:
            # Two moments of one zone are compared by what the clock shows, unless told otherwise.
            length = end.astimezone(dt.UTC) - start.astimezone(dt.UTC)
            if length <= dt.timedelta():
                self.add_error("ends_at", _("An opening cannot end before it starts."))
            elif length > LONGEST:
                self.add_error(
                    "ends_at", _("That is more than a month. Please cut it into several openings.")
                )
        return cleaned


def comes_twice(typed: Any, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether the clock of the place shows this hour twice, because it is put back that night."""
    try:
        moment = parse_datetime(str(typed or "").strip())
        if moment is None or moment.tzinfo is not None:
            return False
        first, second = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    except (ValueError, OverflowError):
        return False
    # The other way round, the hour is left out.
    return first is not None and second is not None and first > second


def _which_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("This hour comes twice that night. Which one is meant?"),
        choices=[(FIRST, _("The first, before the clock is put back")), (SECOND, _("The second, after it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("The clock is put back that night. Please say which of the two.")},
    )


class HowForm(forms.Form):
    """For whom, how many letters, in which languages."""

    youngest_age = forms.IntegerField(
        label=_("How old is the youngest you expect?"),
        min_value=0,
        max_value=18,
        required=False,
        help_text=_("We suggest cases that can be told at that age. Left open: adults."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    goal = forms.IntegerField(
        label=_("How many letters do you hope for?"),
        min_value=1,
        max_value=10_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages are spoken at your tables?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.CharField(
        label=_("What should people know?"),
        max_length=2000,
        required=False,
        help_text=_("Shown on the marathon’s page: what there is, how to get in."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = LineField(
        label=_("Whom do your volunteers call?"),
        max_length=160,
        required=False,
        help_text=_("Shown to the volunteers who count, and to nobody else."),
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = list(dict.fromkeys([*languages, *SPOKEN]))
        names = here().languages
        self.fields["languages"].choices = [  # type: ignore[attr-defined]
            (code, names.get(code, code)) for code in codes
        ]


class CasesForm(forms.Form):
    """For whom letters are written there."""

    cases = forms.MultipleChoiceField(
        label=_("Cases"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one case.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = choices  # type: ignore[attr-defined]

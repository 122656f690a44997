"""A registration as far as it was said: kept in the session as typed, read through the forms of its steps."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.models import Campaign, Case
from cases.telling import with_words
from events.forms.moments import FORMAT
from events.forms.registering import FIRST, SECOND, CasesForm, HowForm, PlaceForm, WhoForm, WindowForm
from events.models import Event, Participation, Section
from events.registering import Place, Registration, Window

MOST_PLACES, MOST_WINDOWS = 20, 60
Typed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """A section's part in a campaign, in which a marathon can be registered."""

    section: Section
    campaign: Campaign

    @property
    def value(self) -> str:
        """What a form calls it."""
        return f"{self.section.slug}/{self.campaign.slug}"


def offers_on(day: dt.date) -> list[Offer]:
    """Every section's campaigns that are not over, by the section's name."""
    found = Participation.objects.filter(
        campaign__ends_on__gte=day, campaign__is_final=False, final_at__isnull=True
    )
    rows = found.select_related("section", "campaign").prefetch_related(
        "section__translations", "campaign__translations"
    )
    return sorted((Offer(row.section, row.campaign) for row in rows), key=lambda offer: str(offer.section))


class Draft:
    """What was said so far. ``data`` is what the session keeps: for each step, what was typed."""

    def __init__(self, data: Typed, *, offers: list[Offer], asks_name: bool = False, zone: str = "") -> None:
        self.data: Typed = {"key": str(uuid.uuid4()), "places": {}, "windows": {}} | data
        self.offers, self.asks_name, self.clock = offers, asks_name, zone

    @property
    def offer(self) -> Offer:
        """The one that was chosen; the first where none was yet."""
        wanted = self.data.get("who", {}).get("of")
        return next((offer for offer in self.offers if offer.value == wanted), self.offers[0])

    # --- the steps that are one form ---------------------------------------------------------------------

    def form(self, step: str, typed: Any = None) -> forms.Form:
        """The form of who, how or cases: as typed now, else as kept, else empty."""
        kept = self.data.get(step)
        data = typed if typed is not None else kept
        return getattr(self, f"_{step}")(data)

    def _who(self, data: Any) -> WhoForm:
        labels = [(offer.value, f"{offer.section} – {offer.campaign}") for offer in self.offers]
        return WhoForm(data, offers=labels, asks_name=self.asks_name)

    def _how(self, data: Any) -> HowForm:
        section = self.offer.section
        return HowForm(data, languages=section.languages, initial={"languages": section.languages})

    def _cases(self, data: Any) -> CasesForm:
        choices = [(str(case.pk), str(case)) for case in self.cases_offered]
        return CasesForm(data, choices=choices, initial={"cases": self.suggested})

    def keep(self, step: str, form: forms.Form) -> None:
        """What was typed in the form stands in the draft."""
        self.data[step] = _typed(form)

    @cached_property
    def cases_offered(self) -> list[Case]:
        """The cases that the campaign writes for, in its order."""
        rows = Case.objects.public().featured_in(self.offer.campaign)
        order = {pk: place for place, pk in enumerate(rows.values_list("pk", flat=True))}
        words = with_words(Case.objects.filter(pk__in=list(order)))
        return sorted(words, key=lambda case: order[case.pk])

    @property
    def youngest_age(self) -> int:
        """The youngest age that was said; adults where none was."""
        form = self.form("how")
        said = form.cleaned_data.get("youngest_age") if form.is_bound and form.is_valid() else None
        return 18 if said is None else said

    @property
    def suggested(self) -> list[str]:
        """The cases that can be told to the youngest who are expected."""
        age = self.youngest_age
        return [str(case.pk) for case in self.cases_offered if case.youngest_age <= age]

    # --- places -------------------------------------------------------------------------------------------

    def place_form(self, typed: Any = None, *, key: str = "") -> PlaceForm:
        """The form of a place: as typed now, else as the place of the key was kept, else empty."""
        kept = self.data["places"].get(key)
        if typed is None and kept is not None:
            return PlaceForm(kept, country=self.offer.section.country)
        return PlaceForm(typed, country=self.offer.section.country)

    @cached_property
    def _placed(self) -> dict[str, tuple[Place, str]]:
        found = {}
        for key in self.data["places"]:
            form = self.place_form(key=key)
            if form.is_valid():
                found[key] = (_place(form), form.zone)
        return found

    @property
    def places(self) -> list[Place]:
        """The places that were said, in the order in which they were."""
        return [place for place, _zone in self._placed.values()]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clock by which hours are said: that of the first place, else the section's."""
        first = next(iter(self._placed.values()), None)
        if first is None:
            return self.offer.section.zone
        # Where two names are one clock, an event keeps the name that it has.
        is_same = self.clock and self._is_one_clock(self.clock, first[1])
        return zoneinfo.ZoneInfo(self.clock if is_same else first[1])

    def keep_place(self, form: PlaceForm) -> bool:
        """The place stands in the draft, once for its key; False, with a sentence in the form, if not."""
        key = form.cleaned_data["key"]
        others = [zone for other, (_place, zone) in self._placed.items() if other != key]
        if others and not self._is_one_clock(others[0], form.zone):
            said = _(
                "This place keeps another clock (%(zone)s). Please register it as a marathon of its own."
            )
            form.add_error("town", said % {"zone": form.zone})
            return False
        if key not in self.data["places"] and len(self.data["places"]) >= MOST_PLACES:
            form.add_error(None, _("That is a great many places. Please register a second marathon."))
            return False
        self.data["places"][key] = _typed(form)
        self._forget()
        return True

    def _is_one_clock(self, one: str, other: str) -> bool:
        campaign = self.offer.campaign
        noons = (dt.datetime.combine(day, dt.time(12)) for day in (campaign.starts_on, campaign.ends_on))
        zones = zoneinfo.ZoneInfo(one), zoneinfo.ZoneInfo(other)
        return all(
            noon.replace(tzinfo=zones[0]).utcoffset() == noon.replace(tzinfo=zones[1]).utcoffset()
            for noon in noons
        )

    def remove_place(self, key: str) -> None:
        """The place is gone, and what would have opened there."""
        self.data["places"].pop(key, None)
        kept = self.data["windows"].items()
        self.data["windows"] = {k: typed for k, typed in kept if typed.get("place") != key}
        self._forget()

    def _forget(self) -> None:
        for name in ("_placed", "_opened"):
            self.__dict__.pop(name, None)

    # --- openings -----------------------------------------------------------------------------------------

    def window_form(self, typed: Any = None, *, key: str = "") -> WindowForm:
        """The form of an opening: as typed now, else as the opening of the key was kept, else empty."""
        places = [(place.key, f"{place.name}, {place.town}") for place in self.places]
        data = typed if typed is not None else self.data["windows"].get(key)
        return WindowForm(data, places=places, zone=self.zone)

    @cached_property
    def _opened(self) -> dict[str, Window | None]:
        found: dict[str, Window | None] = {}
        for key in self.data["windows"]:
            form = self.window_form(key=key)
            found[key] = _window(form) if form.is_valid() else None
        return found

    @property
    def windows(self) -> list[Window]:
        """The openings that were said, the first to start at the head."""
        return sorted((w for w in self._opened.values() if w), key=lambda window: window.starts_at)

    @property
    def broken_windows(self) -> list[str]:
        """The keys of openings that no longer fit, since the place or its clock changed."""
        return [key for key, window in self._opened.items() if window is None]

    def keep_window(self, form: WindowForm) -> bool:
        """The opening stands in the draft, once for its key and once for what it says."""
        window = _window(form)
        if any(replace(other, key=window.key) == window for other in self.windows):
            return True
        if window.key not in self.data["windows"] and len(self.data["windows"]) >= MOST_WINDOWS:
            form.add_error(None, _("That is a great many openings. Please register a second marathon."))
            return False
        self.data["windows"][window.key] = _typed(form)
        self._forget()
        return True

    def remove_window(self, key: str) -> None:
        """The opening is gone."""
        self.data["windows"].pop(key, None)
        self._forget()

    # --- the whole ----------------------------------------------------------------------------------------

    def is_done(self, step: str) -> bool:
        """Whether the step says what it has to."""
        if step == "where":
            return bool(self.places)
        if step == "when":
            return bool(self.windows) and not self.broken_windows
        return step in self.data and self.form(step).is_valid()

    def said(self) -> Registration | None:
        """Everything, once nothing is missing."""
        is_whole = all(self.is_done(step) for step in ("who", "where", "when", "cases"))
        return self.said_so_far() if is_whole else None

    def said_so_far(self) -> Registration | None:
        """Whatever was said, perhaps without openings or cases; None without a name."""
        who, how, cases = self.form("who"), self.form("how", self.data.get("how", {})), self.form("cases")
        if not (who.is_valid() and how.is_valid()):
            return None
        return Registration(
            campaign=self.offer.campaign,
            section=self.offer.section,
            name=who.cleaned_data["name"],
            your_name=who.cleaned_data.get("your_name", ""),
            time_zone=self.zone.key,
            places=self.places,
            windows=self.windows,
            cases=[int(pk) for pk in cases.cleaned_data["cases"]] if cases.is_valid() else [],
            **how.cleaned_data,
        )


def _typed(form: forms.Form) -> Typed:
    """What was typed, as a session can keep it."""
    data: Any = form.data
    many = {name for name, field in form.fields.items() if isinstance(field, forms.MultipleChoiceField)}
    read = getattr(data, "getlist", data.get)
    return {name: read(name) if name in many else data.get(name) for name in form.fields if name in data}


def _place(form: PlaceForm) -> Place:
    names = (
        "key",
        "name",
        "town",
        "country",
        "address",
        "latitude",
        "longitude",
        "is_closed",
        "is_step_free",
    )
    facts = {name: form.cleaned_data[name] for name in names}
    return Place(population=form.known_town.population if form.known_town else None, **facts)


def _window(form: WindowForm) -> Window:
    names = ("key", "place", "audience")
    moments = {name: form.cleaned_data[name].astimezone(dt.UTC) for name in ("starts_at", "ends_at")}
    return Window(**{name: form.cleaned_data[name] for name in names}, **moments)


def of_event(event: Event, spare: Mapping[str, Typed]) -> Draft:
    """The event as its organiser would have said it, with places at which nothing opens yet."""
    offer = Offer(event.section, event.campaign)
    openings = list(event.openings.select_related("venue"))
    places = {str(opening.venue_id): _typed_place(opening.venue, event) for opening in openings}
    data: Typed = {
        "who": {"of": offer.value, "name": event.name},
        "places": places | {key: typed for key, typed in spare.items() if key not in places},
        "windows": {str(opening.pk): _typed_window(opening, event.zone) for opening in openings},
        "how": {
            "youngest_age": event.youngest_age,
            "goal": event.goal,
            "languages": event.languages,
            "about": event.about,
            "contact": event.contact,
        },
        "cases": {"cases": [str(pk) for pk in event.cases.order_by("pk").values_list("pk", flat=True)]},
    }
    return Draft(data, offers=[offer], zone=event.time_zone)


def _typed_place(venue: Any, event: Event) -> Typed:
    step_free = {True: "yes", False: "no", None: ""}[venue.is_step_free]
    typed = {name: getattr(venue, name) for name in ("name", "address", "town", "country")}
    pin = {name: str(v) for name in ("latitude", "longitude") if (v := getattr(venue, name)) is not None}
    closed = {"is_closed": "on"} if venue.is_closed else {}
    return (
        {"key": str(venue.pk), "is_step_free": step_free, "time_zone": event.time_zone} | typed | pin | closed
    )


def _typed_window(opening: Any, zone: zoneinfo.ZoneInfo) -> Typed:
    typed = {"key": str(opening.pk), "place": str(opening.venue_id), "audience": opening.audience}
    for name in ("starts_at", "ends_at"):
        moment = getattr(opening, name).astimezone(zone)
        typed[name] = moment.strftime(FORMAT)
        typed[f"{name}_which"] = SECOND if moment.fold else FIRST
    return typed

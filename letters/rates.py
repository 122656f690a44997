"""A section's post office: its currency, stamps and rates, and the countries that its post does not reach."""

import datetime as dt
import itertools
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events import trail
from events.models import Section
from events.parties import Party
from events.refused import Refused
from letters.models import PostOffice, PostStop, Rate
from letters.postage import Steps, Tariff

OFFICE = ("currency", "stamps", "sheet_grams", "envelope_grams")

trail.know(
    post_office_set=_("changed the post office"),
    rates_set=_("changed postage rates"),
    post_suspended=_("noted that post is suspended"),
    post_resumed=_("removed a suspension of post"),
)


class CurrencyHasRates(Refused):
    """The prices would say something else in another currency."""

    sentence = _("There are rates in the old currency. Remove them first, then change it.")
    field = "currency"


class PriceFalls(Refused):
    """A heavier letter would be cheaper."""

    sentence = _("A heavier letter cannot cost less. Please look at the prices again.")


class WeightTwice(Refused):
    """Two prices for one weight."""

    sentence = _("Each weight has one price. One stands here twice.")


def tariff_of(section: Section) -> Tariff | None:
    """What the section's post takes; None where nobody said so yet. One query."""
    names = ("country", "up_to_grams", "price")
    rows = PostOffice.objects.filter(section=section).order_by("section__rates__up_to_grams")
    found = list(rows.values_list(*OFFICE, *(f"section__rates__{name}" for name in names)))
    if not found:
        return None
    currency, stamps, sheet, envelope = found[0][: len(OFFICE)]
    steps: dict[str, Steps] = {}
    for *_office, country, up_to, price in found:
        if up_to is not None:
            steps[country] = (*steps.get(country, ()), (up_to, price))
    return Tariff(currency, tuple(stamps), sheet, envelope, steps)


def stops_of(section: Section, *, on: dt.date) -> dict[str, PostStop]:
    """The suspensions that hold on the day, by country."""
    stops = PostStop.objects.filter(Q(until__isnull=True) | Q(until__gte=on), section=section, since__lte=on)
    return {stop.country: stop for stop in stops}


@transaction.atomic
def set_office(
    section: Section,
    *,
    currency: str,
    stamps: Iterable[int],
    sheet_grams: int,
    envelope_grams: int,
    as_of: dt.date | None,
    source: str,
    by: Party,
    at: dt.datetime,
) -> PostOffice:
    """The post office is as said. Raises CurrencyHasRates."""
    _turn(section)
    before = PostOffice.objects.filter(section=section).first()
    if before and before.currency != currency and section.rates.exists():
        raise CurrencyHasRates
    said = {
        "currency": currency,
        "stamps": sorted(set(stamps)),
        "sheet_grams": sheet_grams,
        "envelope_grams": envelope_grams,
        "as_of": as_of,
        "source": source,
    }
    if before and all(getattr(before, name) == value for name, value in said.items()):
        return before
    office, _is_new = PostOffice.objects.update_or_create(section=section, defaults=said)
    trail.note("post_office_set", at=at, by=by, section=section, currency=currency, stamps=len(office.stamps))
    return office


@transaction.atomic
def set_rates(
    section: Section, country: str, steps: Iterable[tuple[int, int]], *, by: Party, at: dt.datetime
) -> None:
    """These are the country's rates, and no others; none where there are no steps. ``""`` is every other.

    Raises PriceFalls and WeightTwice.
    """
    _turn(section)
    steps = tuple(sorted(steps))
    if len({up_to for up_to, _price in steps}) < len(steps):
        raise WeightTwice
    if any(later < earlier for (_a, earlier), (_b, later) in itertools.pairwise(steps)):
        raise PriceFalls
    rates = Rate.objects.filter(section=section, country=country)
    if tuple(rates.order_by("up_to_grams").values_list("up_to_grams", "price")) == steps:
        return
    rates.delete()
    Rate.objects.bulk_create(
        Rate(section=section, country=country, up_to_grams=up_to, price=price) for up_to, price in steps
    )
    trail.note("rates_set", at=at, by=by, section=section, what=country or "*", steps=len(steps))


@transaction.atomic
def suspend(
    section: Section,
    country: str,
    *,
    since: dt.date,
    until: dt.date | None,
    advice: str,
    source: str,
    by: Party,
    at: dt.datetime,
) -> PostStop:
    """It is known that post to the country is suspended. The same country and day again changes the rest."""
    _turn(section)
    said = {"until": until, "advice": advice, "source": source}
    stop = PostStop.objects.filter(section=section, country=country, since=since).first()
    if stop and all(getattr(stop, name) == value for name, value in said.items()):
        return stop
    stop, _is_new = PostStop.objects.update_or_create(
        section=section, country=country, since=since, defaults=said
    )
    trail.note("post_suspended", at=at, by=by, section=section, what=country, open_end=until is None)
    return stop


@transaction.atomic
def resume(section: Section, number: int, *, by: Party, at: dt.datetime) -> None:
    """The suspension is not there any more; removing it twice changes nothing."""
    stop = PostStop.objects.select_for_update().filter(section=section, pk=number).first()
    if stop is None:
        return
    country = stop.country
    stop.delete()
    trail.note("post_resumed", at=at, by=by, section=section, what=country)


def _turn(section: Section) -> None:
    """Whoever changes the section's post queues here."""
    Section.objects.select_for_update(no_key=True).get(pk=section.pk)

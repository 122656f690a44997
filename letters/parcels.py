"""Letters are packed for one destination, and posted: by whom, when, under which number of the post."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.models import Addressee
from events import trail
from events.models import Event
from events.parties import Party
from events.refused import Refused
from letters import ledger, postage, rates
from letters.labels import label_of
from letters.ledger import Cell
from letters.models import Parcel, ParcelLine
from letters.postage import Tariff, Way

MOST_GRAMS = 1_000_000
# What a column holds.
MOST_MONEY = 2_147_483_647

trail.know(
    parcel_packed=_("packed a parcel"),
    parcel_unpacked=_("unpacked a parcel"),
    parcel_posted=_("posted a parcel"),
    parcel_not_posted=_("took back that a parcel was posted"),
)


class NothingPacked(Refused):
    """A parcel of no letters."""

    sentence = _("Pack at least one letter.")


class NotWrittenHere(Refused):
    """The event does not write to the addressee."""

    sentence = _("This marathon does not write to that address.")


class MoreThanCounted(Refused):
    """More letters than the ledger knows would be in the parcels."""


class PostedMeanwhile(Refused):
    """It is on its way."""

    sentence = _("This parcel was posted meanwhile. Nothing was changed.")


class UnpackedMeanwhile(Refused):
    """Somebody took it apart."""

    sentence = _("This parcel was unpacked meanwhile.")


class PostedInFuture(Refused):
    """Nothing is posted tomorrow."""

    sentence = _("This day is still to come. When was it posted?")
    field = "on"


class PostedTooEarly(Refused):
    """Nobody had written yet."""

    sentence = _("That is before the marathon began. Please look at the date again.")
    field = "on"


@transaction.atomic
def pack(
    event: Event,
    *,
    key: uuid.UUID,
    addressee: Addressee,
    lines: Mapping[Cell, int],
    by: Party,
    at: dt.datetime,
    is_alone: bool = False,
    weighed: int | None = None,
) -> Parcel:
    """The letters lie in a parcel of their own; the same key packs it once.

    ``is_alone`` where each letter has an envelope of its own; ``weighed`` is what the scales said, in grams.
    Raises NothingPacked, NotWrittenHere, MoreThanCounted.
    """
    key = uuid.uuid5(key, f"parcel of {event.pk}")
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    made = Parcel.objects.filter(key=key).first()
    if made:
        return made
    lines = {cell: quantity for cell, quantity in lines.items() if quantity > 0}
    cases = _check(event, addressee, lines)
    letters = sum(lines.values())
    parcel = _made(event, addressee, letters, is_alone, weighed)
    parcel.key = key
    parcel.save(force_insert=True)
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, case_id=cases[case], kind=kind, quantity=quantity)
        for (case, kind), quantity in lines.items()
    )
    _note("parcel_packed", parcel, by, at, letters=letters, grams=parcel.grams)
    return parcel


def _made(event: Event, addressee: Addressee, letters: int, is_alone: bool, weighed: int | None) -> Parcel:
    """The event's next parcel, with its label, its weight and its postage. Wants the event locked."""
    tariff = rates.tariff_of(event.section) or Tariff()
    label = label_of(addressee, event.section)
    way = _way(tariff, letters, label.country, is_alone)
    last = event.parcels.aggregate(last=Max("number"))["last"] or 0
    return Parcel(
        event=event,
        number=last + 1,
        addressee=addressee,
        destination=label.office[:250],
        address="\n".join(label.lines),
        country=label.country,
        grams=weighed or (way.grams if way else tariff.weight(letters)),
        postage=min(_price(tariff, way, weighed, label.country), MOST_MONEY),
        currency=tariff.currency,
    )


@transaction.atomic
def unpack(parcel: Parcel, *, by: Party, at: dt.datetime) -> None:
    """The letters lie in their piles again; unpacking twice changes nothing. Raises PostedMeanwhile."""
    try:
        parcel = _locked(parcel)
    except UnpackedMeanwhile:
        return
    if parcel.status == Parcel.Status.POSTED:
        raise PostedMeanwhile
    _note("parcel_unpacked", parcel, by, at)
    parcel.delete()


@transaction.atomic
def mark_not_posted(parcel: Parcel, *, by: Party, at: dt.datetime) -> Parcel:
    """The parcel lies packed after all, and can be posted with another date. Twice is once.

    Raises UnpackedMeanwhile.
    """
    parcel = _locked(parcel)
    if parcel.status == Parcel.Status.PACKED:
        return parcel
    parcel.status, parcel.posted_on, parcel.reference = Parcel.Status.PACKED, None, ""
    parcel.posted_by = None
    parcel.save(update_fields=["status", "posted_on", "reference", "posted_by"])
    _note("parcel_not_posted", parcel, by, at)
    return parcel


@transaction.atomic
def mark_posted(parcel: Parcel, *, on: dt.date, reference: str, by: Party, at: dt.datetime) -> Parcel:
    """The parcel is on its way since the day. The same again changes nothing.

    Raises PostedInFuture, PostedTooEarly, PostedMeanwhile where it was posted otherwise, UnpackedMeanwhile.
    """
    parcel = _locked(parcel)
    if parcel.status == Parcel.Status.POSTED:
        if (parcel.posted_on, parcel.reference) != (on, reference):
            raise PostedMeanwhile
        return parcel
    event = parcel.event
    if on > at.astimezone(event.zone).date():
        raise PostedInFuture
    first, _last = event.span()
    if first is not None and on < first.astimezone(event.zone).date():
        raise PostedTooEarly(
            _now("The marathon began on %(day)s: nothing can have been posted before.")
            % {"day": date_format(first.astimezone(event.zone), "DATE_FORMAT")}
        )
    parcel.status, parcel.posted_on, parcel.reference = Parcel.Status.POSTED, on, reference
    parcel.posted_by = by.user
    parcel.save(update_fields=["status", "posted_on", "reference", "posted_by"])
    _note("parcel_posted", parcel, by, at, has_reference=bool(reference))
    return parcel


def way_of(parcel: Parcel, tariff: Tariff, letters: int) -> Way | None:
    """How the parcel goes, as its weight and postage say; None where no rate said anything."""
    if not parcel.postage:
        return None
    for is_alone in (False, True):
        way = _way(tariff, letters, parcel.country, is_alone)
        if way and (way.total, way.grams, tariff.currency) == (
            parcel.postage,
            parcel.grams,
            parcel.currency,
        ):
            return way
    # It was weighed, or the rates have changed since.
    return Way(postage.BUNDLE, parcel.country, (postage.Piece(letters, parcel.grams, parcel.postage),))


def _way(tariff: Tariff, letters: int, country: str, is_alone: bool) -> Way | None:
    return (postage.alone if is_alone else postage.bundled)(tariff, letters, country)


def _price(tariff: Tariff, way: Way | None, weighed: int | None, country: str) -> int:
    """What it costs; 0 where no rate is known."""
    exact = tariff.price(weighed, country) if weighed and (way is None or way.envelopes == 1) else None
    return exact or (way.total if way else 0)


def _check(event: Event, addressee: Addressee, lines: Mapping[Cell, int]) -> dict[str, int]:
    """The cases by their addresses. Raises what ``pack`` raises."""
    if not lines:
        raise NothingPacked
    cases = dict(event.cases.values_list("slug", "pk"))
    if addressee.case_id not in cases.values():
        raise NotWrittenHere
    counted = ledger.counts(event)
    packed = {
        (case, kind): quantity
        for case, kind, quantity in ParcelLine.objects.filter(parcel__event=event)
        .order_by()
        .values_list("case__slug", "kind")
        .annotate(sum=Sum("quantity"))
    }
    for (case, kind), quantity in lines.items():
        left = counted.get(case, {}).get(kind, 0) - packed.get((case, kind), 0)
        if quantity > left:
            raise MoreThanCounted(_sentence(quantity, max(left, 0)), field=f"{case} {kind}")
    return cases


def _sentence(quantity: int, left: int) -> str:
    return _now(
        "You have %(quantity)d, but only %(left)d are counted and not packed yet. Pack those, or recount "
        "the piles first: then the count has all of them."
    ) % {"quantity": quantity, "left": left}


def _locked(parcel: Parcel) -> Parcel:
    found = Parcel.objects.select_for_update(of=("self",)).select_related("event__section")
    locked = found.filter(pk=parcel.pk).first()
    if locked is None:
        raise UnpackedMeanwhile
    return locked


def _note(act: str, parcel: Parcel, by: Party, at: dt.datetime, **facts: Any) -> None:
    trail.note(act, at=at, by=by, event=parcel.event, what=str(parcel.number), **facts)

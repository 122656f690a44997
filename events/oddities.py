"""What looks odd about a marathon that somebody registered: for a coordinator to ask about, never refused."""

import datetime as dt
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.numbers import grouped
from events import gazetteer
from events.models import Event, Opening

# Letters that the people of one place write in an hour, where the place is as full as a large school.
MOST_IN_AN_HOUR = 600
# One in ten of a whole town has never written in one night.
SHARE_OF_TOWN = 10
TIMES_THE_USUAL, FEWEST_TO_COMPARE = 20, 3
NEXT_DOOR_KM, ANOTHER_TOWN_KM = 0.1, 40
LONGEST = dt.timedelta(hours=24)
# As many openings of others are looked through, and as many goals.
MOST_ROWS = 500

SENTENCES: dict[str, Promise] = {
    "no_opening": _("It has no opening yet."),
    "outside_campaign": _("An opening lies outside the campaign’s dates: %(hours)s."),
    "long_opening": _("An opening is longer than 24 hours: %(hours)s."),
    "same_name": _("Another marathon of the same name is registered in the same town: “%(other)s”."),
    "same_place": _("Another marathon is at the same place at the same time: “%(other)s”."),
    "abroad": _("“%(venue)s” is in another country than the section."),
    "pin_far_off": _("The pin of “%(venue)s” is %(km)s km away from %(town)s."),
    "goal_of_town": _("The goal of %(goal)s letters is more than a tenth of the people who live there."),
    "goal_above_usual": _("The goal is more than 20 times what others of the section hope for (%(usual)s)."),
    "goal_for_hours": _("The goal of %(goal)s letters is more than a full house writes in %(hours)s hours."),
}


@dataclass(frozen=True)
class Oddity:
    """One thing that looks odd, told in the reader's language."""

    what: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = {
            name: grouped(value) if isinstance(value, int) else value for name, value in self.facts.items()
        }
        return str(SENTENCES[self.what]) % facts


def oddities(event: Event, openings: list[Opening] | None = None) -> list[Oddity]:
    """What looks odd about the event. Asks three queries at most; two where its openings came with venues."""
    if openings is None:
        openings = list(event.openings.select_related("venue"))
    if not openings:
        return [Oddity("no_opening")]
    found = [*_of_time(event, openings), *_of_place(event, openings), *_of_goal(event, openings)]
    return found + list(_of_others(event, openings))


def _of_time(event: Event, openings: list[Opening]) -> Iterator[Oddity]:
    for opening in openings:
        first = opening.starts_at.astimezone(event.zone)
        # What ends at midnight is over on the day before.
        last = (opening.ends_at - dt.timedelta(microseconds=1)).astimezone(event.zone)
        hours = f"{first:%Y-%m-%d %H:%M}"
        if first.date() < event.campaign.starts_on or last.date() > event.campaign.ends_on:
            yield Oddity("outside_campaign", {"hours": hours})
        if opening.ends_at - opening.starts_at > LONGEST:
            yield Oddity("long_opening", {"hours": hours})


def _of_place(event: Event, openings: list[Opening]) -> Iterator[Oddity]:
    for venue in {opening.venue_id: opening.venue for opening in openings}.values():
        if venue.country != event.section.country:
            yield Oddity("abroad", {"venue": venue.name})
        town = gazetteer.town_of(venue.town, venue.country)
        pin = _pin(venue)
        if town and pin:
            km = gazetteer.kilometres((town.latitude, town.longitude), pin)
            if km > ANOTHER_TOWN_KM:
                yield Oddity("pin_far_off", {"venue": venue.name, "km": round(km), "town": venue.town})


def _of_goal(event: Event, openings: list[Opening]) -> Iterator[Oddity]:
    if not event.goal:
        return
    towns = {(o.venue.country, o.venue.town): o.venue.population for o in openings}
    people = sum(population or 0 for population in towns.values())
    if all(towns.values()) and event.goal > people / SHARE_OF_TOWN:
        yield Oddity("goal_of_town", {"goal": event.goal})
    hours = sum((o.ends_at - o.starts_at).total_seconds() for o in openings) / 3600
    if event.goal > hours * MOST_IN_AN_HOUR:
        yield Oddity("goal_for_hours", {"goal": event.goal, "hours": round(hours)})
    others = Event.objects.filter(section=event.section_id, campaign=event.campaign_id, goal__isnull=False)
    goals: list[Any] = list(
        others.exclude(pk=event.pk).order_by("pk").values_list("goal", flat=True)[:MOST_ROWS]
    )
    if len(goals) >= FEWEST_TO_COMPARE and event.goal > TIMES_THE_USUAL * (usual := statistics.median(goals)):
        yield Oddity("goal_above_usual", {"usual": round(usual)})


def _of_others(event: Event, openings: list[Opening]) -> Iterator[Oddity]:
    """Each other event of the campaign that looks like this one, once."""
    gone = (Event.Status.DECLINED, Event.Status.CANCELLED)
    towns = {opening.venue.town for opening in openings}
    nearby = Q(venue__town__in=towns) | Q(event__name__iexact=event.name)
    for venue in (opening.venue for opening in openings):
        if venue.latitude is not None and venue.longitude is not None:
            north, east = float(venue.latitude), float(venue.longitude)
            # A box a little larger than the circle that is meant; measured exactly below.
            nearby |= Q(
                venue__latitude__range=(north - 0.01, north + 0.01),
                venue__longitude__range=(east - 0.05, east + 0.05),
            )
    theirs = Opening.objects.filter(nearby, event__campaign=event.campaign_id).exclude(event=event.pk)
    rows = theirs.exclude(event__status__in=gone).select_related("event", "venue").order_by("pk")[:MOST_ROWS]
    told: set[int] = set()
    for other in rows:
        what = _likeness(event, openings, other)
        if what and other.event_id not in told:
            told.add(other.event_id)
            yield Oddity(what, {"other": other.event.name})


def _likeness(event: Event, openings: list[Opening], other: Opening) -> str:
    same_town = [o for o in openings if _flat(o.venue.town) == _flat(other.venue.town)]
    if same_town and _flat(event.name) == _flat(other.event.name):
        return "same_name"
    for opening in openings:
        overlaps = opening.starts_at < other.ends_at and other.starts_at < opening.ends_at
        if overlaps and _are_one_place(opening, other):
            return "same_place"
    return ""


def _are_one_place(one: Opening, other: Opening) -> bool:
    here, there = _pin(one.venue), _pin(other.venue)
    named_alike = (_flat(one.venue.name), _flat(one.venue.town)) == (
        _flat(other.venue.name),
        _flat(other.venue.town),
    )
    if named_alike or one.venue_id == other.venue_id:
        return True
    # A pin that came from the town's name stands for the whole town.
    if not here or not there or _stands_for_town(one) or _stands_for_town(other):
        return False
    return gazetteer.kilometres(here, there) < NEXT_DOOR_KM


def _stands_for_town(opening: Opening) -> bool:
    town = gazetteer.town_of(opening.venue.town, opening.venue.country)
    pin = _pin(opening.venue)
    return bool(town and pin and gazetteer.kilometres((town.latitude, town.longitude), pin) < NEXT_DOOR_KM)


def _flat(name: str) -> str:
    return gazetteer.folded(name)


def _pin(venue: Any) -> tuple[float, float] | None:
    if venue.latitude is None or venue.longitude is None:
        return None
    return float(venue.latitude), float(venue.longitude)

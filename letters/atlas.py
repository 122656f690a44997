"""A section's marathons on a map of our own: a dot for each town, the larger the more letters."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from events import gazetteer
from events.models import Event, Section

WIDTH, HEIGHT = 640, 400
# The least that is shown from south to north, in degrees; and how much air is left around the dots.
LEAST, AIR = 6.0, 1.35
# So many dots are drawn, and the names of so many.
DOTS, NAMES = 600, 9
SMALLEST, LARGEST = 3.5, 16.0


@dataclass
class _Site:
    """What happens in one town."""

    name: str
    latitude: float
    longitude: float
    letters: int = 0
    events: set[int] = field(default_factory=set)
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A town as its template draws it. Numbers are text, so that no language changes them."""

    x: str
    y: str
    radius: str
    name: str
    marathons: int
    letters: int
    waits: bool
    is_named: bool
    name_y: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map: how the land is moved and stretched, the dots, and how many events have no place on it."""

    land: str
    dots: list[Dot]
    without: int


def atlas(section: Section, events: QuerySet[Event]) -> Atlas | None:
    """The map of the events; None where no place is known. Asks one query.

    A place without a pin stands where its town is.
    """
    sites: dict[tuple[float, float], _Site] = {}
    seen: set[int] = set()
    placed: set[int] = set()
    rows = Event.objects.filter(pk__in=events.order_by().values("pk")).order_by("pk", "openings__id")
    for row in rows.values_list(
        "pk",
        "status",
        "town",
        "head__letters",
        "openings__venue__town",
        "openings__venue__latitude",
        "openings__venue__longitude",
    ):
        pk, status, town, letters, venue_town, latitude, longitude = row
        where = _where(section.country, venue_town or town, latitude, longitude)
        # What an event of several venues counted is drawn at its first.
        letters = 0 if pk in placed else letters or 0
        seen.add(pk)
        if where is None:
            continue
        placed.add(pk)
        site = sites.setdefault(_near(where), _Site(venue_town or town, *where))
        site.letters += letters
        site.events.add(pk)
        site.waits = site.waits or status == Event.Status.SUBMITTED
    return _drawn(list(sites.values()), len(seen - placed)) if sites else None


def _where(country: str, town: str, latitude: Any, longitude: Any) -> tuple[float, float] | None:
    if latitude is not None and longitude is not None:
        return float(latitude), float(longitude)
    return _of_town(country, town)


@lru_cache(maxsize=4096)
def _of_town(country: str, name: str) -> tuple[float, float] | None:
    """Where the section's town of exactly this name is."""
    for town in gazetteer.find(name, country=country, most=1):
        if gazetteer.folded(town.name) == gazetteer.folded(name):
            return town.latitude, town.longitude
    return None


def _near(where: tuple[float, float]) -> tuple[float, float]:
    """Places within some kilometres are one dot."""
    return round(where[0] * 20) / 20, round(where[1] * 20) / 20


def _drawn(sites: list[_Site], without: int) -> Atlas:
    largest = sorted(sites, key=lambda site: (-site.letters, -len(site.events), site.name))[:DOTS]
    south, north = _span(site.latitude for site in largest)
    west, east = _span(site.longitude for site in largest)
    latitude, longitude = (south + north) / 2, (west + east) / 2
    # Towards the poles a degree of longitude is shorter.
    squeeze = max(math.cos(math.radians(latitude)), 0.05)
    tall = max((north - south) * AIR, (east - west) * AIR * squeeze * HEIGHT / WIDTH, LEAST)
    down, across = HEIGHT / tall, HEIGHT / tall * squeeze
    most = max((site.letters for site in largest), default=0)
    named: list[tuple[float, float]] = []
    dots = []
    for site in largest:
        x = WIDTH / 2 + (site.longitude - longitude) * across
        y = HEIGHT / 2 - (site.latitude - latitude) * down
        is_named = len(named) < NAMES and all(abs(x - a) > 110 or abs(y - b) > 20 for a, b in named)
        if is_named:
            named.append((x, y))
        dots.append(_dot(site, x, y, most, is_named))
    land = (
        f"translate({WIDTH / 2 - longitude * across:.1f} {HEIGHT / 2 + latitude * down:.1f}) "
        f"scale({across:.3f} {down:.3f})"
    )
    return Atlas(land, dots, without)


def _span(degrees: Iterable[float]) -> tuple[float, float]:
    values = list(degrees)
    return min(values), max(values)


def _dot(site: _Site, x: float, y: float, most: int, is_named: bool) -> Dot:
    # The area says how many, not the radius.
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(site.letters / most) if most else SMALLEST
    return Dot(
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        radius=f"{radius:.1f}",
        name=site.name,
        marathons=len(site.events),
        letters=site.letters,
        waits=site.waits,
        is_named=is_named,
        name_y=f"{y - radius - 5:.1f}",
    )

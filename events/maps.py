"""Small maps of our own: the outline of land, the towns around, a pin. Nobody else is asked for a picture."""

import math
from dataclasses import dataclass
from typing import Any

from events import gazetteer

WIDTH, HEIGHT = 640, 400
# How much is shown north and south of the middle, in degrees.
REACH = 0.5
# How wide a letter of a town's name is, with what stands around the name.
LETTER = 11


@dataclass(frozen=True, slots=True)
class Dot:
    """A town on the map: where on the picture, and where on the globe."""

    name: str
    x: str
    y: str
    latitude: str
    longitude: str
    # Where the name would reach over the right edge, it stands before the dot.
    is_right: bool


@dataclass(frozen=True, slots=True)
class Map:
    """A map around a pin, as its template draws it. Numbers are text, so that no language changes them."""

    latitude: str
    longitude: str
    land: str
    scale: str
    squeeze: str
    towns: list[Dot]


def of(place: Any) -> "Map | None":
    """The map of a place or a venue; None where it has no pin."""
    if place.latitude is None or place.longitude is None:
        return None
    return around(float(place.latitude), float(place.longitude))


def around(latitude: float, longitude: float) -> Map:
    """The map with a pin in the middle."""
    scale = HEIGHT / (2 * REACH)
    # Towards the poles a degree of longitude is shorter.
    squeeze = max(math.cos(math.radians(latitude)), 0.05)
    across = scale * squeeze
    land = (
        f"translate({WIDTH / 2 - longitude * across:.1f} {HEIGHT / 2 + latitude * scale:.1f}) "
        f"scale({across:.2f} {scale:.2f})"
    )
    towns = [
        Dot(
            name=town.name,
            x=f"{WIDTH / 2 + (town.longitude - longitude) * across:.1f}",
            y=f"{HEIGHT / 2 - (town.latitude - latitude) * scale:.1f}",
            latitude=f"{town.latitude:.3f}",
            longitude=f"{town.longitude:.3f}",
            is_right=_reaches_over(town, WIDTH / 2 + (town.longitude - longitude) * across),
        )
        for town in _apart(latitude, longitude)
    ]
    return Map(f"{latitude:.5f}", f"{longitude:.5f}", land, f"{scale:.2f}", f"{squeeze:.4f}", towns)


def _reaches_over(town: gazetteer.Town, x: float) -> bool:
    return x + len(town.name) * LETTER > WIDTH


def _apart(latitude: float, longitude: float) -> list[gazetteer.Town]:
    """The largest towns around that do not write their names over each other."""
    found: list[gazetteer.Town] = []
    for town in gazetteer.near(latitude, longitude, degrees=REACH * 0.9, most=60):
        if all(
            abs(town.latitude - other.latitude) > 0.09 or abs(town.longitude - other.longitude) > 0.5
            for other in found
        ):
            found.append(town)
    return found[:9]

"""Where towns are: found by the beginning of a name, with country, place, people and time zone.

The towns of GeoNames with at least 5,000 people lie in a file beside this one; nobody else is asked.
"""

import heapq
import lzma
import math
import unicodedata
import zoneinfo
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("towns.tsv.xz")
# Letters that no decomposition makes plain.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
EARTH = 6371.0


@dataclass(frozen=True, slots=True)
class Town:
    """One town, by the name that was asked for: Warszawa or Warsaw."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    time_zone: str


def folded(name: str) -> str:
    """A name as it is compared: small, without accents, full stops and hyphens."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN))
    signs = (c for c in plain if not unicodedata.combining(c) and c not in "'’")
    return " ".join("".join(" " if c in "-.," else c for c in signs).split())


@lru_cache(maxsize=1)
def _lines() -> list[str]:
    return lzma.decompress(FILE.read_bytes()).decode().split("\n")


@lru_cache(maxsize=1)
def _index() -> tuple[list[str], list[tuple[int, str]]]:
    """Every name, folded and in order; and for each the number of its line and the name itself."""
    rows = sorted(
        (folded(name), number, name)
        for number, line in enumerate(_lines())
        for name in line.split("\t", 2)[1].split("|")
    )
    return [row[0] for row in rows], [row[1:] for row in rows]


def _town(number: int, name: str) -> Town:
    country, _names, latitude, longitude, population, zone = _lines()[number].split("\t")
    return Town(name, country, float(latitude), float(longitude), int(population), zone)


def find(words: str, *, country: str = "", most: int = 8) -> list[Town]:
    """The towns whose names begin so: those called exactly so first, then the larger ones."""
    wanted = folded(words)
    if len(wanted) < 2:
        return []
    found: dict[int, tuple[bool, int, str]] = {}
    for is_whole, number, name in _beginning_with(wanted):
        # Of the names of one town the whole one, else the longest: Warszawa rather than Warszaw.
        found[number] = max(found.get(number, (False, 0, "")), (is_whole, len(name), name))
    towns = [(is_whole, _town(number, name)) for number, (is_whole, _length, name) in found.items()]
    here = [row for row in towns if not country or row[1].country == country]
    best = heapq.nlargest(most, here, key=lambda row: (row[0], row[1].population))
    return [town for _is_whole, town in best]


def _beginning_with(wanted: str) -> Iterator[tuple[bool, int, str]]:
    keys, rows = _index()
    place = bisect_left(keys, wanted)
    while place < len(keys) and keys[place].startswith(wanted):
        yield keys[place] == wanted, *rows[place]
        place += 1


def town_of(name: str, country: str) -> Town | None:
    """The largest town of the country that is called so; None where we know none."""
    wanted = folded(name)
    exact = [_town(number, called) for is_whole, number, called in _beginning_with(wanted) if is_whole]
    here = [town for town in exact if town.country == country]
    return max(here, key=lambda town: town.population, default=None)


@lru_cache(maxsize=1)
def _zones() -> dict[str, list[str]]:
    people: dict[str, Counter[str]] = {}
    known = zoneinfo.available_timezones()
    for line in _lines():
        country, _names, _latitude, _longitude, population, zone = line.split("\t")
        if zone in known:
            people.setdefault(country, Counter())[zone] += int(population)
    return {country: [zone for zone, _people in counts.most_common()] for country, counts in people.items()}


def zones_of(country: str) -> list[str]:
    """The time zones of a country, the one of most people first; none where we know no town of it."""
    return _zones().get(country, [])


def near(latitude: float, longitude: float, *, degrees: float, most: int = 8) -> list[Town]:
    """The largest towns around a point, within so many degrees north and south."""
    wide = degrees / max(math.cos(math.radians(latitude)), 0.1)
    found = []
    for number, line in enumerate(_lines()):
        _country, names, north, east, people, _zone = line.split("\t")
        if abs(float(north) - latitude) < degrees and abs(float(east) - longitude) < wide:
            found.append((int(people), number, names.partition("|")[0]))
    return [_town(number, name) for _people, number, name in heapq.nlargest(most, found)]


def kilometres(from_: tuple[float, float], to: tuple[float, float]) -> float:
    """How far two points (latitude, longitude) are from each other."""
    (lat_1, lon_1), (lat_2, lon_2) = (tuple(map(math.radians, point)) for point in (from_, to))
    half = (
        math.sin((lat_2 - lat_1) / 2) ** 2
        + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))

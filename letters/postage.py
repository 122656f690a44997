"""What the post takes: the price of a weight, the cheapest way to send letters, and which stamps make it.

Pure computing. Amounts are whole numbers of a currency's smallest unit, weights are grams.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import gcd

# The price up to each weight, from the lightest to the heaviest.
Steps = tuple[tuple[int, int], ...]

# Beyond so many letters or units the bulk goes as is cheapest each, and only the rest is searched.
MOST = 1 << 14
ALONE, BUNDLE, EMBASSY = "alone", "bundle", "embassy"


@dataclass(frozen=True)
class Tariff:
    """What a section's post takes: steps by country, those of ``""`` for every country without its own."""

    currency: str = "EUR"
    stamps: tuple[int, ...] = ()
    sheet_grams: int = 5
    envelope_grams: int = 5
    steps: Mapping[str, Steps] = field(default_factory=dict)

    def steps_to(self, country: str) -> Steps:
        """The steps that hold for the country."""
        return self.steps.get(country) or self.steps.get("", ())

    def price(self, grams: int, country: str) -> int | None:
        """What one envelope or parcel costs; None where no rate is known for the weight."""
        return min((price for up_to, price in self.steps_to(country) if up_to >= grams), default=None)

    def weight(self, letters: int) -> int:
        """What so many letters weigh in one envelope."""
        return letters * self.sheet_grams + self.envelope_grams

    def capacities(self, country: str) -> Steps:
        """How many letters an envelope holds at each step, and its price; only what can be worth choosing."""
        found: dict[int, int] = {}
        for up_to, _price in self.steps_to(country):
            letters = (up_to - self.envelope_grams) // self.sheet_grams
            price = self.price(up_to, country)
            if letters >= 1 and price is not None:
                found[letters] = min(price, found.get(letters, price))
        return tuple(sorted(found.items()))


@dataclass(frozen=True, order=True)
class Piece:
    """So many envelopes or parcels alike, of so many letters each, at the price of one."""

    letters: int
    grams: int
    price: int
    count: int = 1


@dataclass(frozen=True)
class Way:
    """One way to post the letters of a destination."""

    name: str
    country: str
    pieces: tuple[Piece, ...]

    @property
    def total(self) -> int:
        """What it costs in all."""
        return sum(piece.count * piece.price for piece in self.pieces)

    @property
    def grams(self) -> int:
        """What it weighs in all."""
        return sum(piece.count * piece.grams for piece in self.pieces)

    @property
    def envelopes(self) -> int:
        """How many pieces go over the counter."""
        return sum(piece.count for piece in self.pieces)


def alone(tariff: Tariff, letters: int, country: str) -> Way | None:
    """Each letter in an envelope of its own; None where no rate is known."""
    grams = tariff.weight(1)
    price = tariff.price(grams, country)
    if price is None or letters < 1:
        return None
    return Way(ALONE, country, (Piece(1, grams, price, letters),))


def bundled(tariff: Tariff, letters: int, country: str, *, name: str = BUNDLE) -> Way | None:
    """The letters together, in the cheapest split that the weights allow; None where no rate is known."""
    capacities = tariff.capacities(country)
    if not capacities or letters < 1:
        return None
    held: Counter[int] = Counter()
    rest = letters
    if rest > MOST:
        best = min(capacities, key=lambda step: (step[1] / step[0], -step[0]))[0]
        held[best] = -(-(rest - MOST) // best)
        rest = max(rest - held[best] * best, 0)
    chosen = _cheapest(capacities, _room(rest))
    while rest > 0:
        capacity = chosen[rest]
        held[capacity] += 1
        rest -= capacity
    return Way(name, country, _filled(tariff, held, letters, country))


def ways(tariff: Tariff, letters: int, country: str, *, embassy_in: str = "") -> list[Way]:
    """Every way for which a rate is known, the cheapest first; equal ones as a letter's own envelope first.

    ``embassy_in`` is the country where an embassy would take them; empty where none would.
    """
    found = [alone(tariff, letters, country)]
    if letters > 1:
        found.append(bundled(tariff, letters, country))
    if embassy_in and embassy_in != country:
        found.append(bundled(tariff, letters, embassy_in, name=EMBASSY))
    return sorted((way for way in found if way is not None), key=lambda way: way.total)


def stamps_for(values: Iterable[int], amount: int) -> dict[int, int]:
    """How many stamps of each value make the amount: with the least excess, then the fewest stamps.

    Empty where there are no stamps or nothing to pay. From the largest value to the smallest.
    """
    coins = tuple(sorted({value for value in values if value > 0}))
    if not coins or amount < 1:
        return {}
    unit = gcd(*coins)
    need = -(-amount // unit)
    # No stamp is worth thousands of the smallest one; a table for such a thing would have no end.
    coins = tuple(coin // unit for coin in coins if coin // unit <= MOST) or (coins[0] // unit,)
    if coins[0] >= need:
        return {coins[0] * unit: 1}
    if coins[0] > MOST:
        return {coins[0] * unit: -(-need // coins[0])}
    used: Counter[int] = Counter()
    if need > MOST:
        used[coins[-1]] = -(-(need - MOST) // coins[-1])
        need -= used[coins[-1]] * coins[-1]
    fewest = _fewest(coins, _room(need + coins[0]))
    at = next(made for made in range(need, need + coins[0]) if fewest[made] is not None)
    while at > 0:
        coin = fewest[at] or 0
        used[coin] += 1
        at -= coin
    return {coin * unit: used[coin] for coin in sorted(used, reverse=True) if used[coin]}


def stamps_of(values: Iterable[int], pieces: Iterable[Piece]) -> dict[int, int]:
    """The stamps of all pieces together, from the largest value to the smallest."""
    values = tuple(values)
    found: Counter[int] = Counter()
    for piece in pieces:
        for value, count in stamps_for(values, piece.price).items():
            found[value] += count * piece.count
    return dict(sorted(found.items(), reverse=True))


def _filled(tariff: Tariff, held: Mapping[int, int], letters: int, country: str) -> tuple[Piece, ...]:
    """The envelopes with their letters: each full, the last one with what is left."""
    found: Counter[tuple[int, int, int]] = Counter()
    for capacity in sorted(held, reverse=True):
        full = min(held[capacity], letters // capacity)
        for size, count in ((capacity, full), (letters - full * capacity, held[capacity] - full)):
            if count and size:
                grams = tariff.weight(size)
                found[size, grams, tariff.price(grams, country) or 0] += count
                letters -= size * count
    return tuple(Piece(*piece, count) for piece, count in sorted(found.items(), reverse=True))


def _room(number: int) -> int:
    """The number rounded up to a power of two, so that few tables serve all."""
    return max(1 << number.bit_length(), 64)


@lru_cache(maxsize=64)
def _cheapest(capacities: Steps, most: int) -> list[int]:
    """The envelope to fill first for each number of letters, by its capacity."""
    costs, chosen = [0] * (most + 1), [0] * (most + 1)
    for letters in range(1, most + 1):
        costs[letters], chosen[letters] = min(
            (costs[max(letters - capacity, 0)] + price, -capacity) for capacity, price in capacities
        )
        chosen[letters] = -chosen[letters]
    return chosen


@lru_cache(maxsize=64)
def _fewest(coins: tuple[int, ...], most: int) -> list[int | None]:
    """The largest stamp of the fewest that make each amount exactly; None where none do."""
    counts: list[int | None] = [0] + [None] * most
    chosen: list[int | None] = [0] + [None] * most
    for amount in range(1, most + 1):
        made = [
            (count, -coin)
            for coin in coins
            if coin <= amount and (count := counts[amount - coin]) is not None
        ]
        if made:
            fewest, coin = min(made)
            counts[amount], chosen[amount] = fewest + 1, -coin
    return chosen

"""Prices, splits and stamps, against counting everything through by hand."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.postage import ALONE, BUNDLE, EMBASSY, MOST, Piece, Tariff, bundled, stamps_for, stamps_of, ways

pytestmark = pytest.mark.anywhere

ABROAD = ((50, 800), (100, 1200), (350, 2400), (1000, 5000))
TARIFF = Tariff(
    "PLN",
    (10, 50, 100, 390, 500, 800),
    5,
    5,
    {"": ABROAD, "PL": ((500, 390), (1000, 600)), "KH": ((20, 900),)},
)


@pytest.mark.parametrize(
    ("grams", "country", "price"),
    [
        (1, "RU", 800),
        (50, "RU", 800),
        (51, "RU", 1200),
        (1000, "RU", 5000),
        (1001, "RU", None),
        (20, "KH", 900),
        (21, "KH", None),
        (10, "PL", 390),
    ],
)
def test_price_is_that_of_the_first_step_that_holds_the_weight(grams, country, price):
    assert TARIFF.price(grams, country) == price


def test_letters_weigh_their_paper_and_one_envelope():
    assert (TARIFF.weight(1), TARIFF.weight(10)) == (10, 55)


def test_ways_stand_with_the_cheapest_first():
    found = ways(TARIFF, 40, "RU", embassy_in="PL")

    assert [(way.name, way.total, way.envelopes) for way in found] == [
        (EMBASSY, 390, 1),
        (BUNDLE, 2400, 1),
        (ALONE, 32000, 40),
    ]


def test_bundle_heavier_than_the_last_step_is_split():
    way = bundled(TARIFF, 7, "KH")

    assert way.pieces == (Piece(3, 20, 900, 2), Piece(1, 10, 900, 1))
    assert (way.total, way.grams) == (2700, 50)


def test_letter_heavier_than_every_step_has_no_way():
    assert ways(Tariff(steps={"": ((9, 100),)}), 3, "RU") == []
    assert ways(Tariff(), 3, "RU") == []


def test_a_hundred_thousand_letters_are_split_at_once():
    way = bundled(TARIFF, 100_000, "RU")

    assert sum(piece.letters * piece.count for piece in way.pieces) == 100_000
    assert way.total < 100_000 / 199 * 5000 * 1.01


steps = st.lists(
    st.tuples(st.integers(1, 60), st.integers(1, 30)), min_size=1, max_size=4, unique_by=lambda step: step[0]
).map(lambda found: tuple(sorted(found)))


@given(steps, st.integers(1, 4), st.integers(1, 6), st.integers(1, 14))
def test_no_split_is_cheaper(steps, sheet, envelope, letters):
    tariff = Tariff("EUR", (), sheet, envelope, {"": steps})
    costs = [0]
    for number in range(1, letters + 1):
        prices = [
            (tariff.price(tariff.weight(size), "RU"), costs[number - size]) for size in range(1, number + 1)
        ]
        costs.append(min((price + rest for price, rest in prices if None not in (price, rest)), default=None))

    way = bundled(tariff, letters, "RU")

    assert (way.total if way else None) == costs[letters]
    if way:
        assert sum(piece.letters * piece.count for piece in way.pieces) == letters
        assert all(
            (piece.grams, piece.price)
            == (tariff.weight(piece.letters), tariff.price(tariff.weight(piece.letters), "RU"))
            for piece in way.pieces
        )


@given(st.sets(st.integers(1, 12), min_size=1, max_size=3), st.integers(1, 24))
def test_no_stamps_are_nearer_or_fewer(values, amount):
    most = amount // min(values) + 1
    combinations = itertools.product(*(range(most + 1) for _ in values))
    possible = [
        (total - amount, sum(counts))
        for counts in combinations
        if (total := sum(v * n for v, n in zip(sorted(values), counts, strict=True))) >= amount
    ]

    found = stamps_for(values, amount)

    paid = sum(value * count for value, count in found.items())
    assert (paid - amount, sum(found.values())) == min(possible)


@pytest.mark.parametrize(
    ("values", "amount", "stamps"),
    [
        ((390, 10), 400, {390: 1, 10: 1}),
        ((500, 300), 700, {500: 1, 300: 1}),
        ((500,), 1, {500: 1}),
        ((), 100, {}),
        ((100,), 0, {}),
    ],
)
def test_stamps(values, amount, stamps):
    assert stamps_for(values, amount) == stamps


def test_stamps_of_a_huge_amount_make_it_exactly():
    found = stamps_for((7, 3), 3 * MOST)

    assert sum(value * count for value, count in found.items()) == 3 * MOST


def test_stamp_of_a_fortune_takes_no_table():
    assert stamps_for((10_000_000, 9_999_999), 5) == {9_999_999: 1}
    assert stamps_for((10_000_000, 9_999_999), 10_000_001) == {9_999_999: 2}
    assert stamps_for((10_000_000, 1), MOST + 1) == {1: MOST + 1}


def test_stamps_of_all_pieces_add_up():
    pieces = [Piece(1, 10, 800, 3), Piece(9, 50, 1200)]

    assert stamps_of((100, 800), pieces) == {800: 4, 100: 4}

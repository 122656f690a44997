"""Amounts as people type and read them."""

import pytest
from django.utils import translation

from letters import money


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("3,90", "PLN", 390),
        ("3.9", "PLN", 390),
        (" 1 200,00 ", "PLN", 120_000),
        ("84", "JPY", 84),
        ("1.234", "TND", 1234),
        ("5", "EUR", 500),
    ],
)
def test_comma_and_point_are_read(text, currency, amount):
    assert money.read(text, currency) == amount


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,234.50", "1e3", "ten", "١٢", "999999999", "1.", ".5"])
def test_what_could_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        money.read(text, "PLN")


def test_amount_is_shown_as_the_language_has_it():
    with translation.override("pl"):
        assert money.shown(390, "PLN") == "3,90\u00a0zł"
    assert money.shown(390, "PLN") == "PLN\u00a03.90"
    assert money.shown(84, "JPY") == "JP¥84"
    assert money.typed(390, "PLN") == "3.90"

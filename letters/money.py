"""Amounts of money as people read and type them; inside they are whole numbers of the smallest unit."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

from cases.languages import here

_TYPED = re.compile(r"(\d{1,8})(?:[.,](\d+))?", re.ASCII)


def decimals(currency: str) -> int:
    """How many digits stand behind the point: two for most, none for yen, three for dinars."""
    return get_currency_precision(currency)


def shown(amount: int, currency: str) -> str:
    """“PLN 3.90” or “3,90 zł”, as the page's language has it."""
    text: str = format_currency(_exact(amount, currency), currency, locale=here())
    # Babel sets a code as close as a sign: PLN3.90.
    return re.sub(r"(?<=[A-Z]{3})(?=\d)", "\u00a0", text)


def typed(amount: int, currency: str) -> str:
    """The amount as it stands in a field: “3.90”."""
    return str(_exact(amount, currency))


def read(text: str, currency: str) -> int:
    """The amount of what was typed with a point or a comma. Raises ValueError where it is none.

    A group of thousands is refused rather than taken for decimals, or the other way round.
    """
    found = _TYPED.fullmatch(re.sub(r"[\s\u00a0\u202f]", "", text))
    places = decimals(currency)
    if found is None or len(found[2] or "") > places:
        raise ValueError(text)
    return int(found[1]) * 10**places + int((found[2] or "").ljust(places, "0") or 0)


def _exact(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-decimals(currency))

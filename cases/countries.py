"""Countries by their names in the language of the page."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils import translation


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Babel's locale of one of Django's language codes: British for English, and for what is unknown."""
    try:
        return Locale.parse("en_GB" if language == "en" else translation.to_locale(language), sep="_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def here() -> Locale:
    """Babel's locale of the page."""
    return locale_of(translation.get_language() or "en")


def country_name(code: str) -> str:
    """What the page's language calls a country; the code itself where nobody knows it."""
    name: str = here().territories.get(code, code)
    return name


def sorting_key(name: str) -> str:
    """Where a name stands in a list: Łódź after Lublin and before Moscow, near enough without a collation."""
    flat = name.casefold().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return f"{flat}\0{name}"

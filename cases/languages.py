"""The language of the page, and what Babel calls it."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils import translation


def page_language() -> str:
    """The code of the page's language."""
    return translation.get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Babel's locale of one of Django's language codes: British for English, and for what is unknown."""
    try:
        return Locale.parse("en_GB" if language == "en" else translation.to_locale(language), sep="_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def here() -> Locale:
    """Babel's locale of the page."""
    return locale_of(page_language())

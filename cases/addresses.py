"""Whole addresses of pages, for what leaves the house: papers and codes on them."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from cases.languages import page_language


def whole_address(page: str, *args: Any) -> str:
    """The address of a page, in the language that is active if pages speak it: papers speak more."""
    language = page_language()
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        return f"{settings.BASE_URL}{reverse(page, args=args)}"

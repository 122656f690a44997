"""Numbers as people read them."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """“1,463” or “1 463”, as the page's language has it."""
    return number_format(number, use_l10n=True, force_grouping=True)

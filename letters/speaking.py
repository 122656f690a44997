"""In which language an event speaks: on its papers, and to whoever runs it."""

from collections.abc import Sequence

from django.conf import settings

from events.models import Event


def language_of_papers(event: Event) -> str:
    """Its section's first that papers have."""
    return _first(event, settings.PAPER_LANGUAGES)


def language_of_pages(event: Event) -> str:
    """Its section's first that pages have: for sentences to whoever runs it, and pictures to share."""
    return _first(event, settings.LANGUAGES)


def language_for(event: Event, reader: str) -> str:
    """The language of a paper that is made for whoever reads pages in ``reader``; empty for nobody.

    Where the section prints in a language that no page speaks, nobody can have their pages in it.
    """
    printed = language_of_papers(event)
    return reader if reader and printed in dict(settings.LANGUAGES) else printed


def _first(event: Event, known: Sequence[tuple[str, str]]) -> str:
    return next((code for code in event.section.languages if code in dict(known)), settings.LANGUAGE_CODE)

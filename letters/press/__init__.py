"""The one door to paper.

``letter(…)`` gives the PDF of one letter, ``paper(…)`` that of other papers, laid out in a child process that
can fetch nothing but our files.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import ngettext

from cases.numbers import grouped
from letters.press.coverage import unprintable_in
from letters.press.letter import HISTORICAL, Letter
from letters.press.pool import PressBroken, PressBusy, PressFault, PressNotInstalled, PressTooSlow, pool

__all__ = [
    "HISTORICAL",
    "Letter",
    "LetterTooLong",
    "PressBroken",
    "PressBusy",
    "PressFault",
    "PressNotInstalled",
    "PressTooSlow",
    "letter",
    "paper",
    "unprintable_in",
]


class LetterTooLong(Exception):
    """The letter does not fit on one page, by about so many characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        super().__init__(characters)

    def sentence(self) -> str:
        """What is said beside the own words."""
        return ngettext(
            "The letter has to fit on one page. Please shorten your own words by about %(count)s character.",
            "The letter has to fit on one page. Please shorten your own words by about %(count)s characters.",
            self.characters,
        ) % {"count": grouped(self.characters)}


def letter(sheet: Letter) -> bytes:
    """The letter as a PDF of one page. Raises LetterTooLong, or PressFault where the press has no answer."""
    answer, pdf = pool.make({"html": render_to_string("press/letter.html", {"letter": sheet})})
    if answer["status"] == "too_long":
        raise LetterTooLong(answer["characters"])
    return pdf


def paper(name: str, context: Mapping[str, Any]) -> bytes:
    """The template ``press/<name>.html`` as a PDF of as many pages as it takes.

    Raises PressFault where the press has no answer.
    """
    _answer, pdf = pool.make({"kind": "paper", "html": render_to_string(f"press/{name}.html", context)})
    return pdf

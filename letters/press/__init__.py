"""The one door to paper.

``letter(…)`` gives the PDF of one letter, ``paper(…)`` that of other papers, laid out in a child process that
can fetch nothing but our files.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.numbers import grouped
from letters.press.binding import pages_of
from letters.press.coverage import unprintable_in
from letters.press.digest import digest_of
from letters.press.letter import FREE_NAME, FREE_TOWN, HISTORICAL, Letter, Slip
from letters.press.pictures import pictures_of
from letters.press.pool import PressBroken, PressBusy, PressFault, PressNotInstalled, PressTooSlow, pool
from letters.press.stamping import Form

__all__ = [
    "FREE_NAME",
    "FREE_TOWN",
    "HISTORICAL",
    "Form",
    "Letter",
    "LetterTooLong",
    "PaperTooLong",
    "PressBroken",
    "PressBusy",
    "PressFault",
    "PressNotInstalled",
    "PressTooSlow",
    "Slip",
    "digest_of",
    "form",
    "letter",
    "letter_job",
    "lined_job",
    "make",
    "pages_of",
    "paper",
    "paper_job",
    "pictures_of",
    "unprintable_in",
]


# Ruled lines that fit below the date.
LINES = {"a4": 16, "letter": 14}
# What is sent to the press: plain data, the same for the same paper.
Job = dict[str, Any]


class PaperTooLong(PressFault):
    """The paper does not fit the pages it may take, in the smallest type that can be read."""

    def sentence(self) -> str:
        """What can be done."""
        return _("There is too much text for this paper: please shorten what is told of the case.")


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
    return make(letter_job(sheet))


def paper(name: str, context: Mapping[str, Any]) -> bytes:
    """The template ``press/<name>.html`` as a PDF of as many pages as it takes.

    Raises PressFault where the press has no answer.
    """
    return make(paper_job(name, context))


def letter_job(sheet: Letter, *, is_large: bool = False, back: Mapping[str, Any] | None = None) -> Job:
    """What the press is asked for a letter: in large print, which may take more than a page, if need be.

    ``back`` is what the template ``press/back.html`` wants.
    """
    html = render_to_string("press/letter.html", {"letter": sheet})
    return {"html": html, **({"is_large": True} if is_large else {}), **_back(sheet, back)}


def lined_job(sheet: Letter, points: Sequence[str], *, back: Mapping[str, Any] | None = None) -> Job:
    """What the press is asked for a letter to be written by hand, with the points that belong in it."""
    context = {"letter": sheet, "points": points, "lines": range(LINES[sheet.paper])}
    return {"html": render_to_string("press/lined.html", context), **_back(sheet, back)}


def _back(sheet: Letter, back: Mapping[str, Any] | None) -> Job:
    """What of a job is about the back of the letter."""
    if not back:
        return {}
    html = render_to_string("press/back.html", {"letter": sheet, **back})
    return {"back": html, "paper": sheet.paper}


def paper_job(
    name: str,
    context: Mapping[str, Any],
    *,
    most: int | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Job:
    """What the press is asked for the template ``press/<name>.html``.

    ``most`` is how many pages it may take: its type gets smaller until it fits. The template finds a picture
    at ``press:/pictures/<its name>``.
    """
    job: Job = {"kind": "paper", "html": render_to_string(f"press/{name}.html", context)}
    if most:
        job["most"] = most
    if pictures:
        job["pictures"] = {name: b64encode(data).decode() for name, data in pictures.items()}
    return job


def form(job: Job) -> Form:
    """The letter of a job, whose free places are stamped later. Raises LetterTooLong, or PressFault."""
    answer, pdf = _made(job | {"is_form": True})
    return Form(pdf, answer["places"])


def make(job: Job) -> bytes:
    """The PDF of a job. Raises LetterTooLong, PaperTooLong, or PressFault where the press has no answer."""
    return _made(job)[1]


def _made(job: Job) -> tuple[Job, bytes]:
    answer, pdf = pool.make(job)
    if answer["status"] == "too_long":
        raise LetterTooLong(answer["characters"]) if "characters" in answer else PaperTooLong
    return answer, pdf

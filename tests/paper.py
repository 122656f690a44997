"""Makers of letters on paper, and what can be read from their PDF."""

import io
import re
import subprocess
from dataclasses import dataclass

import pikepdf

from cases.directions import direction_of
from letters import press
from letters.wordings import Values, html_of

MM = 72 / 25.4
WAYS = re.compile("[\u2066-\u2069\u202a-\u202e]")

LETTER = (
    "{{ salutation }}\n\nI write about *{{ case }}*.\n\n{{ demands }}\n\n{{ own_words }}\n\n"
    "Yours,\n\n{{ sender }}"
)


def values(**fields) -> Values:
    fields = {
        "language": "en",
        "salutation": "Dear Minister,",
        "case": "Yorm Bopha",
        "demands": ("release her", "let her work"),
        "own_words": "",
        "sender": "Ola Nowak",
        "town": "Łódź",
        "date": "12 December 2026",
    } | fields
    return Values(**fields)


def make_letter(*, language="en", own_words="", name="Ola Nowak", paper="a4", **fields) -> press.Letter:
    fields = {
        "language": language,
        "direction": direction_of(language),
        "paper": paper,
        "title": "Letter to President Thein Sein",
        "sender_lines": (name, "Łódź"),
        "address_lines": ("President Thein Sein", "President Office", "Nay Pyi Taw", "MYANMAR"),
        "address_language": "en",
        "place_and_date": "Łódź, 12 December 2026",
        "body": html_of(LETTER, values(language=language, own_words=own_words, sender=name)),
    } | fields
    return press.Letter(**fields)


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@dataclass(frozen=True)
class Word:
    """A word on its page: the edges of its box, in millimetres from the page's upper left corner."""

    x: float
    top: float
    right: float
    bottom: float
    text: str


def words_of(pdf: bytes) -> list[Word]:
    """The words of a PDF, without the marks of the way in which they run."""
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<',
        text_of(pdf, "-bbox"),
    )
    return [Word(*(float(edge) / MM for edge in edges), WAYS.sub("", text)) for *edges, text in found]


def words_at(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Where each word stands first: its left and upper edge in millimetres."""
    return {word.text: (word.x, word.top) for word in reversed(words_of(pdf))}


def glyphs_of(pdf: bytes) -> dict[str, list[int]]:
    """The glyphs that the page draws, by the name of their font."""
    document = pikepdf.open(io.BytesIO(pdf))
    page = document.pages[0]
    font, drawn = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = str(page.Resources.Font[operands[0]].BaseFont).split("+")[-1]
        elif str(operator) in ("TJ", "Tj"):
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    drawn.setdefault(font, []).extend(
                        int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)
                    )
    return drawn

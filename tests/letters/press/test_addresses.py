"""Lines of an address stand as the post reads them, whichever way the line, the address and the paper run."""

import re

import pytest
from django.utils import translation

from letters import label_sheets, press
from letters.labels import Label
from tests.paper import make_letter, words_of

pytestmark = pytest.mark.anywhere

ARABIC = ("12 شارع محمد الخامس", "11511 Cairo (Egypt)")
LATIN = ("12, rue Mohammed V", "10000 الرباط")
ADDRESSES = pytest.mark.parametrize("lines", [ARABIC, LATIN], ids=["arabic", "latin"])


def assert_stands_as_written(pdf: bytes, lines: tuple[str, ...]) -> None:
    """Each line's number is where its language begins, and a bracket opens before what it holds."""
    words = words_of(pdf)
    for line in lines:
        number = line.split()[0]
        here = min(word.bottom for word in words if word.text == number)
        beside = [(word.x, word.text) for word in words if abs(word.bottom - here) < 1.4]
        is_latin = re.search("[A-Za-z\u0621-\u064a]", line)[0].isascii()
        first = min(beside) if is_latin else max(beside)
        assert (len(beside) > 1, first[1]) == (True, number), line
        assert [word for _x, word in beside if "(" in word] == [word for word in line.split() if "(" in word]


@ADDRESSES
@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_an_envelope(language, lines):
    label = Label("The office", lines, "MA")
    context = {"label": label, "envelope": "c6", "sender": "none", "town": "", "is_abroad": True}
    with translation.override(language):
        pdf = press.paper("envelope", {**context, "is_historical": False})

    assert_stands_as_written(pdf, lines)


@ADDRESSES
@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_label(language, lines):
    stock = label_sheets.stock_for("a4")
    pages = label_sheets.pages(stock, [Label("The office", lines, "MA")], start=1)
    with translation.override(language):
        pdf = press.paper("labels", {"stock": stock, "pages": pages})

    assert_stands_as_written(pdf, lines)


@ADDRESSES
@pytest.mark.parametrize("language", ["en", "ar"])
def test_in_the_window_of_a_letter(language, lines):
    pdf = press.letter(make_letter(language=language, address_lines=lines))

    assert_stands_as_written(pdf, lines)

"""The address shows in the envelope’s window, and nothing else does, however the sheet slides about in it."""

from dataclasses import dataclass

import pytest

from letters import press
from tests.paper import Word, make_letter, text_of, words_of

pytestmark = pytest.mark.anywhere

SHORT = ("President Thein Sein", "President Office", "Nay Pyi Taw", "MYANMAR")
# Above and below its ink a font's box holds at least so much of nothing.
AIR = 0.5
FULL = ("The Permanent Secretary", "Ministry of Justice", "Department 3", "1 Long Street", "Town", "MYANMAR")


@dataclass(frozen=True)
class Envelope:
    """An envelope with a window, in millimetres. ``fold`` is where the sheet is folded first."""

    width: float
    height: float
    window_width: float
    window_height: float
    bottom: float
    fold: float
    left: float = 0.0
    right: float = 0.0
    sheet: float = 210
    stack: float = 105

    @property
    def x(self) -> float:
        """The window's left edge."""
        return self.left or self.width - self.right - self.window_width

    @property
    def slack(self) -> tuple[float, float]:
        """How far the folded sheet may slide."""
        return self.width - self.sheet, self.height - self.stack


ENVELOPES = {
    "DL, German, form B": ("left", Envelope(220, 110, 90, 35, left=20, bottom=15, fold=105)),
    "DL, German, form A": ("high", Envelope(220, 110, 90, 35, left=20, bottom=15, fold=87)),
    "DL, French": ("right", Envelope(220, 110, 100, 45, right=20, bottom=20, fold=105)),
    "DL, Polish": ("right", Envelope(220, 110, 90, 45, right=20, bottom=15, fold=105)),
}


def shown(envelope: Envelope, word: Word, *, slid: tuple[float, float]) -> tuple[bool, bool]:
    """Whether the whole word shows, and whether any of it does, where the sheet slid right and up so far."""
    right, up = slid
    x, end = word.x + right, word.right + right
    low, high = envelope.fold - word.bottom + AIR + up, envelope.fold - word.top - AIR + up
    left, bottom = envelope.x, envelope.bottom
    end_of_window, top = left + envelope.window_width, bottom + envelope.window_height
    whole = left <= x and end <= end_of_window and bottom <= low and high <= top
    any_of_it = x < end_of_window and end > left and low < top and high > bottom
    return whole, any_of_it


@pytest.mark.parametrize("lines", [SHORT, FULL], ids=["four lines", "six lines"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("window", "envelope"), ENVELOPES.values(), ids=list(ENVELOPES))
def test_whole_address_shows_and_nothing_but_it(window, envelope, language, lines):
    letter = make_letter(
        window=window, language=language, address_lines=lines, name="Aleksandra Nowak-Wiśniewska"
    )
    words = words_of(press.letter(letter))
    wide, tall = envelope.slack
    address = [word for line in lines for word in line.split()]
    for slid in [(0, 0), (wide, 0), (0, tall), (wide, tall)]:
        seen = [(word.text, *shown(envelope, word, slid=slid)) for word in words]
        assert [text for text, _, any_of_it in seen if any_of_it] == address
        assert all(whole for _, whole, any_of_it in seen if any_of_it)


@pytest.mark.parametrize("window", ["left", "high", "right"])
def test_us_letter_has_one_window(window):
    assert text_of(press.letter(make_letter(paper="letter", window=window)), "-bbox") == text_of(
        press.letter(make_letter(paper="letter")), "-bbox"
    )


@pytest.mark.parametrize("window", ["left", "high", "right"])
def test_longest_address_meets_nothing(window):
    lines = tuple(f"{n}, a line of an address as long as it may be" for n in "ABCDEFGH")
    words = words_of(press.letter(make_letter(window=window, address_lines=lines)))
    left = 110 if window == "right" else 25
    address = [word for word in words if word.x >= left and word.text.endswith(",")]
    sender = [word for word in words if word.text in ("Ola", "Nowak") and word.top < 50]

    assert [word.text for word in address[:8]] == [f"{n}," for n in "ABCDEFGH"]
    date = next(word for word in words if word.text == "December")
    assert (
        max(word.bottom for word in address[:8]) - AIR
        < {"left": 90, "high": 72, "right": 85}[window]
        < date.top
    )
    assert max(word.bottom for word in sender) < 32 or min(word.x for word in sender) > 110

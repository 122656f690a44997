"""A picture with a place's number, for whoever tells others about it."""

import hashlib
import io
import math
import re
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageDraw, ImageFont

from cases.directions import direction_in
from cases.numbers import grouped
from letters.achievements import Achievement
from letters.press.coverage import FONTS

SIZE = (1200, 630)
STRIPE, MARGIN = 26, 84
SERIF, SANS = "SourceSerif4-Semibold.ttf", "SourceSans3-Regular.ttf"
# Tried in this order for what the first font lacks.
OTHERS = (
    "NotoSerif-Regular.ttf", "NotoNaskhArabic-Bold.ttf", "NotoSerifHebrew-Bold.ttf",
    "NotoSerifEthiopic-Bold.ttf",
    "NotoSerifKhmer-Bold.ttf", "NotoSerifMyanmar-Bold.ttf", "NotoSerifThai-Bold.ttf",
    "NotoSerifDevanagari-Bold.ttf", "NotoSerifBengali-Bold.ttf", "NotoSerifCJKsc-Regular.otf",
    "NotoSerifCJKjp-Regular.otf", "NotoSerifCJKkr-Regular.otf",
)  # fmt: skip
_TOKEN = re.compile(r"--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})")


@dataclass(frozen=True)
class Card:
    """Everything that stands on the picture."""

    number: str
    what: str
    name: str
    where: str
    campaign: str
    year: str
    signature: str

    @property
    def etag(self) -> str:
        """Another one where anything on it changed."""
        return f'"{hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:32]}"'


def card_of(found: Achievement) -> Card:
    """The card in the language that is active."""
    return Card(
        number=grouped(found.letters),
        what=ngettext("letter for human rights", "letters for human rights", found.letters),
        name=found.name,
        where=" · ".join(part for part in (found.town, found.days) if part),
        campaign=found.campaign,
        year=str(found.last_day.year) if found.last_day else "",
        signature=_("Letter Marathon"),
    )


@lru_cache(maxsize=64)
def picture(card: Card) -> bytes:
    """The card as PNG, 1200 by 630."""
    image = Image.new("RGB", SIZE, _ink("paper"))
    draw = ImageDraw.Draw(image)
    _stripes(draw)
    width = SIZE[0] - 2 * MARGIN
    _Line(card.campaign, SANS, 30, width - 330).draw(draw, MARGIN, 66, _ink("ink-soft"))
    _Line(card.number, SERIF, 210, width - 330).draw(draw, MARGIN - 6, 98, _ink("red"))
    _Line(card.what, SERIF, 54, width).draw(draw, MARGIN, 338, _ink("ink"))
    _Line(card.name, SERIF, 44, width).draw(draw, MARGIN, 424, _ink("blue"))
    _Line(card.where, SANS, 32, width, direction="ltr").draw(draw, MARGIN, 484, _ink("ink"))
    signature = _Line(card.signature, SANS, 26, width)
    signature.draw(draw, SIZE[0] - MARGIN - signature.width, 548, _ink("ink-soft"), is_placed=True)
    _postmark(image, card.year)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _stripes(draw: ImageDraw.ImageDraw) -> None:
    """The airmail edge: slanted, red, white and blue, all around."""
    width, height = SIZE
    colours = [_ink("red"), _ink("sheet"), _ink("blue"), _ink("sheet")]
    step = 44
    for place, left in enumerate(range(-height, width + height, step)):
        slant = [(left, height), (left + step, height), (left + step + height, 0), (left + height, 0)]
        draw.polygon(slant, fill=colours[place % 4])
    draw.rectangle((STRIPE, STRIPE, width - STRIPE - 1, height - STRIPE - 1), fill=_ink("paper"))


def _postmark(image: Image.Image, year: str) -> None:
    """The year in two rings and the waves of a cancelled stamp, drawn large and made small to be smooth."""
    scale, ink = 4, _ink("blue")
    drawn = Image.new("RGBA", (360 * scale, 220 * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(drawn)
    for inset, thickness in ((4, 5), (22, 3)):
        box = (scale * (140 + inset), scale * inset, scale * (360 - inset), scale * (220 - inset))
        draw.ellipse(box, outline=ink, width=thickness * scale)
    for row in range(5):
        points = [(x * scale, (62 + row * 24 + 7 * math.sin(x / 11)) * scale) for x in range(2, 134)]
        draw.line(points, fill=ink, width=4 * scale, joint="curve")
    font = ImageFont.truetype(str(FONTS / SERIF), 58 * scale)
    draw.text((250 * scale, 112 * scale), year, font=font, fill=ink, anchor="mm")
    mark = drawn.rotate(8, resample=Image.Resampling.BICUBIC, expand=True)
    mark = mark.resize((mark.width // scale, mark.height // scale), Image.Resampling.LANCZOS)
    image.paste(mark, (SIZE[0] - mark.width - 44, 70), mark)


class _Line:
    """One line of text in as many fonts as its letters need, as large as the width allows."""

    def __init__(self, text: str, font: str, size: int, width: int, *, direction: str = "") -> None:
        self.direction = direction or direction_in(text, "ltr")
        self.runs = _runs(" ".join(text.split()), font)
        while True:
            self.fonts = [ImageFont.truetype(str(FONTS / name), size) for name, _text in self.runs]
            self.width = sum(
                font.getlength(text) for font, (_n, text) in zip(self.fonts, self.runs, strict=True)
            )
            if self.width <= width or size <= 22:
                break
            size = max(int(size * min(width / self.width, 0.97)), 22)
        self.size, self.room = size, width

    def draw(
        self, draw: ImageDraw.ImageDraw, x: float, top: float, ink: str, *, is_placed: bool = False
    ) -> None:
        """Puts the line there; one from right to left begins at the right edge of its room."""
        pieces = list(zip(self.fonts, self.runs, strict=True))
        if self.direction == "rtl":
            pieces.reverse()
            x = x if is_placed else x + self.room - self.width
        for font, (_name, text) in pieces:
            draw.text((x, top + self.size), text, font=font, fill=ink, anchor="ls")
            x += font.getlength(text)


def _runs(text: str, first: str) -> list[tuple[str, str]]:
    """The text cut where the font changes. What no font has is left out: a box says nothing."""
    runs: list[tuple[str, str]] = []
    for letter in text:
        names = [runs[-1][0]] if runs and letter == " " else [first, *OTHERS]
        name = next((name for name in names if ord(letter) in _letters_of(name)), None)
        if name is None:
            continue
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + letter)
            continue
        # A space at the end of Arabic would stand at its left: it goes with what follows.
        space = ""
        if runs and runs[-1][1].endswith(" "):
            space, runs[-1] = " ", (runs[-1][0], runs[-1][1].rstrip(" "))
        runs.append((name, space + letter))
    return runs


@lru_cache(maxsize=32)
def _letters_of(name: str) -> frozenset[int]:
    return frozenset(uharfbuzz.Face((FONTS / name).read_bytes()).unicodes)


@lru_cache(maxsize=32)
def _ink(name: str) -> str:
    """A colour of the palette by day."""
    tokens = Path(settings.BASE_DIR, "static", "css", "tokens.css").read_text()
    return dict(reversed(_TOKEN.findall(tokens)))[name]

"""Short texts shaped for their script, as they are stamped over a page: names, towns, dates, numbers.

A text that runs both ways, or that needs two fonts, is not shaped here: WeasyPrint lays it out.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

import pikepdf
import uharfbuzz
from pikepdf import Array, Dictionary, Name, String

FONTS = Path(__file__).parent / "fonts"
# The upright faces by their families (fonts/fonts.css), in the order of ``--letter-face``, in which a letter
# looks for its characters where the language has no font of its own.
FAMILIES = {
    "Press Serif": "SourceSerif4-Regular.ttf",
    "Press Wide": "NotoSerif-Regular.ttf",
    "Press Arabic": "NotoNaskhArabic-Regular.ttf",
    "Press Hebrew": "NotoSerifHebrew-Regular.ttf",
    "Press Ethiopic": "NotoSerifEthiopic-Regular.ttf",
    "Press Khmer": "NotoSerifKhmer-Regular.ttf",
    "Press Burmese": "NotoSerifMyanmar-Regular.ttf",
    "Press Thai": "NotoSerifThai-Regular.ttf",
    "Press Devanagari": "NotoSerifDevanagari-Regular.ttf",
    "Press Bengali": "NotoSerifBengali-Regular.ttf",
    "Press Chinese": "NotoSerifCJKsc-Regular.otf",
    "Press Japanese": "NotoSerifCJKjp-Regular.otf",
    "Press Korean": "NotoSerifCJKkr-Regular.otf",
}
FACES = tuple(FAMILIES.values())
# A name in Han may have signs that one of these lacks: it is set whole in the one that has them all.
HAN = {list(FAMILIES).index(family) for family in ("Press Chinese", "Press Japanese")}
# As the letter has them.
FEATURES = {"onum": True}
# In a PDF a glyph's space is a thousandth of the size.
UNITS = 1000
RIGHT_TO_LEFT = {"R", "AL"}
# What runs as its neighbours do, whichever way that is.
NEUTRAL = {"WS", "NSM", "BN"}
# The face of a letter that no font has.
NOWHERE = len(FACES)


@dataclass(frozen=True)
class Line:
    """A text in one font: its width as a part of the font's size, and its glyphs.

    Where each sign is a glyph on the line, ``run`` draws them. Else each of ``glyphs`` has its place from the
    line's beginning, right and up, as such parts, and readers are told the ``text``.
    """

    text: str
    font: str
    width: float
    run: bytes
    glyphs: tuple[tuple[int, float, float], ...] = ()

    def drawn(self, x: float, y: float, size: float) -> bytes:
        """The operators that draw it from (x, y) on, in points."""
        if self.run:
            return b"BT /%b %g Tf %.2f %.2f Td %b TJ ET\n" % (self.font.encode(), size, x, y, self.run)
        said = self.text.encode("utf-16-be").hex()
        placed = "".join(
            f"1 0 0 1 {x + right * size:.2f} {y + up * size:.2f} Tm<{glyph:04x}>Tj "
            for glyph, right, up in self.glyphs
        )
        return f"/Span<</ActualText<FEFF{said}>>>BDC BT /{self.font} {size:g} Tf {placed}ET EMC\n".encode()


@dataclass
class Typeset:
    """The lines of one document, and of each font the glyphs that they use, with what each of them says."""

    used: dict[int, dict[int, str]] = field(default_factory=dict)
    _lines: dict[tuple[str, str], Line | None] = field(default_factory=dict)

    def line(self, text: str, families: str = "") -> Line | None:
        """The text in one line; None where it has to be laid out as a letter's text is.

        ``families`` are those that its place is set in, as CSS has them; without them the letter's own order.
        """
        if (text, families) not in self._lines:
            plain = " ".join(unicodedata.normalize("NFC", text).split())
            self._lines[text, families] = self._shaped(plain, families)
        return self._lines[text, families]

    def fonts(self, book: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
        """Each font that was used, by its name in the lines, with no more than their glyphs."""
        for at, glyphs in sorted(self.used.items()):
            yield f"S{at}", _embedded(book, at, glyphs)

    def _shaped(self, text: str, families: str) -> Line | None:
        at = _face_for(text, families)
        if not text or at is None:
            return None
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        font = _font(at)
        uharfbuzz.shape(font, buffer, FEATURES)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        says, units = self.used.setdefault(at, {}), font.face.upem
        # Of one pass over the glyphs: twenty thousand letters have half a million.
        x, operand, is_plain, glyphs = 0, bytearray(b"[<"), len(infos) == len(text), []
        for info, place in zip(infos, positions, strict=True):
            glyph, advance = info.codepoint, place.x_advance
            right, up = place.x_offset, place.y_offset
            glyphs.append((glyph, (x + right) / units, up / units))
            x += advance
            if is_plain:
                sign, digits, alone = text[info.cluster], *_glyph(at, glyph)
                is_plain = not (right or up) and says.setdefault(glyph, sign) == sign
                operand += digits
                if alone != advance:
                    operand += b">%d<" % round((alone - advance) * UNITS / units)
        for glyph, _x, _y in glyphs if not is_plain else ():
            says.setdefault(glyph, "")
        if is_plain:
            return Line(text, f"S{at}", x / units, bytes(operand + b">]"))
        return Line(text, f"S{at}", x / units, b"", tuple(glyphs))


@lru_cache(maxsize=4096)
def _glyph(at: int, glyph: int) -> tuple[bytes, int]:
    """A glyph's number as it stands in a string, and how wide it is by itself, in the font's units."""
    return b"%04x" % glyph, int(_font(at).get_glyph_h_advance(glyph))


@lru_cache(maxsize=len(FACES))
def _font(at: int) -> Any:
    path = FONTS / FACES[at]
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))


@lru_cache(maxsize=len(FACES))
def _characters(at: int) -> frozenset[int]:
    return frozenset(_font(at).face.unicodes)


@lru_cache(maxsize=64)
def _order(families: str) -> tuple[int, ...]:
    """The faces in the order in which they are asked for a letter, each once."""
    known = {family: at for at, family in enumerate(FAMILIES)}
    named = [known[family] for family in families.split(", ") if family in known]
    return tuple(dict.fromkeys(named or known.values()))


def _face_for(text: str, families: str) -> int | None:
    """The one face that a letter would take for all letters of the text, if it has all other signs, too.

    None as well where the text runs both ways.
    """
    traits = set(map(_traits, text, repeat(families)))
    ways = {way for _face, way in traits}
    if ways & RIGHT_TO_LEFT and not ways <= RIGHT_TO_LEFT | NEUTRAL:
        return None
    faces = {face for face, _way in traits if face is not None}
    if len(faces) > 1 and not faces <= HAN:
        return None
    signs = set(map(ord, text))
    # Signs without a letter among them stand in the first face that has them all.
    able = (at for at in _order(families) if at in faces or not faces)
    return next((at for at in able if _characters(at) >= signs), None)


@lru_cache(maxsize=4096)
def _traits(sign: str, families: str) -> tuple[int | None, str]:
    """The face in which a letter is looked up (None of what is no letter), and the way in which it runs."""
    face = None
    if unicodedata.category(sign)[0] in "LM":
        face = next((at for at in _order(families) if ord(sign) in _characters(at)), NOWHERE)
    return face, unicodedata.bidirectional(sign)


def _said(book: pikepdf.Pdf, glyphs: dict[int, str]) -> pikepdf.Object:
    """What the glyphs say, for whoever reads or searches the text (ISO 32000-1, 9.10.3)."""
    pairs = [
        f"<{glyph:04x}><{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(glyphs.items()) if text
    ]
    # No more than a hundred in one list.
    lists = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar" for some in lists)
    return book.make_stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "/CMapName /LetterMarathon def\n"
            f"1 begincodespacerange <0000><ffff> endcodespacerange\n{body}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()
    )


def _embedded(book: pikepdf.Pdf, at: int, glyphs: dict[int, str]) -> pikepdf.Object:
    """The font with these glyphs alone, by their own numbers (ISO 32000-1, 9.7: a composite font)."""
    font, is_cff = _font(at), FACES[at].endswith(".otf")
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.NO_LAYOUT_CLOSURE | flags.NO_HINTING | flags.CFF_IDENTITY_CHARSET
    for tag in ("GSUB", "GPOS", "GDEF", "BASE", "DSIG"):
        wanted.drop_table_tag_set.add(int.from_bytes(tag.encode(), "big"))
    data = uharfbuzz.subset(font.face, wanted).blob.data
    extents, units = font.get_font_extents("ltr"), font.face.upem
    name = Name(f"/LMPRES+{FACES[at].rsplit('.', 1)[0]}")
    file = book.make_stream(data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array([-UNITS, -UNITS, 2 * UNITS, 2 * UNITS]),
        ItalicAngle=0,
        Ascent=extents.ascender * UNITS // units,
        Descent=extents.descender * UNITS // units,
        CapHeight=extents.ascender * UNITS // units,
        StemV=80,
    )
    if is_cff:
        file.Subtype = Name.OpenType
        descriptor.FontFile3 = file
    else:
        descriptor.FontFile2 = file
    widths: list[Any] = []
    for glyph in sorted(glyphs):
        widths += [glyph, Array([_glyph(at, glyph)[1] * UNITS / units])]
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0 if is_cff else Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=book.make_indirect(descriptor),
        W=Array(widths),
    )
    if not is_cff:
        inner.CIDToGIDMap = Name.Identity
    return book.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            ToUnicode=_said(book, glyphs),
            DescendantFonts=Array([book.make_indirect(inner)]),
        )
    )

"""Which characters the bundled fonts can print. A box instead of a letter is worse than a sentence."""

import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# Spaces, joiners and marks that shape text without a glyph of their own.
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


@lru_cache(maxsize=1)
def printable() -> frozenset[int]:
    """The code points of all bundled fonts together."""
    import uharfbuzz

    found: set[int] = set()
    for path in sorted(FONTS.glob("*.[ot]tf")):
        found |= set(uharfbuzz.Face(path.read_bytes()).unicodes)
    return frozenset(found)


def unprintable_in(text: str) -> list[str]:
    """The characters of a text that no bundled font has, each once, in order."""
    found = [
        character
        for character in dict.fromkeys(unicodedata.normalize("NFC", text))
        if unicodedata.category(character) not in INVISIBLE
    ]
    return [character for character in found if ord(character) not in printable()]

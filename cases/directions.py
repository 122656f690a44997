"""Which way text runs, and how what runs the other way is kept together in it."""

import unicodedata
from collections.abc import Iterable

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ps", "yi", "ckb", "dv", "ug")
# What stands between the parts of a list, where it is not “, ”.
COMMAS = dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug"), "، ") | {"zh": "，", "ja": "、"}
FIRST_STRONG, POP = "\u2068", "\u2069"


def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def direction_in(text: str, otherwise: str) -> str:
    """The direction of the first letter that has one."""
    for letter in text:
        if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return otherwise


def apart(text: str) -> str:
    """Text that may run either way, kept together whatever stands around it: a line of an address."""
    return f"{FIRST_STRONG}{text}{POP}" if text else ""


def isolated(text: str, language: str) -> str:
    """Text that runs the other way, kept together: its full stop and what is beside it stay in place."""
    way = direction_of(language)
    return text if direction_in(text, way) == way else apart(text)


def comma_of(language: str) -> str:
    """What stands between the parts of a list, with its space."""
    return COMMAS.get(language.split("-")[0], ", ")


def listed(parts: Iterable[str], language: str) -> str:
    """The parts in one line, with the comma of the language, each kept together."""
    return comma_of(language).join(isolated(part, language) for part in parts if part)

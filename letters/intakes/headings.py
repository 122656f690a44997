"""The columns of a file of counts, and the words by which they are known."""

import unicodedata
from collections.abc import Sequence

from letters.intakes.faults import Faults
from letters.intakes.rows import letter_of

# Each column with its headings, the English one first, then the Polish one.
WORDS: dict[str, tuple[str, ...]] = {
    "place": ("place", "miejsce", "venue", "school", "library", "name", "szkoła", "placówka", "nazwa"),
    "town": ("town", "miejscowość", "city", "miasto", "location"),
    "country": ("country", "kraj", "państwo"),
    "case": ("case", "sprawa", "person written for", "hero", "bohater", "bohaterka", "przypadek"),
    "kind": ("kind", "rodzaj", "type", "typ"),
    "quantity": ("quantity", "liczba", "count", "number", "letters", "ilość", "sztuk", "liczba listów"),
    "date": ("date", "data", "day", "dzień"),
    "form": ("form", "forma", "how", "sposób"),
    "note": ("note", "uwagi", "notes", "remark", "remarks", "comment", "uwaga", "komentarz"),
}
NEEDED = ("place", "case", "kind", "quantity")


def plain(text: object) -> str:
    """What is compared: small letters without accents, hyphens and doubled spaces."""
    flat = unicodedata.normalize("NFKD", str(text).replace("ł", "l").replace("Ł", "L")).casefold()
    flat = "".join(" " if sign in "-_–—:*" else sign for sign in flat if not unicodedata.combining(sign))
    return " ".join(flat.replace("\ufeff", "").split())


_KNOWN = {plain(word): name for name, words in WORDS.items() for word in words}


def is_known(heading: object) -> bool:
    """Whether it is the heading of a column."""
    return plain(heading) in _KNOWN


def columns_of(row: int, cells: Sequence[object], faults: Faults) -> dict[str, int]:
    """Where each column stands. Every heading that is unknown, doubled or missing becomes a fault."""
    found: dict[str, int] = {}
    for n, cell in enumerate(cells):
        heading = "" if cell is None else str(cell).strip()
        name = _KNOWN.get(plain(heading))
        if not heading:
            # Below it may be nothing, too: then it is no column.
            continue
        if name is None:
            faults.add(row, letter_of(n), "unknown_heading", heading)
        elif name in found:
            faults.add(row, letter_of(n), "twice_heading", heading)
        else:
            found[name] = n
    for name in NEEDED:
        if name not in found:
            faults.add(row, "", "missing_heading", WORDS[name][0])
    return found

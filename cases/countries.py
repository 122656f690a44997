"""Countries by their names in the language of the page."""

from functools import lru_cache

from babel import Locale

from cases.languages import here


def country_name(code: str) -> str:
    """What the page's language calls a country; the code itself where nobody knows it."""
    name: str = here().territories.get(code, code)
    return name


def sorting_key(name: str) -> str:
    """Where a name stands in a list: Łódź after Lublin and before Moscow, near enough without a collation."""
    flat = name.casefold().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return f"{flat}\0{name}"


def country_choices() -> list[tuple[str, str]]:
    """Every country with its name in the language of the page, in the order of the names."""
    named = ((code, country_name(code)) for code in codes())
    return sorted(named, key=lambda choice: sorting_key(choice[1]))


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """The codes of the countries and territories of the world."""
    names = map(str, Locale("en").territories)
    not_places = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    return frozenset(code for code in names if len(code) == 2 and code.isalpha()) - not_places

"""Countries by their names in the language of the page."""

from cases.languages import here


def country_name(code: str) -> str:
    """What the page's language calls a country; the code itself where nobody knows it."""
    name: str = here().territories.get(code, code)
    return name


def sorting_key(name: str) -> str:
    """Where a name stands in a list: Łódź after Lublin and before Moscow, near enough without a collation."""
    flat = name.casefold().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return f"{flat}\0{name}"

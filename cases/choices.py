"""Filters that a page offers as plain GET forms: what may be chosen, how many there are, what was chosen."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cases.countries import country_name, sorting_key


@dataclass
class Choice:
    """One select box: ``counts`` by value, the label of a value, and the value that was asked for.

    A value that nobody offers is not chosen; ``is_unknown`` says so, and the page tells.
    """

    name: str
    label: str
    everything: str
    counts: Mapping[str, int]
    say: Callable[[str], str]
    asked: str = ""
    order: Iterable[str] = field(default_factory=list)

    @property
    def chosen(self) -> str:
        """The value asked for where it is on offer, else nothing."""
        return self.asked if self.asked in self.counts else ""

    @property
    def is_unknown(self) -> bool:
        """Whether something was asked for that is not on offer."""
        return bool(self.asked) and not self.chosen

    @property
    def options(self) -> list[dict[str, object]]:
        """What may be chosen, in the order given, else by its label."""
        values = [value for value in self.order if value in self.counts]
        values = values or sorted(self.counts, key=self.say)
        return [
            {
                "value": value,
                "label": self.say(value),
                "count": self.counts[value],
                "is_chosen": value == self.chosen,
            }
            for value in values
        ]


@dataclass
class Filtered:
    """Something that visitors narrow down by what they choose."""

    choices: list[Choice]

    @property
    def is_filtered(self) -> bool:
        """Whether anything was chosen."""
        return any(choice.chosen for choice in self.choices)

    @property
    def has_unknown(self) -> bool:
        """Whether something was asked for that is not on offer, and was left aside."""
        return any(choice.is_unknown for choice in self.choices)

    @property
    def query(self) -> str:
        """What was chosen, for the links to further pages."""
        chosen = {choice.name: choice.chosen for choice in self.choices if choice.chosen}
        return f"&{urlencode(chosen)}" if chosen else ""


def of_countries(counts: Mapping[str, int], asked: Mapping[str, str]) -> Choice:
    """The select box of countries, by their names in the page's language."""
    return Choice(
        name="country",
        label=_("Country"),
        everything=_("every country"),
        counts=counts,
        say=country_name,
        asked=asked.get("country", ""),
        order=sorted(counts, key=lambda code: sorting_key(country_name(code))),
    )


def tallied(values: Iterable[str]) -> dict[str, int]:
    """How often each value occurs."""
    return dict(Counter(values))

"""Names, towns, dates and numbers stamped over a form: a letter that is laid out once for many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from letters.press.shaping import Line, Typeset


@dataclass(frozen=True)
class Place:
    """A free line of a form, in points from the lower left corner of its page.

    ``x`` is where its room begins, ``y`` its base, ``width`` the room, ``size`` that of its type, and
    ``families`` are those that it is set in.
    """

    name: str
    x: float
    y: float
    width: float
    size: float
    families: str
    is_right: bool

    def line(self, said: Mapping[str, str], typeset: Typeset) -> Line | None:
        """What stands here of what is said; None where that is no plain line."""
        return typeset.line(said.get(self.name, ""), self.families)

    def holds(self, line: Line | None) -> bool:
        """Whether there is room for the line."""
        return line is not None and line.width * self.size <= self.width


@dataclass(frozen=True)
class Form:
    """A letter with free places: of each page of it those, as plain data."""

    pdf: bytes
    places: list[list[dict[str, Any]]]

    @cached_property
    def lines(self) -> list[list[Place]]:
        """Of each page its free lines."""
        return [[Place(**place) for place in page] for page in self.places]

    def tight(self, said: Mapping[str, str], typeset: Typeset) -> set[str]:
        """The names of the places whose text cannot be stamped: too long, or no plain line."""
        return {
            place.name
            for page in self.lines
            for place in page
            if said.get(place.name) and not place.holds(place.line(said, typeset))
        }

    def stamps(self, said: Mapping[str, str], typeset: Typeset) -> tuple[bytes, ...]:
        """What is drawn over each page where that is said. What cannot be stamped is left out."""
        return tuple(b"".join(_drawn(page, said, typeset)) for page in self.lines)


def _drawn(places: list[Place], said: Mapping[str, str], typeset: Typeset) -> Iterator[bytes]:
    for place in places:
        line = place.line(said, typeset)
        if line is not None and place.holds(line):
            x = place.x + (place.width - line.width * place.size if place.is_right else 0)
            yield line.drawn(x, place.y, place.size)

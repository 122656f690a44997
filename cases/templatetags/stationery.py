"""What pages are drawn with: stamps, postmarks, bars, names of countries, dates, stories."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from cases import dates
from cases.countries import country_name
from cases.directions import apart, comma_of, direction_in, direction_of, isolated, listed
from cases.languages import page_language
from cases.models import Case, Milestone
from cases.stories import as_html

register = template.Library()

INKS = 8


@register.filter
def country(code: str) -> str:
    """The country's name in the page's language."""
    return country_name(code)


@register.filter
def together(text: str) -> str:
    """Text that runs the other way than the page, kept together."""
    return isolated(str(text), page_language())


@register.filter(name="apart")
def kept_apart(text: str) -> str:
    """A line that may run either way, kept together whatever the block around it does."""
    return apart(str(text))


@register.filter
def in_a_line(parts: Iterable[str]) -> str:
    """The parts in one line, with the comma of the page's language, each kept together."""
    return listed(map(str, parts), page_language())


@register.filter
def going_on(parts: Iterable[str]) -> str:
    """The parts as they go on after something in the same line."""
    return comma_of(page_language()) + in_a_line(parts)


@register.filter
def direction(text: str) -> str:
    """``rtl`` or ``ltr``: which way a text runs that may be in any language."""
    return direction_in(str(text), direction_of(page_language()))


@register.filter
def ink(code: str) -> int:
    """The ink of a country's stamps, 1 to 8: always the same, and seldom its neighbour's."""
    # The factors were chosen so that the sheet of 2013 has no two alike side by side.
    return (ord(code[0]) + ord(code[1]) * 25) % 59 % INKS + 1 if len(code) == 2 else 1


@register.filter
def happened_on(milestone: Milestone) -> str:
    """A milestone's date in words, as much as is known of it."""
    return dates.long_date(milestone.happened_on, milestone.precision)


@register.filter
def long_day(day: dt.date) -> str:
    """“14 February 2018”."""
    return dates.long_date(day)


@register.filter
def story(markdown: str) -> SafeString:
    """A story's Markdown as clean HTML."""
    return as_html(markdown)


@register.filter
def input_kind(field: BoundField) -> str:
    """The kind of control a field is, such as ``checkbox``; empty where it is not one input."""
    if field.use_fieldset:
        return ""  # several boxes, each with a label of its own
    return getattr(field.field.widget, "input_type", "") or ""


@register.inclusion_tag("cases/_stamp.html")
def stamp(case: Case, size: str = "", linked: bool = True) -> dict[str, Any]:
    """A case as a stamp, its latest milestone across it. Wants ``milestones`` and translations prefetched."""
    return {"case": case, "latest": case.latest_milestone, "size": size, "linked": linked}


@register.inclusion_tag("cases/_postmark.html")
def postmark(milestone: Milestone) -> dict[str, Any]:
    """A milestone as a postmark: what happened around the ring, the date in the middle."""
    return _postmark(
        str(milestone.get_kind_display()), milestone.happened_on, milestone.precision, milestone.ink
    )


@register.inclusion_tag("cases/_postmark.html")
def stamped(word: str, day: dt.date, ink: str) -> dict[str, Any]:
    """A postmark of another word: what was done, and on which day."""
    return _postmark(word, day, "day", ink)


def _postmark(word: str, day: dt.date, precision: str, ink: str) -> dict[str, Any]:
    # The ring is 260 units round; a capital of the sans takes about 0.8 of its size with the space after it.
    room = int(245 / (0.8 * max(len(word), 12)))
    return {
        "word": word,
        "size": max(8, min(room, 13)),
        "ink": ink,
        "lines": dates.short_date(day, precision).rsplit(" ", 1),
        "date": dates.long_date(day, precision),
    }


@register.inclusion_tag("_bar.html")
def bar(label: str, number: int, of: int, ink: str = "blue", address: str = "") -> dict[str, Any]:
    """A labelled bar, ``number`` long where ``of`` is the whole length. Inside a ``<ul class="bars">``."""
    share = 100 * number / of if of > 0 else 0
    return {
        "label": label,
        "number": number,
        "width": f"{min(max(share, 0), 100):.2f}",
        "ink": ink,
        "address": address,
    }

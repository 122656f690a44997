"""What the first page says: the tally's number, what was published before, and today's letter."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cases.album import as_stamps
from cases.models import Addressee, Case
from cases.telling import with_words
from letters import tally

STAMPS = 8
COUNTRIES = 6
# The year whose count, read aloud before it was over, began this story.
FOUNDING_YEAR = 2013


@dataclass(frozen=True)
class TodaysLetter:
    """A case and one addressee of it, another one every day."""

    case: Case
    addressee: Addressee


@dataclass(frozen=True)
class Year:
    """The greatest number published for a year, and its column in a chart of 600 by 200."""

    year: str
    count: int
    x: int
    y: int
    is_founding: bool
    is_labelled: bool

    @property
    def height(self) -> int:
        """From the column's head down to the ground."""
        return 200 - self.y


def snapshot(at: dt.datetime) -> tally.Snapshot | None:
    """The tally of the current campaign; None before there is one."""
    try:
        return tally.current(at)
    except tally.TallyUnknown:
        return None


def featured_cases(campaign: str) -> list[Case]:
    """The first public cases that the campaign writes for, in its order, with what a stamp shows."""
    cases = Case.objects.public().filter(features__campaign__slug=campaign, features__shown_as="featured")
    return list(as_stamps(cases.order_by("features__position", "features__id")[:STAMPS]))


def todays_letter(cases: list[Case], day: dt.date) -> TodaysLetter | None:
    """One of the cases that still want letters with its first addressee who does; None where none does."""
    wanting = with_words(Addressee.objects.filter(case__in=[case.pk for case in cases]).writable_on(day))
    by_case: dict[int, Addressee] = {}
    for addressee in wanting:
        by_case.setdefault(addressee.case_id, addressee)
    open_cases = [case for case in cases if case.pk in by_case]
    if not open_cases:
        return None
    case = open_cases[day.toordinal() % len(open_cases)]
    return TodaysLetter(case, by_case[case.pk])


def years(published: list[dict[str, Any]]) -> list[Year]:
    """The world's years, oldest first. Years without a number leave a gap: nobody published one."""
    counts: dict[int, int] = {}
    for total in published:
        if total["scope"] == "world":
            counts[total["year"]] = max(total["count"], counts.get(total["year"], 0))
    if not counts:
        return []
    first, last, greatest = min(counts), max(counts), max(counts.values())
    return [
        Year(
            year=str(year),
            count=count,
            x=round(576 * (year - first) / max(last - first, 1)),
            y=200 - max(2, round(170 * count / greatest)),
            is_founding=year == FOUNDING_YEAR,
            is_labelled=year in (first, FOUNDING_YEAR, last),
        )
        for year, count in sorted(counts.items())
    ]


def founding(published: list[dict[str, Any]]) -> dict[str, int]:
    """The founding year: its last count under way, its final one, Poland’s. Empty unless all are there."""

    def greatest(**facts: str) -> int:
        rows = [total for total in published if total["year"] == FOUNDING_YEAR]
        return max((row["count"] for row in rows if facts.items() <= row.items()), default=0)

    found = {
        "world": greatest(scope="world", status="interim"),
        "final": greatest(scope="world", status="final"),
        "poland": greatest(scope="PL", status="final"),
    }
    return found if all(found.values()) else {}

"""Dates of which perhaps only the month or the year is known, in the language of the page."""

import datetime as dt

from babel.dates import format_date, format_skeleton

from cases.languages import here

_LONG = {"day": "yMMMMd", "month": "yMMMM", "year": "y"}
_SHORT = {"day": "yMMMd", "month": "yMMM", "year": "y"}


def long_date(day: dt.date, precision: str = "day") -> str:
    """“14 February 2018”, “June 2013” or “2011”."""
    if precision == "day":
        return str(format_date(day, "long", locale=here()))
    return str(format_skeleton(_LONG[precision], day, locale=here()))


def short_date(day: dt.date, precision: str = "day") -> str:
    """“14 Feb 2018”, “Jun 2013” or “2011”: what fits a postmark."""
    return str(format_skeleton(_SHORT[precision], day, locale=here()))

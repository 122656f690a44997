"""Numbers and dates as people type them in several countries."""

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.conf import settings

from letters.intakes.rows import Broken, Mark

# What one row may count; the ledger's own lines are smaller, and a row becomes several of them.
LARGEST = 1_000_000

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’_")
_WHOLE = re.compile(r"[+-]?[0-9]+(?:[.,]0+)?")
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:[.,]0+)?")
_BROKEN = re.compile(r"[+-]?[0-9]*(?:[.,][0-9]{3})*[.,][0-9]+")


class NotRead(Exception):
    """The value cannot be used. Carries the code of the fault."""


def quantity_of(value: object) -> int:
    """How many: a whole number from 1 to ``LARGEST``. Raises NotRead."""
    number = _number(value)
    if number < 0:
        raise NotRead("negative")
    if number == 0:
        raise NotRead("zero")
    if number > LARGEST:
        raise NotRead("huge")
    return number


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if value != value or abs(value) > LARGEST:
            raise NotRead("huge")
        raise NotRead("whole")
    text = str(value).translate(_SPACES).replace("−", "-").replace("–", "-")
    if grouped := _GROUPED.fullmatch(text):
        text = grouped[1].replace(grouped[2], "")
    elif _WHOLE.fullmatch(text):
        text = re.split("[.,]", text)[0]
    else:
        raise NotRead("whole" if _BROKEN.fullmatch(text) else "number")
    if len(text) > 15:
        raise NotRead("negative" if text.startswith("-") else "huge")
    return int(text)


def unusable(value: object) -> tuple[str, object]:
    """Why nothing can be made of a cell: the code of the fault and its value; empty where something may."""
    if value is Mark.FORMULA:
        return "formula_unsaved", ""
    if isinstance(value, Broken):
        return "error", value.error
    if isinstance(value, str):
        if value.lstrip().startswith("="):
            return "formula", value
        if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n" for sign in value):
            return "signs", ""
    return "", ""


@dataclass(frozen=True, slots=True)
class Day:
    """What a date may mean: read day first and month first, where these differ; None where that is no day."""

    day_first: dt.date | None
    month_first: dt.date | None

    @property
    def only(self) -> dt.date | None:
        """The one day it can mean; None where there are two."""
        if self.day_first is None or self.month_first is None or self.day_first == self.month_first:
            return self.day_first or self.month_first
        return None


_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", re.A)
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?: ?r\.?)?", re.A)
_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.A)
_DAY_WORD = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]+)\.?,?[ -](\d{4})(?: ?r\.?)?")
_WORD_DAY = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
# Days since the end of 1899, as spreadsheets count: 1954 to 2119.
_SERIAL = range(20_000, 80_000)
_FIRST = dt.date(1899, 12, 30)


def day_of(value: object) -> Day:
    """What the date may mean. Raises NotRead where it is none."""
    if isinstance(value, dt.date):
        return Day(value, None)
    if isinstance(value, int | float):
        return _serial(value)
    text = " ".join(str(value).split())
    if found := _YEAR_FIRST.fullmatch(text):
        return _one(found[1], found[3], found[4])
    if found := _DOTTED.fullmatch(text):
        return _one(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(text):
        return _either(found[4], found[1], found[3])
    if found := _DAY_WORD.fullmatch(text):
        return _one(found[3], _month(found[2]), found[1])
    if found := _WORD_DAY.fullmatch(text):
        return _one(found[3], _month(found[1]), found[2])
    if text.isascii() and text.isdecimal() and len(text) == 5:
        return _serial(int(text))
    raise NotRead("date")


def _serial(value: float) -> Day:
    if int(value) not in _SERIAL:
        raise NotRead("date")
    return Day(_FIRST + dt.timedelta(days=int(value)), None)


def _one(year: str, month: str | int, day: str) -> Day:
    found = _date(int(year), int(month), int(day))
    if found is None:
        raise NotRead("date")
    return Day(found, None)


def _either(year: str, first: str, second: str) -> Day:
    day = Day(_date(int(year), int(second), int(first)), _date(int(year), int(first), int(second)))
    if day.day_first is None and day.month_first is None:
        raise NotRead("date")
    return day


def _date(year: int, month: int, day: int) -> dt.date | None:
    is_one = year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return dt.date(year, month, day) if is_one else None


def _month(word: str) -> int:
    if (found := _months().get(word.casefold())) is None:
        raise NotRead("date")
    return found


@cache
def _months() -> dict[str, int]:
    """The months' names in the languages of our pages, in full and cut."""
    names = {"sept": 9}
    for code, _name in settings.LANGUAGES:
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months = Locale.parse(code, sep="-").months[use][width]
                names |= {name.casefold().rstrip("."): n for n, name in months.items()}
    return names

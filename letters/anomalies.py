"""What looks odd in a place's figures, and the fair measures beside it. Sentences with figures, no verdicts.

A coordinator decides: a small town can write more letters than it has people, and did.
"""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# How many times its own best a place may write before it is worth a look, and from how many letters more on.
TIMES_ITS_PAST, BEYOND_ITS_PAST = 3, 100
# A full hall of fifty writers, at ten minutes a letter, writes three hundred in an hour.
MOST_AN_HOUR = 300
# Towns of ten thousand have written two letters a head: one a head is worth a look, no more.
MOST_PER_THOUSAND = 1_000
# Somebody who stays all night writes to every addressee, and to some of them twice.
TIMES_EACH_ADDRESSEE = 2
# So few letters say nothing of an hour or of a town.
A_HANDFUL = 50


@dataclass(frozen=True)
class Place:
    """What is known of an event: its figures, and what they can be compared with; 0 or None if unknown."""

    letters: int
    actions: int = 0
    writers: int | None = None
    # Letters somebody could write to different addressees: cases times the kinds of letters counted.
    addressees: int = 0
    open_hours: float = 0
    population: int | None = None
    # The best of the place's earlier campaigns, and its year.
    best_before: int | None = None
    best_before_in: int | None = None
    # The most entries a phone wrote in one minute, and what its event allows.
    pace: int = 0
    pace_limit: int = 60


@dataclass(frozen=True)
class Measure:
    """A fair measure: what it is, and its value, None where it cannot be told."""

    label: str
    value: str | None


def measures(place: Place) -> list[Measure]:
    """The letters per writer, per opening hour and per thousand inhabitants."""
    return [
        Measure(_("Letters a writer"), _ratio(place.letters, place.writers)),
        Measure(_("Letters an opening hour"), _ratio(place.letters, place.open_hours)),
        Measure(_("Letters per 1,000 inhabitants"), _ratio(place.letters * 1000, place.population)),
    ]


def anomalies(place: Place) -> list[str]:
    """What looks odd, each in a sentence with its figures; empty where nothing does."""
    checks = (_past, _hours, _population, _writers, _pace)
    return [sentence for check in checks if (sentence := check(place))]


def _past(place: Place) -> str:
    best = place.best_before
    if not best or place.letters < best * TIMES_ITS_PAST or place.letters - best < BEYOND_ITS_PAST:
        return ""
    return _("Far above its own past: %(letters)s letters, and %(best)s in its best year, %(year)s.") % {
        "letters": _shown(place.letters),
        "best": _shown(best),
        "year": place.best_before_in,
    }


def _hours(place: Place) -> str:
    if place.letters < A_HANDFUL or not place.open_hours:
        return ""
    an_hour = place.letters / place.open_hours
    if an_hour <= MOST_AN_HOUR:
        return ""
    return _("%(letters)s letters in %(hours)s opening hours: %(an_hour)s an hour.") % {
        "letters": _shown(place.letters),
        "hours": _shown(place.open_hours, 1),
        "an_hour": _shown(round(an_hour)),
    }


def _population(place: Place) -> str:
    people = place.population
    if place.letters < A_HANDFUL or not people or place.letters * 1000 / people <= MOST_PER_THOUSAND:
        return ""
    return _("More letters than inhabitants: %(letters)s letters, %(people)s people live there.") % {
        "letters": _shown(place.letters),
        "people": _shown(people),
    }


def _writers(place: Place) -> str:
    if not place.writers:
        return ""
    said = {"letters": _shown(place.letters), "writers": _shown(place.writers)}
    if place.writers > place.letters + place.actions:
        return _("More people than letters: %(writers)s wrote %(letters)s.") % said
    if place.addressees and place.letters > place.writers * place.addressees * TIMES_EACH_ADDRESSEE:
        said["each"] = _shown(place.letters / place.writers, 1)
        said["addressees"] = _shown(place.addressees)
        sentence = ngettext(
            "%(letters)s letters by %(writers)s people: %(each)s each, to %(addressees)s addressee.",
            "%(letters)s letters by %(writers)s people: %(each)s each, to %(addressees)s addressees.",
            place.addressees,
        )
        return sentence % said
    return ""


def _pace(place: Place) -> str:
    if place.pace <= place.pace_limit:
        return ""
    return _("A phone logged %(pace)s entries in one minute; a hand does %(limit)s at most.") % {
        "pace": _shown(place.pace),
        "limit": _shown(place.pace_limit),
    }


def _ratio(number: float, of: float | None) -> str | None:
    return _shown(number / of, 1) if of else None


def _shown(number: float, digits: int = 0) -> str:
    """The number as the page's language writes it, without a nought behind the point."""
    rounded = round(number, digits)
    if rounded == int(rounded):
        rounded, digits = int(rounded), 0
    return number_format(rounded, decimal_pos=digits, use_l10n=True, force_grouping=True)

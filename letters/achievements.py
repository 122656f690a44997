"""What a place has written, as everybody may know it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cases.dates import long_date
from cases.directions import listed
from cases.languages import page_language
from cases.telling import named, with_words
from events.models import Event, Opening
from letters import holding, press, wall
from letters.models import Head
from letters.ranking import Place

# As many pages as the press lays out while somebody waits.
MOST_CERTIFICATES = 60
MORNING = dt.timedelta(hours=9)


@dataclass(frozen=True)
class Achievement:
    """A place's public number: of a venue that is closed, no more than its town."""

    name: str
    towns: tuple[str, ...]
    letters: int
    first_day: dt.date | None
    last_day: dt.date | None
    section: str
    campaign: str

    @property
    def town(self) -> str:
        """The towns in one line; the first of them where there are many."""
        return listed(self.towns[:3], page_language())

    @property
    def days(self) -> str:
        """“12 December 2026” or “12–14 December 2026”; empty where no opening is known."""
        if self.first_day is None or self.last_day is None:
            return ""
        first, last = self.first_day, self.last_day
        if first == last:
            return long_date(first)
        is_one_month = (first.year, first.month) == (last.year, last.month)
        if is_one_month and long_date(last).startswith(str(last.day)):
            return f"{first.day}–{long_date(last)}"
        return f"{long_date(first)} – {long_date(last)}"


def of(event: Event) -> Achievement:
    """What the event's ledger adds up to without what is held back. Four queries."""
    head = Head.objects.filter(event=event).first()
    openings = list(event.openings.select_related("venue").order_by("starts_at", "id"))
    towns = [opening.venue.town for opening in openings] or [event.town]
    first_day, last_day = days_of(event, openings) or (None, None)
    return Achievement(
        name=event.name,
        towns=tuple(town for town in dict.fromkeys(towns) if town),
        letters=max((head.letters if head else 0) - holding.held_back(event).letters, 0),
        first_day=first_day,
        last_day=last_day,
        section=named(event.section),
        campaign=named(event.campaign),
    )


def days_of(event: Event, openings: Iterable[Opening]) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the openings by the event's clock; None where there are none.

    A marathon that ends after midnight was on the evening before.
    """
    days = []
    for opening in openings:
        start, end = opening.starts_at.astimezone(event.zone), opening.ends_at.astimezone(event.zone)
        days += [start.date(), max(start.date(), (end - MORNING).date())]
    return (min(days), max(days)) if days else None


def certificate(event: Event, *, day: dt.date) -> bytes:
    """The certificate as a PDF of one page, on the section's paper. Raises PressFault."""
    return _certificates(event, [of(event)], day)


def team_certificates(event: Event, wrote: Sequence[Place], *, day: dt.date) -> bytes:
    """A page for each of the teams, as many as are made at once. Raises PressFault."""
    whole = of(event)
    places = (event.name, *whole.towns)[:3]
    found = [
        replace(whole, name=one.team.name, towns=places, letters=one.letters)
        for one in wrote[:MOST_CERTIFICATES]
    ]
    return _certificates(event, found, day)


def results(event: Event, *, day: dt.date, at: dt.datetime) -> bytes:
    """What was written, case by case, on one page to hang up: the public figures. Raises PressFault."""
    facts = wall.facts_of(event, at=at)
    most = max((row["letters"] for row in facts["by_case"]), default=0) or 1
    names = {case.slug: case for case in with_words(event.cases.all())}
    rows = [
        {
            "name": str(names[row["case"]]),
            "country": names[row["case"]].country,
            "letters": row["letters"],
            "share": 100 * row["letters"] // most,
        }
        for row in sorted(facts["by_case"], key=lambda row: -row["letters"])
        if row["case"] in names
    ]
    context = {
        "found": of(event),
        "letters": facts["letters"],
        "is_final": facts["status"] == "final",
        "rows": rows,
        "paper": event.section.paper,
        "day": day,
    }
    return press.make(press.paper_job("results", context, most=1))


def _certificates(event: Event, found: list[Achievement], day: dt.date) -> bytes:
    paper = f"{event.section.paper}-wide"
    return press.paper("certificate", {"all": found, "paper": paper, "day": day, "event": event})

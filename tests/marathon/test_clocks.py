"""What organisers type by the clock of the place is right on the page, in the calendar and in the tally."""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest

from events import registering
from events.forms.drafts import Draft, Offer
from events.models import Event, Participation
from events.oddities import oddities
from events.parties import Party
from letters import ledger
from letters.ledger import Line
from letters.models import Counter, HourCounter
from tests.makers import make_campaign, make_case, make_section, make_user

pytestmark = pytest.mark.django_db

UTC = dt.UTC


@dataclass(frozen=True)
class Clock:
    """A place, what is typed there, and how it has to read; then a letter, and for when it counts."""

    town: str
    country: str
    typed: tuple[str, str]
    page: str
    calendar: tuple[str, str]
    written: dt.datetime
    day: dt.date
    which: tuple[str, str] = ("first", "first")
    hours: float = 24


CLOCKS = {
    "in winter, over midnight": Clock(
        "Warszawa",
        "PL",
        ("2027-12-11T18:00", "2027-12-12T02:00"),
        "Sat, 11 Dec 2027, 18:00\u00a0–\u00a002:00",
        ("20271211T170000Z", "20271212T010000Z"),
        dt.datetime(2027, 12, 11, 23, 0, tzinfo=UTC),
        dt.date(2027, 12, 12),
        hours=8,
    ),
    "a minute before midnight": Clock(
        "Warszawa",
        "PL",
        ("2027-12-11T18:00", "2027-12-12T00:00"),
        "Sat, 11 Dec 2027, 18:00\u00a0–\u00a000:00",
        ("20271211T170000Z", "20271211T230000Z"),
        dt.datetime(2027, 12, 11, 22, 59, tzinfo=UTC),
        dt.date(2027, 12, 11),
        hours=6,
    ),
    "in summer time": Clock(
        "Warszawa",
        "PL",
        ("2027-07-03T18:00", "2027-07-04T02:00"),
        "Sat, 3 Jul 2027, 18:00\u00a0–\u00a002:00",
        ("20270703T160000Z", "20270704T000000Z"),
        dt.datetime(2027, 7, 3, 22, 0, tzinfo=UTC),
        dt.date(2027, 7, 4),
        hours=8,
    ),
    "a leap day": Clock(
        "Warszawa",
        "PL",
        ("2028-02-28T20:00", "2028-03-01T04:00"),
        "Mon, 28 Feb 2028, 20:00\u00a0– Wed 1 Mar 04:00",
        ("20280228T190000Z", "20280301T030000Z"),
        dt.datetime(2028, 2, 29, 22, 30, tzinfo=UTC),
        dt.date(2028, 2, 29),
        hours=32,
    ),
    "24 hours while the clock is put back": Clock(
        "Warszawa",
        "PL",
        ("2027-10-30T20:00", "2027-10-31T19:00"),
        "Sat, 30 Oct 2027, 20:00\u00a0– Sun 31 Oct 19:00",
        ("20271030T180000Z", "20271031T180000Z"),
        dt.datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
        dt.date(2027, 10, 31),
    ),
    "24 hours while the clock is put forward": Clock(
        "Warszawa",
        "PL",
        ("2027-03-27T20:00", "2027-03-28T21:00"),
        "Sat, 27 Mar 2027, 20:00\u00a0– Sun 28 Mar 21:00",
        ("20270327T190000Z", "20270328T190000Z"),
        dt.datetime(2027, 3, 27, 22, 59, tzinfo=UTC),
        dt.date(2027, 3, 27),
    ),
    "from the second of two hours": Clock(
        "Warszawa",
        "PL",
        ("2027-10-31T02:30", "2027-10-31T04:00"),
        "Sun, 31 Oct 2027, 02:30\u00a0–\u00a004:00",
        ("20271031T013000Z", "20271031T030000Z"),
        dt.datetime(2027, 10, 31, 1, 45, tzinfo=UTC),
        dt.date(2027, 10, 31),
        which=("second", "first"),
        hours=1.5,
    ),
    "in the east of a country with several clocks": Clock(
        "New York City",
        "US",
        ("2027-12-11T22:00", "2027-12-12T02:00"),
        "Sat, 11 Dec 2027, 22:00\u00a0–\u00a002:00",
        ("20271212T030000Z", "20271212T070000Z"),
        dt.datetime(2027, 12, 12, 5, 30, tzinfo=UTC),
        dt.date(2027, 12, 12),
        hours=4,
    ),
    "in the west of the same country, at the same moment": Clock(
        "Chicago",
        "US",
        ("2027-12-11T21:00", "2027-12-12T01:00"),
        "Sat, 11 Dec 2027, 21:00\u00a0–\u00a001:00",
        ("20271212T030000Z", "20271212T070000Z"),
        dt.datetime(2027, 12, 12, 5, 30, tzinfo=UTC),
        dt.date(2027, 12, 11),
        hours=4,
    ),
    "half an hour beside the others": Clock(
        "Kathmandu",
        "NP",
        ("2027-12-11T20:15", "2027-12-12T00:15"),
        "Sat, 11 Dec 2027, 20:15\u00a0–\u00a000:15",
        ("20271211T143000Z", "20271211T183000Z"),
        dt.datetime(2027, 12, 11, 18, 15, tzinfo=UTC),
        dt.date(2027, 12, 12),
        hours=4,
    ),
}


@pytest.fixture(params=CLOCKS, ids=list(CLOCKS))
def clock(request):
    return CLOCKS[request.param]


@pytest.fixture
def event(clock):
    """What somebody registers who types the hours of the clock; approved."""
    campaign = make_campaign(starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2028, 12, 31))
    section = make_section(country=clock.country, time_zone="Europe/Warsaw")
    Participation.objects.create(section=section, campaign=campaign)
    case = make_case(campaign=campaign, slug="yorm-bopha")
    draft = Draft({}, offers=[Offer(section, campaign)])
    draft.keep("who", draft.form("who", {"name": "Night"}))
    draft.keep("cases", draft.form("cases", {"cases": [str(case.pk)]}))
    place = draft.place_form({"key": "a", "name": "School", "town": clock.town, "country": clock.country})
    assert place.is_valid()
    assert draft.keep_place(place)
    typed = {"key": "b", "place": "a", "audience": "everyone"}
    typed |= dict(zip(("starts_at", "ends_at"), clock.typed, strict=True))
    typed |= dict(zip(("starts_at_which", "ends_at_which"), clock.which, strict=True))
    window = draft.window_form(typed)
    assert window.is_valid()
    assert draft.keep_window(window)
    by = Party(make_user())
    event = registering.submit(draft.said(), key=uuid.uuid4(), by=by, at=dt.datetime(2027, 1, 2, tzinfo=UTC))
    Event.objects.update(status="approved")
    event.refresh_from_db()
    return event


def test_page_tells_the_hours_by_the_clock_of_the_place(client, event, clock):
    page = client.get(f"/events/{event.slug}/").content.decode()

    assert clock.page in page


def test_calendar_tells_the_same_moments(client, event, clock):
    calendar = client.get(f"/events/{event.slug}/calendar.ics").content.decode()

    start, end = clock.calendar
    assert f"DTSTART:{start}\r\nDTEND:{end}\r\n" in calendar


def test_letter_counts_for_the_day_of_the_place_and_the_hour_of_the_world(event, clock):
    line = Line(id=uuid.uuid4(), case="yorm-bopha", kind="authority", quantity=2, written_at=clock.written)
    role = event.roles.get()

    ledger.record(event, entries=[line], by=role, channel="tap", at=clock.written)

    assert Counter.objects.values_list("day", "quantity").get() == (clock.day, 2)
    hour = clock.written.replace(minute=0)
    assert HourCounter.objects.values_list("hour", "quantity").get() == (hour, 2)


def test_only_what_is_longer_than_24_real_hours_is_odd(event, clock):
    opening = event.openings.get()

    assert (opening.ends_at - opening.starts_at).total_seconds() / 3600 == clock.hours
    assert [oddity.what for oddity in oddities(event)] == (["long_opening"] if clock.hours > 24 else [])

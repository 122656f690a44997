"""Public pages of events."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from events.models import Event
from tests.makers import make_campaign, make_case, make_event, make_opening, make_section, make_venue

pytestmark = pytest.mark.django_db


def event_at(days, *, venue=None, **fields):
    """An event that opens for four hours so many days from now."""
    start = timezone.now() + dt.timedelta(days=days)
    event = make_event(opens=False, cases=[], **fields)
    make_opening(
        event, starts_at=start, ends_at=start + dt.timedelta(hours=4), **({"venue": venue} if venue else {})
    )
    return event


def shown(page):
    """The names of the events on the page, in order."""
    return re.findall(r'<h2><a href="/events/[^"]+">([^<]+)<', page.content.decode())


@pytest.fixture
def agenda():
    """Two marathons to come, one past, one that nobody approved."""
    event_at(3, name="Later", venue=make_venue(town="Łódź"))
    event_at(1, name="Sooner")
    event_at(-9, name="Past", venue=make_venue(country="DE", town="Berlin"))
    event_at(2, name="Draft", status="submitted")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Sooner", "Later"]),
        ("?when=past", ["Past"]),
        ("?town=Łódź", ["Later"]),
        ("?country=DE", ["Sooner", "Later"]),
        ("?when=past&country=DE", ["Past"]),
        ("?country=PL&town=Warszawa", ["Sooner"]),
        ("?page=x&when=%00&town=%00", ["Sooner", "Later"]),
    ],
)
def test_agenda_is_chosen(client, agenda, query, names):
    assert shown(client.get(f"/events/{query}")) == names


def test_agenda_without_events_offers_to_write_at_home(client):
    assert "You can write at home meanwhile." in client.get("/events/").content.decode()


def test_event_page_speaks_the_hours_of_its_place(client):
    event = make_event(opens=False, time_zone="America/Toronto", goal=2000, about="Tea.")
    make_opening(
        event,
        starts_at=dt.datetime(2026, 12, 12, 17, 0, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 12, 13, 5, 0, tzinfo=dt.UTC),
    )

    page = client.get(f"/events/{event.slug}/").content.decode()

    assert "Sat, 12 Dec 2026, 12:00\u00a0–\u00a000:00" in page
    assert "We hope for <b>2,000</b> letters." in page


def test_closed_venue_shows_its_town_only(client):
    venue = make_venue(name="Flat 7", address="Secret 7", is_closed=True, latitude="52.23", longitude="21.01")
    event = event_at(1, venue=venue)

    pages = [
        client.get(address).content.decode()
        for address in (
            "/",
            "/events/",
            f"/events/{event.slug}/",
            "/events/calendar.ics",
            f"/events/{event.slug}/calendar.ics",
            "/events/map.geojson",
        )
    ]

    assert [page for page in pages if "Flat 7" in page or "Secret 7" in page or "52.2" in page] == []
    assert ["Warszawa" in page for page in pages] == [True, True, True, True, True, False]


def test_map_has_a_pin_for_each_open_venue(client):
    event = event_at(1, name="Library", venue=make_venue(latitude="52.23", longitude="21.01"))
    event_at(1, venue=make_venue())

    features = client.get("/events/map.geojson").json()["features"]

    assert [feature["geometry"]["coordinates"] for feature in features] == [[21.01, 52.23]]
    assert features[0]["properties"]["address"] == f"/events/{event.slug}/"


@pytest.mark.parametrize("status", [status for status in Event.Status.values if status != "approved"])
@pytest.mark.parametrize("address", ["/events/secret/", "/events/secret/calendar.ics"])
def test_event_that_is_not_approved_is_not_there(client, status, address):
    event_at(1, slug="secret", status=status)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/events/", 4),
        ("/events/first/", 6),
        ("/events/calendar.ics", 1),
        ("/events/first/calendar.ics", 2),
        ("/events/map.geojson", 1),
    ],
)
def test_pages_cost_the_same_however_many_rows(client, django_assert_num_queries, number, address, queries):
    campaign, section, venue = make_campaign(), make_section(), make_venue(latitude=1, longitude=1)
    first = event_at(0, slug="first", campaign=campaign, section=section, venue=venue)
    for days in range(1, number):
        event_at(days, campaign=campaign, section=section, venue=venue)
        make_opening(first, venue=venue)
    first.cases.set([make_case() for _ in range(3)])

    with django_assert_num_queries(queries):
        page = client.get(address)

    assert page.status_code == 200


def test_further_pages_keep_what_was_chosen(client):
    venue, section, campaign = make_venue(town="Łódź & more"), make_section(), make_campaign()
    for _ in range(25):
        event_at(1, venue=venue, section=section, campaign=campaign)

    page = client.get("/events/", {"town": "Łódź & more"}).content.decode()
    further = re.findall(r'rel="next" href="([^"]+)"', page)

    assert further == ["?page=2&amp;town=%C5%81%C3%B3d%C5%BA+%26+more"]
    assert len(shown(client.get(f"/events/{further[0].replace('&amp;', '&')}"))) == 1

"""The desk of a section."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from letters.models import Holdback, Report
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_intake,
    make_opening,
    make_role,
    make_section,
    make_venue,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    today = timezone.localdate()
    return make_campaign(name="This year", starts_on=today, ends_on=today + dt.timedelta(days=20))


@pytest.fixture
def event(section, campaign):
    """Makes events of the section."""

    def make(**fields):
        return make_event(**({"section": section, "campaign": campaign, "cases": []} | fields))

    return make


def todo(page):
    """What waits, line by line."""
    items = re.findall(r'<li data-state="(?:now|open)">(.*?)</li>', page.content.decode(), re.S)
    plain = [re.sub(r"<a .*", "", item, flags=re.S) for item in items]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", item)).strip() for item in plain]


def names(page):
    """The names in the table, from top to bottom."""
    return [
        re.sub(r"<[^>]+>", "", cell)
        for cell in re.findall(r'<th scope="row">(.*?)</th>', page.content.decode())
    ]


def figures(page):
    return re.findall(r"<dt>([^<]+)</dt><dd>([\d,]+)", page.content.decode())


def held_phone(event, number):
    Holdback.objects.create(event=event, device=f"00000000-0000-4000-8000-{number:012}", raised_at=NOW)


def signed_report(event, **fields):
    return Report.objects.create(**({"event": event, "status": "signed", "signed_at": NOW} | fields))


class TestOverview:
    def test_names_what_waits_in_the_order_it_should_be_taken(self, coordinator, section, event):
        event(name="Approved", status="approved")
        event(name="Asked", status="asked")
        event(name="New", status="submitted")
        reported, stolen = event(name="Reported"), event(name="Stolen")
        signed_report(reported)
        held_phone(stolen, 1)
        held_phone(stolen, 2)
        make_intake(section, name="łódź.csv", status="read")

        page = coordinator.get("/sections/poland/")

        assert todo(page) == [
            "Approve New, or ask back",
            "Asked has not answered yet",
            "Verify the report of Reported",
            "2 phones at Stolen are held back",
            "The file łódź.csv: ready to be taken",
        ]

    def test_says_so_when_nothing_waits(self, coordinator):
        assert "Nothing waits." in text_of(coordinator.get("/sections/poland/"))

    def test_adds_up_the_campaign(self, coordinator, event):
        case = make_case()
        one = event()
        make_counters(one, case, "person", 1200)
        make_counters(one, case, "petition", 7)
        signed_report(event())
        event(status="submitted")

        page = coordinator.get("/sections/poland/")

        assert figures(page) == [
            ("Letters", "1,200"),
            ("Marathons approved", "2"),
            ("Reports in", "1"),
            ("Waiting for approval", "1"),
        ]
        assert "and 7 other actions" in text_of(page)

    def test_shows_another_campaign_when_asked(self, coordinator, section, event):
        old = make_campaign(
            slug="old", name="Last year", starts_on=dt.date(2020, 12, 1), ends_on=dt.date(2020, 12, 31)
        )
        event(campaign=old, name="Old one", status="submitted")

        assert todo(coordinator.get("/sections/poland/")) == []
        assert todo(coordinator.get("/sections/poland/?campaign=old")) == ["Approve Old one, or ask back"]
        assert todo(coordinator.get("/sections/poland/?campaign=made-up")) == []

    def test_of_a_section_without_a_campaign_says_so(self, client):
        client.force_login(make_role("coordinator", section=make_section(slug="alone")).user)

        for address in ("/sections/alone/", "/sections/alone/events/"):
            assert "takes part in no campaign yet" in text_of(client.get(address))

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, coordinator, section, event, number, django_assert_max_num_queries
    ):
        for n in range(number):
            event(status="submitted")
            signed_report(event())
            held_phone(event(), n + 1)
            make_intake(section)

        with django_assert_max_num_queries(10):
            coordinator.get("/sections/poland/")


class TestTable:
    def test_says_how_each_marathon_stands(self, coordinator, event):
        here = event(name="Library", goal=2000, opens=False)
        make_opening(here, venue=make_venue(town="Łódź"), starts_at=NOW, ends_at=NOW + dt.timedelta(hours=6))
        make_counters(here, make_case(), quantity=1340)
        signed_report(here, status="verified", answered_at=NOW)
        event(name="Petition", form="online", opens=False, town="Gdańsk")

        page = coordinator.get("/sections/poland/events/")

        rows = [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()
            for row in re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.S)
        ]
        assert rows[1:] == [
            "Library Łódź 12 Dec 2026, 19:00 approved verified 1,340 2,000",
            "Petition Gdańsk – actions online – 0 –",
        ]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Library", "New", "Online", "School"]),
            ("status=submitted", ["New"]),
            ("form=online", ["Online"]),
            ("report=signed", ["Library"]),
            ("report=missing", ["School"]),
            ("words=szkoła", ["School"]),
            ("words=lib", ["Library"]),
            ("words=torun", []),
            ("status=nonsense&report=%00&words=%00&page=x", ["Library", "New", "Online", "School"]),
        ],
    )
    def test_is_narrowed_down(self, coordinator, event, query, found):
        signed_report(event(name="Library"))
        event(name="New", status="submitted")
        event(name="Online", form="online", opens=False)
        school = event(name="School", opens=False)
        make_opening(school, venue=make_venue(town="Szkołażyn"))

        assert names(coordinator.get(f"/sections/poland/events/?{query}")) == found

    def test_of_another_section_is_not_in_it(self, coordinator, campaign):
        make_event(campaign=campaign, name="Elsewhere")

        assert names(coordinator.get("/sections/poland/events/")) == []

    def test_is_paged_with_its_filters(self, coordinator, event):
        for n in range(51):
            event(name=f"Event {n:02}", opens=False, status="submitted")

        page = coordinator.get("/sections/poland/events/?status=submitted")
        last = coordinator.get("/sections/poland/events/?status=submitted&page=2")

        assert re.search(
            r'rel="next" href="\?page=2&amp;campaign=[^"]+&amp;status=submitted"', page.content.decode()
        )
        assert names(last) == ["Event 50"]

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, coordinator, event, number, django_assert_max_num_queries
    ):
        for _ in range(number):
            signed_report(event())

        with django_assert_max_num_queries(10):
            coordinator.get("/sections/poland/events/")


@pytest.mark.parametrize("page", ["", "events/", "trail/"])
def test_desk_is_not_there_for_other_sections(client, section, page):
    client.force_login(make_role("coordinator", section=make_section()).user)

    foreign, made_up = client.get(f"/sections/poland/{page}"), client.get(f"/sections/made-up/{page}")

    assert (foreign.status_code, made_up.status_code) == (404, 404)
    assert foreign.content == made_up.content


def test_outside_place_has_no_public_page(client):
    outside = make_event(form="outside", opens=False)

    assert client.get(f"/events/{outside.slug}/").status_code == 404

"""The home page, and the pages about the product itself."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from cases.models import PublishedTotal
from letters import tally
from letters.models import Head
from marathon.front import founding, years
from tests.makers import (
    make_addressee,
    make_campaign,
    make_case,
    make_event,
    make_milestone,
    make_opening,
    make_role,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/why/", "/cases/", "/good-news/", "/good-news/feed/", "/events/", "/events/calendar.ics"]


def open_campaign(cases=1):
    """A campaign that runs now, its cases with an addressee, and an event with 1,234 letters."""
    campaign = make_campaign(name="Winter", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2099, 1, 1))
    for _ in range(cases):
        case = make_case(campaign=campaign)
        make_milestone(case)
        make_addressee(case)
    event = make_event(campaign=campaign, cases=[case], opens=False)
    make_opening(event, starts_at=timezone.now(), ends_at=timezone.now() + dt.timedelta(days=1))
    Head.objects.create(event=event, seq=1, chain="x", letters=1234)
    return campaign


def published(campaign, **fields):
    """A published total."""
    fields = {"year": 2013, "scope": "world", "status": "interim", "source": "a blog"} | fields
    return PublishedTotal.objects.create(campaign=campaign, **fields)


def test_home_shows_the_number_of_the_tally(client):
    open_campaign()

    page = client.get("/").content.decode()

    number = re.search(r'class="odometer" href="/tally/">([^<]+)<', page)
    assert number is not None
    assert number[1] == "1,234"
    assert client.get("/tally.json").json()["letters"] == 1234


def test_home_of_an_empty_installation_invites(client):
    page = client.get("/").content.decode()

    assert "Letters for people whose rights were taken away." in page
    assert "No letter has been counted yet. Yours can be the first." in page


def test_home_offers_a_letter_that_is_still_wanted(client):
    campaign = open_campaign()
    for addressee in campaign.cases.get().addressees.all():
        addressee.delete()
    closed = make_case(campaign=campaign, name="Closed")
    make_addressee(closed, send_until=dt.date(2020, 1, 1))
    wanted = make_case(campaign=campaign, name="Wanted")
    make_addressee(wanted)

    page = client.get("/").content.decode()

    assert re.findall(r'class="button blue" href="([^"]+)"', page) == [f"/cases/{wanted.slug}/letter/"]


def test_founding_figures_stand_beside_the_number(client):
    campaign = open_campaign()
    published(campaign, count=1_250_000)
    published(campaign, count=1_340_793)
    published(campaign, count=2_373_422, status="final", measure="actions")
    published(campaign, count=214_472, status="final", scope="PL")

    page = client.get("/").content.decode()

    assert "<b>1,340,793</b> letters worldwide, <b>214,472</b> of them in Poland" in page


def test_founding_is_told_whole_or_not_at_all():
    total = {"year": 2013, "scope": "world", "status": "interim", "count": 5}

    assert founding([total]) == {}


def test_years_stand_at_their_place_in_time():
    totals = [
        {"year": 2001, "scope": "world", "count": 10},
        {"year": 2021, "scope": "world", "count": 100},
        {"year": 2013, "scope": "world", "count": 50},
        {"year": 2013, "scope": "world", "count": 20},
        {"year": 2013, "scope": "PL", "count": 900},
    ]

    columns = [(year.year, year.count, year.x, year.height) for year in years(totals)]

    assert columns == [("2001", 10, 0, 17), ("2013", 50, 346, 85), ("2021", 100, 576, 170)]


@pytest.mark.parametrize("prefix", ["", "/pl"])
@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_set_no_cookie_and_may_be_kept(client, address, prefix):
    if prefix and address.endswith(".ics"):
        return
    open_campaign()

    answer = client.get(f"{prefix}{address}")

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_public_page_is_the_same_for_whoever_is_signed_in(client):
    open_campaign()
    stranger = client.get("/why/").content
    client.force_login(make_user())

    assert client.get("/why/").content == stranger


@pytest.mark.parametrize("number", [3, 30])
def test_home_costs_the_same_however_many_rows(client, django_assert_num_queries, number):
    campaign = open_campaign(cases=number)
    for days in range(number):
        event = make_event(campaign=campaign, opens=False)
        start = timezone.now() + dt.timedelta(days=days)
        make_opening(event, starts_at=start, ends_at=start + dt.timedelta(hours=3))
    tally.forget()
    client.get("/")

    with django_assert_num_queries(6):
        client.get("/")


def test_why_tells_its_reasons_without_the_stories_too(client):
    page = client.get("/why/").content.decode()

    assert len(re.findall(r'class="reason"', page)) == 7
    assert "The story of" not in page


def test_why_leads_to_the_stories_that_are_there(client):
    make_case(slug="tun-aung", name="Dr Tun Aung")
    make_case(slug="yorm-bopha", is_public=False)

    page = client.get("/why/").content.decode()

    assert re.findall(r'<a href="(/cases/[^/]+/)">The story', page) == ["/cases/tun-aung/"]


def test_my_page_names_what_i_may_do(client):
    event = make_event(name="The library")
    user = make_user()
    make_role("volunteer", user=user, event=event)
    make_role("coordinator", user=user, section=make_section(name="Poland"))
    client.force_login(user)

    page = client.get("/me/").content.decode()

    assert re.findall(r"<h3>([^<]+)</h3>", page) == ["Poland", "The library"]
    assert f'href="/events/{event.slug}/count/"' in page


def test_my_page_explains_that_rights_are_given(client):
    client.force_login(make_user())

    assert "Rights are given" in client.get("/me/").content.decode()


def test_languages_lead_to_this_page_and_never_to_another_host(client):
    page = client.get("/pl/why/").content.decode()
    assert re.findall(r'hreflang="\w+" href="([^"]+)"', page) == ["/why/", "/pl/why/"]

    trap = client.get("//evil.example/why/").content.decode()
    assert re.findall(r'href="(//[^"]*)"', trap) == []


def test_months_are_small_in_polish_and_the_day_comes_first_in_english():
    moment = dt.datetime(2026, 11, 29, 17, 5)  # noqa: DTZ001 - what a page shows has no zone any more

    told = {}
    for language in ("en", "pl"):
        with translation.override(language):
            told[language] = [
                date_format(moment, name) for name in ("SHORT_DATETIME_FORMAT", "DATETIME_FORMAT")
            ]

    assert told == {
        "en": ["29 Nov 2026, 17:05", "29 November 2026, 17:05"],
        "pl": ["29 lis 2026, 17:05", "29 listopada 2026, 17:05"],
    }

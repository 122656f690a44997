"""Public pages of cases."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from cases.models import Demand, Figure
from tests.makers import make_addressee, make_campaign, make_case, make_milestone

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def names(page, heading=""):
    """The names on the stamps, of the section under the heading where one is given."""
    text = page.content.decode()
    if heading:
        _before, found, text = text.partition(f"<h2>{heading}</h2>")
        assert found
        text = text.partition("</section>")[0]
    return re.findall(r'class="name">([^<]+)<', text)


@pytest.fixture
def album():
    """Three cases of this year and one of an earlier year."""
    campaign = make_campaign(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2099, 1, 1))
    freed = make_case(campaign=campaign, name="Ada", country="KH")
    make_milestone(freed, kind="released")
    back = make_case(campaign=campaign, name="Ben", country="KH", happened="tortured")
    make_milestone(back, kind="released", happened_on=dt.date(2026, 1, 1))
    make_milestone(back, kind="re_arrested", happened_on=dt.date(2026, 2, 1))
    make_case(campaign=campaign, name="Cem", country="TR")
    make_case(campaign=campaign, name="Hidden", is_public=False)
    make_case(name="Old", country="IR", year=2009)


def test_album_shows_earlier_stories_apart(client, album):
    page = client.get("/cases/")

    assert names(page, "Written for now") == ["Ada", "Ben", "Cem"]
    assert names(page, "Earlier stories") == ["Old"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("country=KH", ["Ada", "Ben"]),
        ("happened=tortured", ["Ben"]),
        ("outcome=free", ["Ada"]),
        ("outcome=setback", ["Ben"]),
        ("outcome=waiting", ["Cem", "Old"]),
        ("country=KH&outcome=free", ["Ada"]),
        ("country=TR&outcome=free", []),
        ("country=ZZ&outcome=free", ["Ada"]),
        ("country=%00&happened='&outcome=<b>&page=-4", ["Ada", "Ben", "Cem", "Old"]),
        ("page=99", ["Ada", "Ben", "Cem", "Old"]),
    ],
)
def test_album_is_filtered(client, album, query, shown):
    assert names(client.get(f"/cases/?{query}")) == shown


def test_unknown_filter_is_left_aside_and_said(client, album):
    page = client.get("/cases/?country=ZZ").content.decode()

    assert "One of the choices is not on our list, so we left it aside." in page


def test_album_without_cases_says_so(client):
    assert "The first stories are being prepared." in client.get("/cases/").content.decode()


def test_postmark_across_the_stamp_is_the_latest_milestone(client, album):
    page = client.get("/cases/?happened=tortured").content.decode()

    assert re.findall(r'hide-visually">([^<]+)<', page) == ["re-arrested, 1 February 2026"]


def test_case_page_tells_everything(client):
    case = make_case(name="Ada", story="She *gardens*.", sensitive="It is sad.", youngest_age=14)
    make_milestone(case, happened_on=dt.date(2012, 1, 1), precision="year", kind="arrested", text="Taken.")
    make_addressee(case, is_verified=False, unverified_note="Nobody checked.", address="")
    make_addressee(case, kind="person", office="Ada herself", sender="initials", may_enclose_drawings=True)
    for letters in (90_000, 253_000):
        Figure.objects.create(case=case, key=str(letters), letters=letters, source="a blog", claim="letters")

    page = client.get(f"/cases/{case.slug}/").content.decode()

    said = [
        "Nobody checked.",
        "Sign with your initials and town only.",
        "Cards and drawings are welcome.",
        "<p>She <em>gardens</em>.</p>",
        "Not for readers under 14.",
        "90,000",
        "253,000",
        "The sources differ, so both stand here.",
        "Source: a newspaper",
        "arrested, 2012",
        "release her immediately",
        f"/cases/{case.slug}/letter/",
    ]
    assert [sentence for sentence in said if sentence not in page] == []


def test_case_that_wants_no_letters_says_why(client):
    case = make_case()
    make_addressee(case, letters="not_wanted", closed_reason="free", closed_note="Free since May.")

    page = client.get(f"/cases/{case.slug}/").content.decode()

    assert "the person is free. Free since May." in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert f"/cases/{case.slug}/letter/" not in page


@pytest.mark.parametrize("slug", ["nobody", "hidden"])
def test_case_that_is_not_public_is_not_there(client, slug):
    make_case(slug="hidden", is_public=False)

    assert client.get(f"/cases/{slug}/").status_code == 404


def test_good_news_is_told_with_what_came_after(client):
    case = make_case(name="Ada")
    make_milestone(case, kind="released", happened_on=dt.date(2014, 3, 4), text="Out.")
    make_milestone(case, kind="re_arrested", happened_on=dt.date(2014, 4, 18), text="In again.")
    make_milestone(make_case(is_public=False), kind="released", text="Hidden.")

    page = client.get("/good-news/").content.decode()
    feed = ElementTree.fromstring(client.get("/good-news/feed/").content)

    assert "<b>re-arrested</b>, 18 April 2014: In again." in page
    assert "Hidden." not in page
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Ada: freed, 4 March 2014"]
    assert [entry.findtext(f"{ATOM}summary") for entry in entries] == ["Out.\n18 April 2014: In again."]


def test_sign_that_xml_does_not_have_does_not_close_the_feed(client):
    make_milestone(make_case(name="A\x0bda"), text="Out\x08 at last.")

    feed = ElementTree.fromstring(client.get("/good-news/feed/").content)

    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Ada: freed, 1 March 2026"
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary") == "Out at last."


def fill(number):
    """So many cases, each with everything."""
    campaign = make_campaign(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2099, 1, 1))
    for _ in range(number):
        case = make_case(campaign=campaign, slug="first" if _ == 0 else f"further-{_}")
        make_milestone(case)
    for _ in range(number):
        make_addressee(campaign.cases.get(slug="first"))
        Figure.objects.create(case=case, key=f"k{_}", letters=1, source="x", claim="y")
        Demand.objects.create(case=case, key=f"k{_}", text="y")


@pytest.mark.parametrize("number", [3, 300])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("/cases/", 7), ("/cases/first/", 6), ("/good-news/", 6), ("/good-news/feed/", 5)],
)
def test_pages_cost_the_same_however_many_rows(client, django_assert_num_queries, number, address, queries):
    fill(number)
    # The tally's snapshot is shared by all who ask, so it is made before.
    client.get("/cases/first/")

    with django_assert_num_queries(queries):
        page = client.get(address)

    assert page.status_code == 200


def test_other_language_keeps_the_filters(client, album):
    page = client.get("/cases/?country=KH").content.decode()

    assert 'href="/pl/cases/?country=KH"' in page

import csv
import gzip
import io
import json

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.models import PublishedTotal
from letters import csvs, tally
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_report,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db


def an_event(**fields):
    case = make_case(name="Yorm Bopha")
    campaign = fields.pop("campaign", None) or make_campaign(slug="rehearsal", name="Rehearsal")
    event = make_event(campaign=campaign, cases=[case], **fields)
    make_counters(event, case, "authority", 1200)
    make_counters(event, case, "person", 34)
    make_counters(event, case, "petition", 5)
    return event


def test_files_hold_the_numbers_of_the_current_campaign(client):
    an_event()

    answer = client.get("/tally.json")

    facts = answer.json()
    assert (facts["campaign"], facts["letters"], facts["actions"]) == ("rehearsal", 1234, 5)
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "address",
    [
        "/tally/rehearsal.json",
        "/api/v1/campaigns/rehearsal/tally",
        "/tally.json?x=1",
        "/tally/rehearsal.json?letters=9",
    ],
)
def test_siblings_answer_the_same_bytes(client, address):
    an_event()

    assert client.get(address).content == client.get("/tally.json").content


def test_a_section_has_files_of_its_own(client):
    an_event(section=make_section(slug="poland"))

    facts = client.get("/tally/rehearsal/poland.json").json()

    assert (facts["section"], facts["letters"]) == ("poland", 1234)


@pytest.mark.parametrize(
    "address",
    [
        "/tally/made-up/",
        "/tally/made-up.json",
        "/tally/made-up.csv",
        "/tally/rehearsal/made-up/",
        "/tally/rehearsal/made-up.json",
        "/tally/made-up/embed/",
        "/api/v1/campaigns/made-up/tally",
        "/api/v1/campaigns/made-up/heads",
        "/api/v1/campaigns/made-up/cases",
    ],
)
def test_what_does_not_exist_is_not_found(client, address):
    an_event()

    assert client.get(address).status_code == 404


def test_before_there_is_a_campaign_the_page_says_so(client):
    assert "There is no marathon yet." in client.get("/tally/").content.decode()
    assert client.get("/tally.json").status_code == 404


@pytest.mark.parametrize("address", ["/tally.json", "/tally.csv", "/tally/", "/tally/embed/", "/pl/tally/"])
def test_a_fresh_copy_asks_the_database_nothing(client, django_assert_num_queries, address):
    an_event()
    client.get(address)

    with django_assert_num_queries(0):
        client.get(address)


@pytest.mark.parametrize("address", ["/tally.json", "/tally.csv", "/tally/", "/tally/embed/"])
def test_public_numbers_know_nobody(address):
    an_event()
    client = Client()
    client.force_login(make_user())

    answer = client.get(address)

    assert answer["Cache-Control"] == "public, max-age=5, stale-while-revalidate=30"
    assert answer.cookies == {}
    assert "cookie" not in answer.get("Vary", "").lower()


def test_whoever_has_the_numbers_is_told_so_in_a_304(client):
    an_event()
    first = client.get("/tally.json")

    again = client.get("/tally.json", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"


def test_the_etag_stands_while_the_numbers_do_though_the_time_goes_on():
    event = an_event()
    etags = [tally.of("rehearsal", at=NOW).etag]
    tally.forget()
    later = NOW.replace(minute=30)
    etags.append(tally.of("rehearsal", at=later).etag)
    make_counters(event, event.cases.get())
    etags.append(tally.of("rehearsal", at=later.replace(second=3)).etag)

    assert [etag == etags[0] for etag in etags] == [True, True, False]
    assert tally.of("rehearsal", at=later).as_of == later.replace(second=3)


def test_bytes_come_compressed_to_whoever_takes_them_so(client):
    an_event()
    plain = client.get("/tally.json")

    light = client.get("/tally.json", headers={"Accept-Encoding": "br;q=1.0, gzip"})

    assert (gzip.decompress(light.content), light["Content-Encoding"]) == (plain.content, "gzip")
    assert "Content-Encoding" not in plain


def test_any_site_s_script_may_read_the_numbers(client):
    an_event()

    for address in ("/tally.json", "/tally.csv", "/api/v1/campaigns/rehearsal/tally"):
        answer = client.get(address)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_csv_holds_a_number_a_row(client):
    an_event(section=make_section(country="PL"))

    answer = client.get("/tally.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert tuple(rows[0]) == csvs.HEADER
    assert [row[:4] for row in rows[1:6]] == [
        ["total", "rehearsal", "letters", "1234"],
        ["total", "rehearsal", "actions", "5"],
        ["places reported", "rehearsal", "", "0"],
        ["places", "rehearsal", "", "1"],
        ["country", "PL", "letters", "1234"],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="tally-rehearsal.csv"'


def test_no_cell_of_the_csv_is_a_formula(client):
    event = an_event()
    PublishedTotal.objects.create(
        campaign=event.campaign, year=2013, scope="PL", count=1, status="final", source="=1+1", note="@x"
    )

    last = list(csv.reader(io.StringIO(client.get("/tally.csv").content.decode())))[-1]

    assert last == ["published", "2013 PL", "letters", "1", "", "final", "'=1+1", "'@x"]


@given(st.text())
def test_every_cell_can_be_read_back(text):
    cell = csvs.cell(text)

    assert csvs.uncell(str(cell)) == text
    assert not str(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_the_page_says_the_number_its_time_and_who_reported(client):
    event = an_event()
    make_report(event)
    make_event(campaign=event.campaign)

    page = client.get("/tally/").content.decode()

    assert '<span class="odometer" data-tally="letters">1,234</span>' in page
    assert "1 of 2 places have reported" in page
    assert "as of" in page
    assert "Yorm Bopha" in page


def test_numbers_are_written_as_the_reader_writes_them(client):
    an_event()

    assert 'data-tally="letters">1\xa0234</span>' in client.get("/pl/tally/").content.decode()


def test_a_campaign_counted_elsewhere_shows_what_was_published_and_no_zero(client):
    campaign = make_campaign(slug="write-for-rights-2013", starts_on="2013-12-06", ends_on="2013-12-17")
    for count, status, measure in (
        (1_340_793, "interim", "letters"),
        (1_250_000, "interim", "letters"),
        (2_373_422, "final", "actions"),
    ):
        PublishedTotal.objects.create(
            campaign=campaign,
            year=2013,
            scope="world",
            count=count,
            status=status,
            measure=measure,
            source="amnesty.org",
        )

    page = client.get("/tally/write-for-rights-2013/").content.decode()

    assert '<span class="odometer">1,340,793</span> <span class="unit">letters, the world</span>' in page
    assert 'data-tally="letters"' not in page
    assert "2,373,422" in page


def test_the_embed_may_stand_in_any_frame_and_nothing_else_may(client):
    an_event()

    embed, page = client.get("/tally/embed/"), client.get("/tally/")

    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed
    assert embed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_one_case_s_letters():
    event = an_event()
    snapshot = tally.of("rehearsal", at=NOW)

    assert (snapshot.letters_of(event.cases.get().slug), snapshot.letters_of("made-up")) == (1234, 0)


def test_json_is_what_the_contract_says():
    an_event()

    facts = json.loads(tally.of("rehearsal", at=NOW).json.plain)

    assert list(facts) == [
        "campaign",
        "as_of",
        "status",
        "letters",
        "actions",
        "reported",
        "by_country",
        "by_case",
        "by_channel",
        "by_hour",
        "published",
        "heads",
    ]


def test_a_page_is_drawn_once_for_each_language_and_address(client):
    an_event()

    english, polish, sibling = (
        client.get(path).content.decode() for path in ("/tally/", "/pl/tally/", "/tally/rehearsal/")
    )

    assert 'href="/pl/tally/"' in english
    assert '<html lang="pl"' in polish
    assert 'href="/pl/tally/rehearsal/"' in sibling
    assert client.get("/tally/").content.decode() == english

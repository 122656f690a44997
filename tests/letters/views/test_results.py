"""The pages of a section's results."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from cases.models import Campaign
from letters import results
from tests.makers import (
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_report,
    make_role,
    make_section,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/sections/poland/reports/"


@pytest.fixture
def campaign():
    today = timezone.localdate()
    return make_campaign(slug="now", starts_on=today, ends_on=today + dt.timedelta(days=20))


@pytest.fixture
def place(section, campaign):
    """Makes events of the section."""

    def make(status="", letters=0, writers=None, **fields):
        event = make_event(**({"section": section, "campaign": campaign} | fields))
        if status:
            make_report(event, status=status, letters=letters, writers=writers)
        if letters:
            make_counters(event, event.cases.get(), quantity=letters)
        return event

    return make


class TestReports:
    def test_tells_each_place_with_its_report_and_what_looks_odd(self, coordinator, place):
        place("signed", 5000, 12, name="Library")
        place("", 7, name="School")

        text = text_of(coordinator.get(PAGE))

        assert "5,007 letters" in text
        assert "1 of 2 places" in text
        assert re.search(r"Library signed, to be verified \d+ \w+ \d+ 5,000 12 2 things", text)
        assert "School not in yet – 7 – –" in text

    def test_is_narrowed_down(self, coordinator, place):
        place("signed", name="Library")
        place("", name="School")

        page = coordinator.get(PAGE + "?report=missing")
        nonsense = coordinator.get(PAGE + "?report=%00&page=x")

        assert ("Library" in text_of(page), "School" in text_of(page)) == (False, True)
        assert nonsense.status_code == 200
        assert "not on our list" in text_of(nonsense)

    def test_is_cut_into_pages(self, coordinator, place, monkeypatch):
        monkeypatch.setattr(results, "A_PAGE", 2)
        for name in "abc":
            place("", name=f"Place {name}")

        second = text_of(coordinator.get(PAGE + "?page=2"))

        assert ("Place a" in second, "Place c" in second) == (False, True)
        assert "Page 2 of 2" in second

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, coordinator, place, number, django_assert_max_num_queries
    ):
        for _one in range(number):
            place("signed", 5)

        with django_assert_max_num_queries(10):
            coordinator.get(PAGE)

    def test_of_a_section_without_a_campaign_says_so(self, client):
        client.force_login(make_role("coordinator", section=make_section(slug="alone")).user)

        assert "takes part in no campaign yet" in text_of(client.get("/sections/alone/reports/"))
        assert client.post("/sections/alone/reports/").status_code == 404
        assert client.get("/sections/alone/matrix.csv").status_code == 404
        assert "Nothing was counted yet." in text_of(client.get("/sections/alone/matrix/"))


class TestFinal:
    def test_result_is_made_final_and_the_tally_says_so(self, coordinator, campaign, place):
        place("verified", 20)

        page = coordinator.post(PAGE + "?campaign=now", {"is_sure": "on"}, follow=True)

        assert page.redirect_chain == [(PAGE + "?campaign=now", 302)]
        assert "The result is final. Everybody who reported is told." in text_of(page)
        assert "final since" in text_of(page)
        assert coordinator.get("/tally/now/poland.json").json()["status"] == "final"

    def test_open_reports_have_to_be_said(self, coordinator, campaign, place):
        place("signed", 20)

        refused = coordinator.post(PAGE, {"is_sure": "on"})
        done = coordinator.post(PAGE, {"is_sure": "on", "despite": "on"})

        assert refused.status_code == 422
        assert "1 place has no verified report. Tick the box" in text_of(refused)
        assert done.status_code == 302
        assert Campaign.objects.get(pk=campaign.pk).is_final

    def test_final_has_to_be_meant(self, coordinator, campaign):
        page = coordinator.post(PAGE, {})

        assert (page.status_code, Campaign.objects.get(pk=campaign.pk).is_final) == (422, False)


class TestMatrix:
    def test_shows_case_country_and_kind(self, coordinator, place):
        case = make_case(slug="yorm-bopha", name="Yorm Bopha")
        event = place(cases=[case])
        make_counters(event, case, "authority", 1200)
        make_counters(event, case, "petition", 3)

        page = text_of(coordinator.get("/sections/poland/matrix/"))
        table = coordinator.get("/sections/poland/matrix.csv?campaign=now")

        assert "Yorm Bopha Poland 1,200 3 1,200" in page
        assert table["Content-Disposition"] == 'attachment; filename="now-poland-matrix.csv"'
        assert table.content.decode().splitlines()[1] == "now,poland,yorm-bopha,PL,authority,1200,provisional"

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_database_at_most_ten_times(
        self, coordinator, place, number, django_assert_max_num_queries
    ):
        for _one in range(number):
            place("signed", 5)

        with django_assert_max_num_queries(10):
            coordinator.get("/sections/poland/matrix/")

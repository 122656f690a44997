import pytest

from tests.makers import make_addressee, make_campaign, make_case, make_milestone

pytestmark = pytest.mark.django_db


def test_campaigns_are_told_newest_first_in_every_language(client):
    make_campaign(slug="older", starts_on="2013-12-06", ends_on="2013-12-17")
    campaign = make_campaign(slug="newer", name="Rehearsal")
    campaign.set_current_language("pl")
    campaign.name = "Próba"
    campaign.save()

    answer = client.get("/api/v1/campaigns")

    assert [row["slug"] for row in answer.json()] == ["newer", "older"]
    assert answer.json()[0] == {
        "slug": "newer",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-31",
        "is_final": False,
        "name": {"en": "Rehearsal", "pl": "Próba"},
        "summary": {},
    }
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=60"


def test_cases_are_told_in_the_campaign_s_order_with_milestones_and_rules(client):
    campaign = make_campaign(slug="c")
    first, second = make_case(campaign=campaign), make_case(campaign=campaign, name="Yorm Bopha")
    make_milestone(second, precision="month", happened_on="2013-11-01", text="out on bail")
    make_addressee(second, sender="initials", send_until="2013-12-31")

    told = client.get("/api/v1/campaigns/c/cases").json()

    assert [row["slug"] for row in told] == [first.slug, second.slug]
    assert told[1]["name"] == {"en": "Yorm Bopha"}
    assert told[1]["milestones"] == [
        {"date": "2013-11", "kind": "released", "text": {"en": "out on bail"}, "source": "a newspaper"}
    ]
    addressee = told[1]["addressees"][0]
    assert (addressee["sender"], addressee["send_until"], addressee["demands"]) == (
        "initials",
        "2013-12-31",
        [{"en": "release her immediately"}],
    )


def test_a_case_that_is_not_public_is_not_told(client):
    make_case(campaign=make_campaign(slug="c"), is_public=False)

    assert client.get("/api/v1/campaigns/c/cases").json() == []


@pytest.mark.parametrize("number", [1, 3])
def test_cases_cost_the_same_queries_whatever_their_number(client, django_assert_num_queries, number):
    campaign = make_campaign(slug="c")
    for _ in range(number):
        case = make_case(campaign=campaign)
        make_milestone(case)
        make_addressee(case)

    with django_assert_num_queries(10):
        client.get("/api/v1/campaigns/c/cases")

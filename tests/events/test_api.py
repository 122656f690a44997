import pytest

from tests.makers import make_campaign, make_event, make_opening, make_section, make_venue

pytestmark = pytest.mark.django_db


def test_an_event_is_told_as_its_page_tells_it(client):
    section = make_section(slug="poland")
    event = make_event(slug="library", campaign=make_campaign(slug="c"), section=section, goal=500)

    told = client.get("/api/v1/events/library").json()

    assert (told["campaign"], told["section"], told["country"], told["goal"]) == ("c", "poland", "PL", 500)
    assert told["cases"] == [event.cases.get().slug]
    assert told["openings"][0]["venue"] == {
        "name": "The library",
        "address": "ul. Przykładowa 1",
        "town": "Warszawa",
        "country": "PL",
        "latitude": None,
        "longitude": None,
        "is_closed": False,
        "is_step_free": None,
    }


def test_a_closed_venue_tells_its_town_alone(client):
    event = make_event(slug="prison", opens=False)
    venue = make_venue(name="Prison No 3", latitude="52.2", longitude="21.0", is_closed=True)
    make_opening(event, venue=venue)

    told = client.get("/api/v1/events/prison")

    place = told.json()["openings"][0]["venue"]
    assert (place["town"], place["name"], place["address"], place["latitude"]) == (
        "Warszawa",
        None,
        None,
        None,
    )
    assert "Prison No 3" not in client.get("/api/v1/events").content.decode()


@pytest.mark.parametrize("status", ["draft", "submitted", "declined", "cancelled"])
def test_an_event_that_is_not_approved_is_as_good_as_made_up(client, status):
    make_event(slug="secret", status=status)

    assert client.get("/api/v1/events/secret").status_code == 404
    assert client.get("/api/v1/events").json()["count"] == 0


def test_events_come_a_page_at_a_time(client):
    for slug in ("a", "b", "c"):
        make_event(slug=slug)

    told = client.get("/api/v1/events?limit=2&offset=1").json()

    assert (told["count"], [event["slug"] for event in told["events"]]) == (3, ["b", "c"])


def test_events_of_one_campaign(client):
    make_event(slug="a", campaign=make_campaign(slug="this"))
    make_event(slug="b")

    told = client.get("/api/v1/events?campaign=this").json()

    assert [event["slug"] for event in told["events"]] == ["a"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=many", "offset=-1", "offset=1e9", "campaign=" + "x" * 51]
)
def test_nonsense_is_refused_with_a_sentence(client, query):
    answer = client.get(f"/api/v1/events?{query}")

    assert answer.status_code == 400
    assert answer.json()["message"] != ""


def test_a_campaign_nobody_can_have_brings_no_event(client):
    make_event()

    assert client.get("/api/v1/events?campaign=%00").json()["count"] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_events_cost_the_same_queries_whatever_their_number(client, django_assert_num_queries, number):
    for _ in range(number):
        make_event()

    with django_assert_num_queries(4):
        client.get("/api/v1/events")


def test_a_strange_method_is_refused(client):
    assert client.post("/api/v1/events").status_code == 405

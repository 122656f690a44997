import pytest

from letters.tally import snapshot
from tests.makers import make_campaign, make_counters, make_event

pytestmark = pytest.mark.django_db


def test_the_heads_are_those_the_tally_s_digest_is_made_of(client):
    campaign = make_campaign(slug="c")
    event = make_event(campaign=campaign, slug="library")
    make_counters(event, event.cases.get(), seq=3)

    told = client.get("/api/v1/campaigns/c/heads").json()

    assert told["heads"] == [{"event": "library", "seq": 3, "chain": "c" * 64}]
    assert told["digest"] == client.get("/api/v1/campaigns/c/tally").json()["heads"]
    assert told["digest"] == snapshot.digest(told["heads"])


def test_the_description_tells_every_read(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {
        "/api/v1/campaigns",
        "/api/v1/campaigns/{slug}/cases",
        "/api/v1/campaigns/{slug}/tally",
        "/api/v1/campaigns/{slug}/heads",
        "/api/v1/events",
        "/api/v1/events/{slug}",
        "/api/v1/events/{slug}/entries",
    } <= set(paths)


def test_the_tally_is_what_the_description_says(client):
    campaign = make_campaign(slug="c")
    event = make_event(campaign=campaign)
    make_counters(event, event.cases.get(), seq=3)
    from letters.tally_api import TallyFacts

    TallyFacts.model_validate(client.get("/api/v1/campaigns/c/tally").json(), strict=False)

"""The page on which coordinators write to organisers."""

import re
import uuid

import pytest
from django.utils import timezone

from events.models import Mail
from letters.models import Broadcast
from tests.makers import NOW, make_campaign, make_event, make_role, make_section, make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/sections/poland/broadcast/"


@pytest.fixture
def campaign():
    today = timezone.localdate()
    return make_campaign(slug="this-year", starts_on=today, ends_on=today)


@pytest.fixture
def organisers(section, campaign):
    for name in ("anna", "bob"):
        event = make_event(section=section, campaign=campaign, cases=[])
        make_role("organiser", event=event, user=make_user(f"{name}@example.org"))


SAID = {
    "key": str(uuid.UUID(int=1)),
    "campaign": "this-year",
    "audience": "everyone",
    "subject": "Paper",
    "words": "It left <today>.\r\nSay when it is there.",
}


def test_mail_is_looked_at_before_it_is_sent(coordinator, organisers):
    page = coordinator.post(ADDRESS, SAID | {"act": "look"})

    assert (page.status_code, Mail.objects.count()) == (200, 0)
    assert "This mail goes to 2 people, each alone" in text_of(page)
    assert "It left &lt;today&gt;." in text_of(page)
    assert "example.org" not in text_of(page).replace("coordinator@example.org", "")


def test_what_was_looked_at_is_sent_once(coordinator, organisers):
    page = coordinator.post(ADDRESS, SAID | {"act": "look"}).content.decode()
    form = page[page.index('id="look"') : page.index('value="send"')]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    hidden["words"] = hidden["words"].replace("&lt;", "<").replace("&gt;", ">")

    for _ in range(2):
        answer = coordinator.post(ADDRESS, hidden | {"act": "send"}, follow=True)

    assert "It is on its way to 2 people." in text_of(answer)
    assert sorted(Mail.objects.values_list("to", flat=True)) == ["anna@example.org", "bob@example.org"]
    assert Mail.objects.first().body.startswith("It left <today>.\nSay when it is there.\n")
    assert "Paper" in text_of(coordinator.get(ADDRESS))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"subject": ""}, "This field is required."),
        ({"words": "a\0b"}, "Null characters are not allowed."),
        ({"audience": "the world"}, "the world is not one of the available choices."),
        ({"campaign": "made-up"}, "made-up is not one of the available choices."),
        ({"key": "no key"}, "Enter a valid UUID."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_kept(coordinator, organisers, fields, sentence):
    page = coordinator.post(ADDRESS, SAID | {"act": "send"} | fields)

    assert (page.status_code, Mail.objects.count()) == (422, 0)
    assert sentence in text_of(page)


@pytest.mark.parametrize("act", ["look", "send"])
def test_nobody_there_is_said_beside_the_choice(coordinator, act):
    page = coordinator.post(ADDRESS, SAID | {"act": act})

    assert page.status_code == 422
    assert "Nobody is among them now." in text_of(page)


def test_of_a_section_without_a_campaign_says_so(client):
    client.force_login(make_role("coordinator", section=make_section(slug="alone")).user)

    assert "This section takes part in no campaign yet." in text_of(client.get("/sections/alone/broadcast/"))


def test_asks_as_much_for_one_mail_as_for_three(
    coordinator, section, campaign, django_assert_max_num_queries
):
    for n in range(3):
        Broadcast.objects.create(
            section=section, campaign=campaign, at=NOW, audience="everyone", subject=f"{n}"
        )

        with django_assert_max_num_queries(10):
            coordinator.get(ADDRESS)

"""The coordinator's page of one marathon, and the organiser's answer to it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from events import approval
from events.models import Event, Opening, Trust
from tests.makers import (
    make_campaign,
    make_case,
    make_event,
    make_opening,
    make_party,
    make_role,
    make_section,
    make_venue,
)
from tests.pages import source_of

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HERE, THERE = "/sections/poland/events/library/", "/events/library/edit/"


@pytest.fixture
def event():
    now = timezone.now()
    campaign = make_campaign(starts_on=(now - 9 * DAY).date(), ends_on=(now + 9 * DAY).date())
    event = make_event(
        slug="library",
        name="Library",
        campaign=campaign,
        section=make_section(slug="poland"),
        status="submitted",
        opens=False,
        languages=["pl"],
        goal=300,
    )
    venue = make_venue(is_closed=True, address="Secret Street 5", town="Łódź")
    make_opening(event, venue=venue, starts_at=now + DAY, ends_at=now + 1.5 * DAY)
    return event


@pytest.fixture
def coordinator(event):
    client = Client()
    client.force_login(make_role("coordinator", section=event.section).user)
    return client


@pytest.fixture
def organiser(event):
    client = Client()
    client.force_login(make_role("organiser", event=event).user)
    return client


def status():
    return Event.objects.values_list("status", flat=True).get(slug="library")


def test_coordinator_sees_everything_and_approves_with_trust(coordinator, organiser):
    page = source_of(coordinator.get(HERE))
    answer = coordinator.post(HERE, {"act": "approve", "words": "", "trusts": "on"}, follow=True)

    assert "Secret Street 5" in page
    assert "Polish" in page
    assert "Nothing looks odd." in page
    assert answer.redirect_chain == [(HERE, 302)]
    assert "It is approved and public. The organisers get a mail." in source_of(answer)
    assert "What they register needs no approval." in source_of(answer)
    assert (status(), Trust.objects.count()) == ("approved", 1)


def test_question_goes_to_the_organiser_and_the_answer_comes_back(coordinator, organiser):
    coordinator.post(HERE, {"act": "ask", "words": "Is there a lift?"})
    asked = source_of(organiser.get(THERE))
    organiser.post(THERE, {"act": "answer", "words": "Yes, at the back."})
    page = source_of(coordinator.get(HERE))

    assert "Your coordinators ask" in asked
    assert "Is there a lift?" in asked
    assert "Yes, at the back." in page
    assert status() == "submitted"


@pytest.mark.parametrize("act", ["ask", "decline"])
def test_without_words_the_form_says_so_and_stays_open(coordinator, act):
    answer = coordinator.post(HERE, {"act": act, "words": ""})

    assert answer.status_code == 422
    assert "Say it in a sentence: the other side reads it." in source_of(answer)
    assert status() == "submitted"


def test_who_comes_second_reads_that_it_is_decided(coordinator, event):
    other = make_party("coordinator", section=event.section)
    approval.decline(event, words="No.", by=other, at=timezone.now())

    answer = coordinator.post(HERE, {"act": "approve"})

    assert answer.status_code == 422
    assert "somebody decided about it meanwhile" in source_of(answer)


def test_answer_to_no_question_says_so(organiser):
    answer = organiser.post(THERE, {"act": "answer", "words": "Hello?"})

    assert answer.status_code == 422
    assert "No question is open any more." in source_of(answer)


@pytest.mark.parametrize(("who", "address"), [("organiser", THERE), ("coordinator", HERE)])
def test_calling_off_wants_a_tick(request, who, address):
    client = request.getfixturevalue(who)

    without = client.post(address, {"act": "cancel", "words": ""})
    before = status()
    client.post(address, {"act": "cancel", "words": "", "is_sure": "on"})

    assert (without.status_code, before, status()) == (422, "submitted", "cancelled")
    assert client.get(address).status_code == 200


def test_unknown_act_is_not_there(coordinator, organiser):
    assert coordinator.post(HERE, {"act": "eat"}).status_code == 404
    assert organiser.post(THERE, {"act": "approve"}).status_code == 404


def test_event_of_another_section_is_not_there(event):
    client = Client()
    client.force_login(make_role("coordinator", section=make_section(slug="there")).user)

    assert client.get("/sections/there/events/library/").status_code == 404
    assert client.get(HERE).status_code == 404


@pytest.mark.parametrize("state", ["draft", "asked", "approved", "declined", "cancelled"])
def test_pages_stand_in_every_state(coordinator, organiser, state):
    Event.objects.filter(slug="library").update(status=state, languages=[], goal=None)
    Opening.objects.all().delete()

    assert coordinator.get(HERE).status_code == 200
    assert organiser.get(THERE).status_code == 200


@pytest.mark.parametrize(("who", "address", "most"), [("coordinator", HERE, 10), ("organiser", THERE, 10)])
def test_three_of_everything_cost_as_much_as_one(
    request, event, who, address, most, django_assert_max_num_queries
):
    client = request.getfixturevalue(who)
    for _ in range(3):
        event.cases.add(make_case(campaign=event.campaign))
        make_opening(event, starts_at=timezone.now() + DAY, ends_at=timezone.now() + 2 * DAY)
        make_role("organiser", event=event)
        event.remarks.create(kind="answered", words="Yes.", at=timezone.now())

    with django_assert_max_num_queries(most):
        client.get(address)

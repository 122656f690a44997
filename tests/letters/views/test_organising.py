"""The organiser's overview."""

import datetime as dt
import re
import uuid

import pytest
from django.conf import settings
from django.utils import timezone

from events.models import Event
from letters import ledger
from letters.ledger import Line
from tests.makers import make_case, make_device_role, make_event, make_opening, make_role, make_shift
from tests.pages import text_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
ADDRESS = "/events/library/organise/"


@pytest.fixture
def event():
    """These pages look at the clock themselves: the marathon of these tests is open while they run."""
    event = make_event(slug="library", opens=False, cases=[make_case(slug="yorm-bopha", name="Yorm Bopha")])
    now = timezone.now()
    make_opening(event, starts_at=now - 2 * HOUR, ends_at=now + 5 * HOUR)
    return event


def log(event, key="a phone", quantity=1):
    role = make_device_role(event, key)
    line = Line(uuid.uuid4(), "yorm-bopha", "authority", quantity)
    ledger.record(event, entries=[line], by=role, channel="tap", at=timezone.now())


def test_open_marathon_shows_what_is_next_and_the_count(organiser, event):
    log(event, quantity=12)

    page = text_of(organiser.get(ADDRESS))

    assert "Next Count letters" in page
    assert re.search(r"The count 12 letters", page)
    assert "Yorm Bopha 12" in page
    assert "Counting now Ola" in page
    assert "closes in 4 hours, 59 minutes" in page.replace("\xa0", " ")


def test_marathon_to_come_shows_what_to_prepare(organiser, event):
    now = timezone.now()
    event.openings.update(starts_at=now + 30 * HOUR, ends_at=now + 35 * HOUR)

    page = text_of(organiser.get(ADDRESS)).replace("\xa0", " ")

    assert "Next Invite volunteers" in page
    assert "opens in 1 day, 5 hours" in page
    assert "Counting begins on" in page
    assert "Close counting now" not in page


def test_marathon_that_waits_has_no_pages_of_the_count_yet(organiser, event):
    Event.objects.update(status="submitted")

    page = organiser.get(ADDRESS)

    assert "Next Wait for approval" in text_of(page)
    assert "/events/library/count/" not in page.content.decode()
    assert "/events/library/sheets/" not in page.content.decode()


def test_marathon_without_hours_or_cases_or_that_was_declined_has_a_page(organiser, event):
    event.openings.all().delete()
    event.cases.clear()
    without = text_of(organiser.get(ADDRESS))
    Event.objects.update(status="declined")
    declined = text_of(organiser.get(ADDRESS))

    assert "No opening hours are set yet." in without
    assert "This marathon does not take place." in declined


def test_place_that_was_reported_from_outside_has_no_steps(organiser, event):
    Event.objects.update(form="outside")

    page = text_of(organiser.get(ADDRESS))

    assert "The figures of this place were reported from outside." in page
    assert "The whole way" not in page


def test_count_is_closed_and_opened_with_one_click(organiser, event):
    closed = text_of(organiser.post(ADDRESS, {"act": "close"}, follow=True))
    reopened = text_of(organiser.post(ADDRESS, {"act": "reopen"}, follow=True))

    assert "Counting is closed. Sheets and recounts can still put it right." in closed
    assert "The organisers closed the count on" in closed
    assert "Phones may count again." in reopened
    assert "Close counting now" in reopened


def test_live_numbers_are_sent_once_and_again_when_they_change(organiser, event):
    log(event, quantity=12)
    running = make_shift(event, starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR)
    running.duties.create(role=make_role(event=event, nickname="Jan"), taken_at=timezone.now())

    first = organiser.get(f"{ADDRESS}live.json")
    again = organiser.get(f"{ADDRESS}live.json", headers={"if-none-match": first["ETag"]})
    log(event, "another phone")
    changed = organiser.get(f"{ADDRESS}live.json", headers={"if-none-match": first["ETag"]})

    said = first.json()
    assert (said["letters"], said["by_case"], said["held"]) == (12, {"yorm-bopha": 12}, 0)
    assert (said["counting"], said["unheard"], said["by_hour"][-1][1:]) == (["Ola"], ["Jan"], [12, 100])
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.json()["letters"]) == (200, 13)


def test_volunteers_and_strangers_find_nothing(client, event):
    make_device_role(event, "phone")
    client.cookies[settings.DEVICE_COOKIE_NAME] = "phone"

    assert client.get(ADDRESS).status_code == 404
    assert client.get(f"{ADDRESS}live.json").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_for_one_of_each_and_for_three(
    organiser, event, number, django_assert_max_num_queries
):
    now = timezone.now()
    for n in range(number):
        event.cases.add(make_case())
        make_opening(event, starts_at=now - HOUR, ends_at=now + HOUR)
        log(event, f"phone {n}")
        shift = make_shift(event, starts_at=now - HOUR, ends_at=now + HOUR)
        shift.duties.create(role=make_role(event=event), taken_at=now)

    for address in (ADDRESS, f"{ADDRESS}live.json"):
        with django_assert_max_num_queries(10):
            assert organiser.get(address).status_code == 200

"""The trail as coordinators read it."""

import datetime as dt
import re

import pytest

from events import trail
from tests.makers import NOW, make_event, make_role, make_section, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def acts(monkeypatch):
    monkeypatch.setitem(trail.ACTS, "approved", "A marathon was approved")
    monkeypatch.setitem(trail.ACTS, "recounted", "A recount was accepted")


@pytest.fixture
def section():
    return make_section(slug="poland", name="Poland")


@pytest.fixture
def coordinator(client, section):
    user = make_user("ewa@example.org", name="Ewa")
    client.force_login(make_role("coordinator", section=section, user=user).user)
    return client


@pytest.fixture
def ewa(coordinator):
    from events.models import User

    return User.objects.get(email="ewa@example.org")


def steps(page):
    """Each step as one line."""
    items = re.findall(r"<li>\s*<time.*?</li>", page.content.decode(), re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", item)).strip() for item in items]


def test_trace_says_when_what_and_who_by_the_section_s_clock(coordinator, ewa, section):
    event = make_event(section=section, name="The library")
    trail.note("recounted", at=NOW, by=ewa, event=event, what="recount 3", letters=-3, accepted=True)

    assert steps(coordinator.get("/sections/poland/trail/")) == [
        "12 Dec 2026, 19:00 A recount was accepted recount 3 The library"
        " Ewa, coordinator of a section · letters: -3 · accepted: yes"
    ]


def test_newest_comes_first_and_the_worker_and_the_erased_are_told(coordinator, section):
    gone = make_role("organiser", event=make_event(section=section)).user
    trail.note("approved", at=NOW, by=gone, section=section)
    trail.note("recounted", at=NOW + dt.timedelta(hours=1), section=section)
    gone.delete()

    assert steps(coordinator.get("/sections/poland/trail/")) == [
        "12 Dec 2026, 20:00 A recount was accepted by itself",
        "12 Dec 2026, 19:00 A marathon was approved somebody whose account is gone",
    ]


def test_volunteer_is_told_by_the_role_alone(coordinator, section):
    event = make_event(section=section, name="Library")
    volunteer = make_role("volunteer", event=event, user=make_user("jan@example.org")).user
    trail.note("approved", at=NOW, by=volunteer, event=event)

    assert steps(coordinator.get("/sections/poland/trail/")) == [
        "12 Dec 2026, 19:00 A marathon was approved Library volunteer of an event"
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("act=approved", 2),
        ("as=coordinator", 1),
        ("event=library", 1),
        ("event=library&act=recounted", 1),
        ("act=nonsense&as=%00&event=%00&page=x", 3),
    ],
)
def test_trail_is_narrowed_down(coordinator, ewa, section, query, found):
    trail.note("approved", at=NOW, by=ewa, section=section)
    trail.note("recounted", at=NOW, section=section)
    trail.note("approved", at=NOW, event=make_event(section=section, slug="library"))
    trail.note("approved", at=NOW, event=make_event())

    assert len(steps(coordinator.get(f"/sections/poland/trail/?{query}"))) == found


def test_empty_trail_says_so(coordinator):
    assert "Nothing has been done here yet." in coordinator.get("/sections/poland/trail/").content.decode()


def test_trail_is_paged_with_its_filters(coordinator, section):
    for _ in range(51):
        trail.note("approved", at=NOW, section=section)

    page = coordinator.get("/sections/poland/trail/?act=approved")

    assert (len(steps(page)), 'href="?page=2&amp;act=approved"' in page.content.decode()) == (50, True)


@pytest.mark.parametrize("number", [1, 3])
def test_trail_asks_the_database_at_most_ten_times(
    coordinator, ewa, section, number, django_assert_max_num_queries
):
    for _ in range(number):
        trail.note("approved", at=NOW, by=ewa, event=make_event(section=section))

    with django_assert_max_num_queries(10):
        coordinator.get("/sections/poland/trail/")

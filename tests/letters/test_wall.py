"""What a screen in the room shows: the public figures of one event, and its last hour."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from letters import closing, holding, ledger, tally, wall
from letters.ledger import Line
from letters.models import Channel, Held, Holdback
from tests.makers import (
    NOW,
    make_case,
    make_device_role,
    make_event,
    make_opening,
    make_party,
    make_report,
    make_role,
)
from tests.pages import source_of, text_of

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
PAGE, FIGURES = "/events/warszawa/wall/", "/events/warszawa/wall.json"


@pytest.fixture(autouse=True)
def _nothing_kept():
    wall.forget()
    tally.forget()
    cache.clear()


@pytest.fixture
def event():
    cases = [make_case(slug="yorm-bopha", name="Yorm Bopha"), make_case(slug="tun-aung", name="Tun Aung")]
    event = make_event(slug="warszawa", name="The library", cases=cases)
    # Clients live in the present, the rest of the tests at NOW.
    make_opening(event, starts_at=timezone.now() - 60 * MINUTE, ends_at=NOW + 600 * MINUTE)
    return event


@pytest.fixture
def role(event):
    return make_role("organiser", event=event)


@pytest.fixture
def screen(event) -> Client:
    make_device_role(event, "a key")
    client = Client()
    client.cookies["device"] = "a key"
    return client


def log(event, role, quantity=1, *, ago=0, at=NOW, case="yorm-bopha", kind="authority", channel=Channel.TAP):
    line = Line(uuid.uuid4(), case, kind, quantity, written_at=at - ago * MINUTE)
    ledger.record(event, entries=[line], by=role, channel=channel, at=at)
    return line.id


def curve(event, at=NOW):
    return wall.facts_of(event, at=at)["curve"]


class TestFigures:
    def test_number_and_cases_are_the_ledgers(self, event, role):
        log(event, role, 3)
        log(event, role, 2, kind="person")
        log(event, role, 4, case="tun-aung")
        log(make_event(campaign=event.campaign), make_role("administrator"), 9, case=str(make_case()))

        facts = wall.facts_of(event, at=NOW)

        assert (facts["letters"], facts["status"]) == (9, "live")
        assert facts["by_case"] == [
            {"case": "yorm-bopha", "letters": 5, "by_kind": {"authority": 3, "person": 2}},
            {"case": "tun-aung", "letters": 4, "by_kind": {"authority": 4}},
        ]

    def test_what_is_held_back_is_in_none_of_them(self, event, role):
        log(event, role, 3)
        phone = make_device_role(event, "a phone")
        held = log(event, phone, 5)
        holdback = Holdback.objects.create(event=event, device=phone.pseudonym, raised_at=NOW)
        Held.objects.create(entry_id=held, holdback=holdback, reason="pace")

        before = wall.facts_of(event, at=NOW)
        holding.accept(holdback, by=make_party("organiser", event=event), at=NOW)
        after = wall.facts_of(event, at=NOW)

        assert [(facts["letters"], facts["curve"]["hour"]) for facts in (before, after)] == [(3, 3), (8, 8)]
        assert [facts["by_case"][0]["letters"] for facts in (before, after)] == [3, 8]
        assert tally.of(event.campaign.slug, at=NOW).letters == 8

    def test_closed_event_shows_its_number_without_a_curve(self, event, role):
        log(event, role, 3)
        closing.close(event, by=make_party("organiser", event=event), at=NOW)
        event.refresh_from_db()

        facts = wall.facts_of(event, at=NOW)

        assert (facts["letters"], facts["status"], facts["curve"]) == (3, "provisional", None)

    def test_verified_event_is_final(self, event):
        make_report(event, status="verified")

        assert wall.facts_of(event, at=NOW)["status"] == "final"

    def test_costs_the_same_for_any_number(self, event, role, django_assert_num_queries):
        for case in ("yorm-bopha", "tun-aung", "tun-aung"):
            log(event, role, case=case)
        assert event.span() != (None, None)

        with django_assert_num_queries(5):
            wall.facts_of(event, at=NOW)


class TestCurve:
    def test_letters_stand_in_the_five_minutes_in_which_they_were_written(self, event, role):
        log(event, role, 2, ago=61)
        log(event, role, 1, ago=60)
        log(event, role, 3, ago=55)
        log(event, role, 4, ago=5)
        log(event, role, 5)

        found = curve(event)

        assert found["letters"] == [1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5]
        # Without the one that was written sixty minutes ago to the second.
        assert found["hour"] == 12
        assert (found["top"], found["half"]) == (10, 5)
        assert found["times"] == ["18:00", "18:20", "18:40", "19:00"]

    def test_what_was_taken_back_is_taken_from_where_it_stood(self, event, role):
        log(event, role, 2, ago=10)
        mistake = log(event, role, 3, ago=10)
        back = Line(uuid.uuid4(), reverses=mistake, written_at=NOW)
        ledger.record(event, entries=[back], by=role, channel=Channel.TAP, at=NOW)

        assert curve(event)["letters"][10:] == [2, 0, 0]

    def test_phone_whose_clock_is_ahead_counts_when_it_comes_in(self, event, role):
        log(event, role, ago=-30)

        assert curve(event)["letters"][-1] == 1

    def test_piles_and_petitions_are_no_letters_of_a_minute(self, event, role):
        event.kinds = [*event.kinds, "petition"]
        event.save()
        log(event, role, 50, channel=Channel.RECOUNT)
        log(event, role, 7, kind="petition")

        assert (curve(event)["hour"], curve(event)["top"]) == (0, 4)

    @pytest.mark.parametrize(
        ("number", "top"), [(0, 4), (4, 4), (5, 10), (11, 20), (21, 40), (41, 100), (999, 1000), (1001, 2000)]
    )
    def test_upper_edge_is_a_round_number(self, number, top):
        assert wall._round_above(number) == top

    def test_line_never_leaves_the_drawing(self, event, role):
        for ago, number in ((50, 90), (45, 1), (40, 70), (20, 100)):
            log(event, role, number, ago=ago)

        numbers = [float(word) for word in curve(event)["line"].replace("C", " ").strip("M").split()]

        assert all(0 <= y <= 100 for y in numbers[1::2])


class TestFile:
    def test_figures_with_the_campaigns(self, screen, event, role):
        log(event, role, 3, at=timezone.now())

        now = screen.get(FIGURES).json()

        assert (now["letters"], now["campaign_letters"], now["campaign_status"]) == (
            3,
            tally.of(event.campaign.slug, at=timezone.now()).letters,
            "live",
        )

    def test_same_figures_are_not_sent_again(self, screen, event, role):
        # The time is a part of it, by the minute: tried again where a minute ended in between.
        same = next(
            answer
            for _again in range(2)
            if (answer := screen.get(FIGURES, headers={"If-None-Match": screen.get(FIGURES)["ETag"]}))
            and answer.status_code == 304
        )
        log(event, role, at=timezone.now())
        wall.forget()
        cache.clear()

        assert same.content == b""
        assert screen.get(FIGURES, headers={"If-None-Match": same["ETag"]}).status_code == 200

    def test_made_once_for_all_who_ask(self, screen, event, role, django_assert_num_queries):
        log(event, role, at=timezone.now())
        first = screen.get(FIGURES).json()
        log(event, role, at=timezone.now())

        # Whose screen it is, and which event: the figures are asked of nobody.
        with django_assert_num_queries(2):
            second = screen.get(FIGURES).json()

        assert second["letters"] == first["letters"] == 1

    def test_another_process_takes_the_shared_copy(self, event, role):
        wall.of(event, at=NOW)
        log(event, role)
        wall.forget()

        assert wall.of(event, at=NOW + dt.timedelta(seconds=2))["letters"] == 0
        assert wall.of(event, at=NOW + dt.timedelta(seconds=3))["letters"] == 1


class TestPage:
    def test_says_the_numbers_without_script(self, screen, event, role):
        log(event, role, 1200, at=timezone.now())

        page = screen.get(PAGE)

        words = text_of(page)
        assert "Letters written here 1,200 live" in words
        assert "Yorm Bopha Cambodia 1,200 AB Tun Aung Cambodia 0" in words
        assert 'data-path="line" d="M0 100C' in source_of(page)
        assert "Ola" not in words

    def test_code_leads_to_the_public_page(self, screen, event, settings):
        settings.BASE_URL = "https://letters.example.org"

        page = source_of(screen.get(PAGE))

        assert "letters.example.org/events/warszawa" in page
        assert "/join/" not in page

    def test_asks_few_questions(self, screen, event, django_assert_max_num_queries):
        screen.get(FIGURES)

        with django_assert_max_num_queries(10):
            screen.get(PAGE)

    def test_stranger_finds_nothing(self, event):
        assert [Client().get(address).status_code for address in (PAGE, FIGURES)] == [404, 404]

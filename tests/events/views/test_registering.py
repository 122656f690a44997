"""Registering a marathon step by step."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from events.models import Event, Mail, Opening, Trust, Venue
from tests.events.views.steps import DAY, NEW, PLACE, key_in, say_everything, step, tomorrow, window
from tests.makers import make_campaign, make_case, make_event, make_role, make_section, make_user
from tests.pages import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    today = timezone.localdate()
    return make_campaign(slug="now", starts_on=today - DAY, ends_on=today + 300 * DAY)


@pytest.fixture
def case(campaign):
    return make_case(campaign=campaign, name="Yorm", youngest_age=10)


class TestTheWay:
    """From the first word to the mail."""

    def test_signed_out_person_says_everything_signs_in_and_sends(self, client, section, case):
        say_everything(client, case)
        page = client.get(f"{NEW}?step=send")
        without = step(client, "send", {"key": key_in_session(client)})
        kept = key_in_session(client)
        client.force_login(make_user("ola@example.org"))
        key = key_in(client.get(f"{NEW}?step=send"))
        sent = step(client, "send", {"key": key, "send": "yes"}, follow=True)

        assert "/accounts/signup/?next=/events/new/%3Fstep%3Dsend" in source_of(page)
        assert "Night of letters" in source_of(page)
        assert (without.status_code, key) == (422, kept)
        event = Event.objects.get()
        assert sent.redirect_chain == [(f"/events/{event.slug}/edit/", 302)]
        assert "Thank you! It is registered" in source_of(sent)
        assert (event.name, event.status, event.goal, event.youngest_age) == (
            "Night of letters",
            "submitted",
            300,
            12,
        )
        assert event.languages == ["pl", "uk"]
        assert (event.section, event.time_zone) == (section, "Europe/Warsaw")
        venue = Venue.objects.get()
        assert (str(venue.latitude), str(venue.longitude), venue.is_step_free) == (
            "51.77100",
            "19.47400",
            True,
        )
        assert venue.population > 600_000
        opening = Opening.objects.get()
        assert opening.starts_at.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M") == tomorrow()
        assert Mail.objects.get().to == "ola@example.org"

    def test_second_click_finds_what_the_first_one_made(self, client, section, case):
        client.force_login(make_user())
        say_everything(client, case)
        key = key_in(client.get(f"{NEW}?step=send"))

        answers = [step(client, "send", {"key": key, "send": "yes"}) for _ in range(2)]

        assert Event.objects.count() == 1
        assert [answer["Location"] for answer in answers] == [f"/events/{Event.objects.get().slug}/edit/"] * 2

    def test_one_goes_back_and_forth_and_finds_what_was_typed(self, client, section, case):
        say_everything(client, case)

        steps = ("who", "where", "when", "how")
        pages = {name: source_of(client.get(f"{NEW}?step={name}")) for name in steps}

        assert 'value="Night of letters"' in pages["who"]
        assert "School 12" in pages["where"]
        assert "18:00" in pages["when"]
        assert 'value="300"' in pages["how"]
        assert [text.count('data-state="done"') for text in pages.values()] == [5, 5, 6, 5]

    def test_summary_says_what_is_missing(self, client, section, case):
        step(client, "who", {"name": "Night", "your_name": "Ola"})
        client.force_login(make_user())

        page = client.get(f"{NEW}?step=send")

        assert "Something is missing yet" in source_of(page)
        assert re.findall(r'class="more" href="([^"]+)"', source_of(page)) == [
            "/events/new/?step=where",
            "/events/new/?step=when",
            "/events/new/?step=cases",
        ]

    @pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_key_that_is_none_registers_nothing(self, client, section, case, key):
        client.force_login(make_user())
        say_everything(client, case)

        assert step(client, "send", {"key": key, "send": "yes"}).status_code == 422
        assert Event.objects.count() == 0

    def test_without_a_campaign_nothing_is_registered(self, client):
        page = client.get(NEW)

        assert "No campaign takes marathons just now." in source_of(page)

    def test_where_there_are_several_campaigns_one_is_chosen(self, client, section, campaign, case):
        other = make_section(slug="canada", name="Canada", languages=["fr"])
        other.participations.create(campaign=campaign)

        wrong = step(client, "who", {"name": "Night", "your_name": "Ola", "of": "mars/now"})
        step(client, "who", {"name": "Night", "your_name": "Ola", "of": "canada/now"})

        assert wrong.status_code == 422
        assert 'value="Night"' in source_of(wrong)
        form = source_of(client.get(f"{NEW}?step=how")).partition("<main")[2]
        assert "French" in form.partition("English")[0]

    def test_draft_of_a_campaign_that_is_over_goes_on_in_the_next(self, client, section, campaign, case):
        step(client, "who", {"name": "Night", "your_name": "Ola", "of": "poland/gone"})

        assert source_of(client.get(f"{NEW}?step=where")).count('data-state="done"') == 1

    def test_trusted_organiser_is_public_at_once(self, client, section, case):
        user = make_user(name="Ola")
        Trust.objects.create(section=section, user=user, given_at=timezone.now())
        client.force_login(user)
        say_everything(client, case)

        step(client, "send", {"key": key_in(client.get(f"{NEW}?step=send")), "send": "yes"})

        assert Event.objects.get().status == "approved"


def key_in_session(client):
    return client.session["registration"]["key"]


class TestWhere:
    """Places."""

    def test_town_is_found_without_script(self, client, section):
        found = step(client, "where", {**PLACE, "town": "warsz", "find": "town"})
        picked = step(client, "where", {**PLACE, "town": "warsz", "pick": "PL Warszawa"})

        assert 'value="PL Warszawa"' in source_of(found)
        assert 'value="School 12"' in source_of(found)
        assert 'value="Warszawa"' in source_of(picked)
        assert 'value="52.230"' in source_of(picked)
        assert (found.status_code, picked.status_code) == (200, 200)

    def test_town_that_nobody_knows_is_written_as_it_is_called(self, client, section):
        found = step(client, "where", {**PLACE, "town": "Mała Wieś Górna", "find": "town"})
        kept = step(client, "where", {**PLACE, "town": "Mała Wieś Górna"})

        assert "We know no town of that name" in source_of(found)
        assert kept.status_code == 302
        assert "No pin yet" in source_of(client.get(f"{NEW}?step=where"))

    def test_unknown_town_of_a_country_with_several_clocks_wants_one(self, client, section):
        there = {**PLACE, "town": "Nowhere Creek", "country": "US"}

        asked = step(client, "where", there)
        kept = step(client, "where", {**there, "time_zone": "America/Denver"})

        assert asked.status_code == 422
        assert "its country has several clocks" in source_of(asked)
        assert kept.status_code == 302
        assert "(America/Denver)" in source_of(client.get(f"{NEW}?step=when"))

    def test_place_with_another_clock_is_another_marathon(self, client, section):
        step(client, "where", PLACE)

        same = step(client, "where", {**PLACE, "key": "b", "town": "Berlin", "country": "DE"})
        other = step(client, "where", {**PLACE, "key": "c", "town": "London", "country": "GB"})

        assert same.status_code == 302
        assert "This place keeps another clock (Europe/London)." in source_of(other)

    def test_place_is_changed_removed_and_added_once_for_its_key(self, client, section):
        for name in ("School 12", "School 12", "School 13"):
            step(client, "where", {**PLACE, "name": name})
        changed = source_of(client.get(f"{NEW}?step=where&place=a"))
        step(client, "when", window())
        step(client, "where", {"remove": "a"})

        assert 'value="School 12"' not in changed
        assert 'value="School 13"' in changed
        assert "data-moves-the-pin" in changed
        session = client.session["registration"]
        assert (session["places"], session["windows"]) == ({}, {})

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"latitude": "51"}, "A pin needs both numbers, or none."),
            ({"latitude": "91", "longitude": "0"}, "less than or equal to 90"),
            ({"latitude": "NaN", "longitude": "0"}, "Enter a number."),
            ({"country": "QQ"}, "Select a valid choice."),
            ({"name": ""}, "This field is required."),
            ({"name": "a\0b"}, "Null characters are not allowed."),
            ({"key": "a b"}, "Enter a valid"),
        ],
    )
    def test_nonsense_is_told_beside_its_field_and_stays(self, client, section, typed, sentence):
        answer = step(client, "where", {**PLACE, **typed})

        assert answer.status_code == 422
        assert sentence in source_of(answer) or "key" in typed
        assert 'value="Łódź"' in source_of(answer)

    @pytest.mark.parametrize("pick", ["", "PL", "XX Nowhere", "\0", "PL " + "x" * 500])
    def test_town_that_was_not_offered_changes_nothing(self, client, section, pick):
        assert step(client, "where", {**PLACE, "pick": pick}).status_code == 200


class TestWhen:
    """Openings."""

    @pytest.fixture(autouse=True)
    def place(self, client, section):
        step(client, "where", PLACE)

    def test_without_a_place_there_is_no_when(self, client):
        step(client, "where", {"remove": "a"})

        assert client.get(f"{NEW}?step=when")["Location"] == "/events/new/?step=where"

    def test_opening_goes_over_midnight_and_the_same_twice_is_once(self, client):
        for key in ("b", "b", "c"):
            step(client, "when", window(key=key, starts_at="2028-02-28T20:00", ends_at="2028-02-29T04:00"))

        assert list(client.session["registration"]["windows"]) == ["b"]
        assert "Mon, 28 Feb 2028, 20:00\xa0–\xa004:00" in source_of(client.get(f"{NEW}?step=when"))

    def test_hour_that_is_left_out_is_told(self, client):
        answer = step(client, "when", window(starts_at="2027-03-28T02:30", ends_at="2027-03-28T06:00"))

        assert answer.status_code == 422
        assert "There is no such hour: the clock is put forward then." in source_of(answer)

    def test_hour_that_comes_twice_is_asked_about(self, client):
        typed = window(starts_at="2027-10-31T02:30", ends_at="2027-10-31T06:00")

        asked = step(client, "when", typed)
        kept = step(client, "when", typed | {"starts_at_which": "second"})

        assert asked.status_code == 422
        assert "This hour comes twice that night. Which one is meant?" in source_of(asked)
        assert kept.status_code == 302

    def test_opening_within_the_hour_that_comes_twice(self, client, case):
        typed = window(starts_at="2027-10-31T02:30", ends_at="2027-10-31T02:30")
        wrong = step(client, "when", typed | {"starts_at_which": "second", "ends_at_which": "first"})
        right = step(client, "when", typed | {"starts_at_which": "first", "ends_at_which": "second"})

        assert (wrong.status_code, right.status_code) == (422, 302)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"ends_at": tomorrow(18)}, "An opening cannot end before it starts."),
            ({"ends_at": "2031-01-01T00:00"}, "That is more than a month."),
            ({"starts_at": "soon"}, "Please write the day and the hour"),
            ({"starts_at": "9999-12-31T23:59"}, ""),
            ({"starts_at": "0001-01-01T00:00", "ends_at": "0001-01-01T01:00"}, ""),
            ({"place": "elsewhere"}, "Select a valid choice."),
            ({"audience": "cats"}, "Select a valid choice."),
        ],
    )
    def test_nonsense_is_told_beside_its_field(self, client, typed, sentence):
        answer = step(client, "when", window(**typed))

        assert answer.status_code in (302, 422)
        if sentence:
            assert sentence in source_of(answer)

    def test_opening_whose_clock_changed_has_to_be_mended(self, client, section):
        step(client, "when", window(starts_at="2027-03-14T02:30", ends_at="2027-03-14T06:00"))
        # In New York that hour is left out.
        step(client, "where", {**PLACE, "town": "New York City", "country": "US"})

        page = source_of(client.get(f"{NEW}?step=when"))

        assert "This opening fits no longer" in page
        assert client.get(f"{NEW}?step=when&opening=b").status_code == 200


class TestCases:
    """For whom."""

    def test_cases_are_suggested_for_the_youngest_and_say_why_not(self, client, section, campaign, case):
        adult = make_case(campaign=campaign, name="Hakan", youngest_age=15, sensitive="Torture is told.")
        step(client, "how", {"youngest_age": "12"})

        page = source_of(client.get(f"{NEW}?step=cases"))

        assert re.findall(r'value="(\d+)" checked', page) == [str(case.pk)]
        assert f'value="{adult.pk}"' in page
        assert "Why not for the youngest: Torture is told." in page
        assert "from 15" in page

    @pytest.mark.parametrize("cases", [[], ["0"], ["x"], ["99999999999999999999"]])
    def test_at_least_one_of_the_campaign(self, client, section, case, cases):
        answer = step(client, "cases", {"cases": cases})

        assert answer.status_code == 422
        assert 'role="alert"' in source_of(answer)


@pytest.mark.parametrize("name", ["", "nonsense", "who", "where", "how", "cases", "send"])
def test_every_step_can_be_read_at_first(client, section, case, name):
    assert client.get(f"{NEW}?step={name}").status_code == 200


@pytest.mark.parametrize("name", ["who", "where", "when", "how", "cases", "send"])
def test_whoever_looks_around_leaves_no_session_behind(client, section, name):
    client.get(f"/events/new/?step={name}")

    assert Session.objects.count() == 0


def test_register_is_offered_where_people_look(client):
    assert 'href="/events/new/"' in source_of(client.get("/"))
    assert 'href="/events/new/"' in source_of(client.get("/events/"))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("submitted", "Your coordinators read it now."),
        ("asked", "Read and answer"),
        ("declined", "What was said"),
        ("approved", "Its public page"),
    ],
)
def test_own_page_says_how_far_each_marathon_is_and_what_is_next(client, state, sentence):
    client.force_login(make_role("organiser", event=make_event(status=state)).user)

    assert sentence in source_of(client.get("/me/"))


def test_own_page_remembers_what_was_begun(client, section):
    step(client, "who", {"name": "Night", "your_name": "Ola"})
    client.force_login(make_user())

    assert "You began to register a marathon in this browser." in source_of(client.get("/me/"))

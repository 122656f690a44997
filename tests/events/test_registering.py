"""Registering a marathon, and changing what was said of it."""

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal

import pytest

from events import changing, registering
from events.models import Event, Mail, Opening, Remark, Role, Trace, Trust, Venue
from events.parties import Party
from events.registering import Place, Window
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_event,
    make_registration,
    make_role,
    make_section,
    make_shift,
    make_user,
)

pytestmark = pytest.mark.django_db

KEY = uuid.UUID(int=5)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ola():
    return Party(make_user("ola@example.org", language="pl"))


def submit(said, by, key=KEY, at=NOW):
    return registering.submit(said, key=key, by=by, at=at)


def again(by):
    """The party as the next request has it."""
    return Party(by.user)


class TestSubmitting:
    """The last step."""

    def test_event_waits_with_place_hours_cases_and_its_organiser(self, ola):
        place = Place("p", "School 12", "Łódź", "PL", "ul. Przykładowa 3", Decimal("51.77"), Decimal("19.47"))
        place = dataclasses.replace(place, population=639_890, is_closed=True, is_step_free=True)
        said = make_registration(
            name="Night of letters",
            places=[place],
            windows=[
                Window("1", "p", NOW, NOW + 5 * HOUR, "pupils"),
                Window("2", "p", NOW + 20 * HOUR, NOW + 24 * HOUR),
            ],
            goal=500,
            youngest_age=12,
            languages=["pl", "uk"],
            about="Tea and paper.",
            contact="Ola, 600 000 000",
            your_name="Ola",
        )

        event = submit(said, ola)

        assert (event.slug, event.status, event.key) == ("night-of-letters-lodz", "submitted", KEY)
        assert (event.goal, event.youngest_age, event.languages) == (500, 12, ["pl", "uk"])
        assert list(event.cases.values_list("pk", flat=True)) == said.cases
        assert list(event.openings.values_list("starts_at", "ends_at", "audience")) == [
            (NOW, NOW + 5 * HOUR, "pupils"),
            (NOW + 20 * HOUR, NOW + 24 * HOUR, "everyone"),
        ]
        venue = Venue.objects.get()
        assert (venue.name, venue.town, venue.population) == ("School 12", "Łódź", 639_890)
        assert (venue.is_closed, venue.is_step_free) == (True, True)
        assert Role.objects.values_list("kind", "user", "event").get() == ("organiser", ola.user.pk, event.pk)
        ola.user.refresh_from_db()
        assert ola.user.name == "Ola"

    def test_trail_remark_and_mails_say_so(self, ola):
        section = make_section(slug="poland", name="Poland")
        coordinator = make_role("coordinator", section=section).user

        event = submit(make_registration(section=section, name="Night", goal=1_000_000), ola)

        assert list(Remark.objects.values_list("kind", "by")) == [("submitted", ola.user.pk)]
        assert list(Trace.objects.values_list("act", "as_role", "facts")) == [
            ("event_registered", "organiser", {"status": "submitted", "goal": 1_000_000})
        ]
        mails = {mail.to: mail for mail in Mail.objects.all()}
        assert set(mails) == {"ola@example.org", coordinator.email}
        assert mails["ola@example.org"].language == "pl"
        assert f"/pl/events/{event.slug}/edit/" in mails["ola@example.org"].body
        waiting = mails[coordinator.email]
        assert waiting.subject == "“Night” waits for you"
        assert "- The goal of 1,000,000 letters is more than a full house writes in 12 hours." in waiting.body
        assert f"/sections/poland/events/{event.slug}/" in waiting.body

    def test_trusted_organiser_needs_no_approval(self, ola):
        section = make_section()
        coordinator = make_role("coordinator", section=section).user
        Trust.objects.create(section=section, user=ola.user, given_at=NOW)

        event = submit(make_registration(section=section), ola)

        assert event.status == "approved"
        assert list(Remark.objects.values_list("kind", flat=True)) == ["submitted", "approved"]
        assert Mail.objects.get(to=coordinator.email).subject.startswith("A trusted organiser registered")

    def test_trust_of_another_section_is_none_here(self, ola):
        Trust.objects.create(section=make_section(), user=ola.user, given_at=NOW)

        assert submit(make_registration(), ola).status == "submitted"

    def test_twice_with_a_key_is_once(self, ola):
        said = make_registration()

        assert submit(said, ola) == submit(said, again(ola))
        assert (Event.objects.count(), Mail.objects.count()) == (1, 1)

    def test_key_of_somebody_else_opens_nothing(self, ola):
        submit(make_registration(), ola)

        with pytest.raises(registering.NotYours):
            submit(make_registration(), Party(make_user()))
        assert Event.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "town", "slug"),
        [
            ("Łódź pisze listy", "Łódź", "lodz-pisze-listy"),
            ("Ночь писем", "Łódź", "lodz"),
            ("Ночь", "Київ", "marathon"),
            ("New", "", "new-2"),
            ("x" * 160, "Łódź", "x" * 44),
        ],
    )
    def test_address_comes_from_name_and_town(self, ola, name, town, slug):
        said = make_registration(name=name, places=[Place("a", name="School", town=town, country="PL")])

        assert submit(said, ola).slug == slug

    def test_second_of_a_name_gets_a_number(self, ola):
        make_event(slug="the-school-library-lodz")

        assert submit(make_registration(), ola).slug == "the-school-library-lodz-2"

    def test_campaign_that_is_over_or_final_takes_none(self, ola):
        over = make_registration(campaign=make_campaign(ends_on=NOW.date() - dt.timedelta(days=1)))
        final = make_registration(campaign=make_campaign(is_final=True))

        for said in (over, final):
            with pytest.raises(registering.CampaignOver):
                submit(said, ola)
        assert Event.objects.count() == 0

    def test_case_of_another_campaign_is_refused(self, ola):
        hidden = make_case(campaign=(campaign := make_campaign()), is_public=False)
        foreign = make_case(campaign=make_campaign())

        for cases in ([foreign.pk], [hidden.pk], [0]):
            with pytest.raises(registering.CaseNotInCampaign):
                submit(make_registration(campaign=campaign, cases=cases), ola)

    def test_without_an_opening_there_is_nothing_to_hold(self, ola):
        nowhere = Window("1", "elsewhere", NOW, NOW + HOUR)
        for windows in ([], [nowhere]):
            with pytest.raises(registering.NothingToHold):
                submit(make_registration(windows=windows), ola)

    def test_nobody_registers_more_than_twenty_in_a_day(self, ola):
        said = make_registration()
        for number in range(registering.MOST_A_DAY):
            submit(said, again(ola), key=uuid.UUID(int=100 + number))

        with pytest.raises(registering.TooMany):
            submit(said, again(ola), key=uuid.UUID(int=99))


class TestChanging:
    """The same facts, later."""

    @pytest.fixture
    def said(self):
        return make_registration(name="Before")

    @pytest.fixture
    def event(self, said, ola):
        event = submit(said, ola)
        Mail.objects.all().delete()
        return event

    def as_it_is(self, said, event, **changes):
        opening = event.openings.get()
        place = dataclasses.replace(said.places[0], key=str(opening.venue_id))
        window = dataclasses.replace(said.windows[0], key=str(opening.pk), place=place.key)
        return dataclasses.replace(said, **({"places": [place], "windows": [window]} | changes))

    def change(self, event, said, by, **fields):
        changing.change(event, said, by=again(by), at=NOW, **fields)
        event.refresh_from_db()

    def test_facts_are_changed_and_the_state_stays(self, event, said, ola):
        opening, venue = Opening.objects.get(), Venue.objects.get()

        self.change(event, self.as_it_is(said, event, name="After", goal=9), ola)

        assert (event.name, event.goal, event.status) == ("After", 9, "submitted")
        assert (Opening.objects.get(), Venue.objects.get()) == (opening, venue)
        assert Trace.objects.get(act="event_changed").facts == {"status": "submitted", "moved": False}

    def test_the_same_again_leaves_no_trace(self, event, said, ola):
        self.change(event, self.as_it_is(said, event), ola)

        assert Trace.objects.filter(act="event_changed").count() == 0

    def test_opening_moves_where_it_is_and_coordinators_hear_once_a_day(self, event, said, ola):
        coordinator = make_role("coordinator", section=event.section).user
        Event.objects.update(status="approved")
        opening = Opening.objects.get()
        later = self.as_it_is(said, event)
        windows = [dataclasses.replace(later.windows[0], ends_at=NOW + n * HOUR) for n in (7, 8)]

        for window in windows:
            self.change(event, dataclasses.replace(later, windows=[window]), ola)

        assert (Opening.objects.get().pk, Opening.objects.get().ends_at) == (opening.pk, NOW + 8 * HOUR)
        assert [(mail.to, mail.subject) for mail in Mail.objects.all()] == [
            (coordinator.email, "Place or hours of “Before” changed")
        ]

    def test_what_is_known_of_the_town_is_no_other_place(self, event, said, ola):
        later = self.as_it_is(said, event)
        place = dataclasses.replace(later.places[0], population=5, is_step_free=True)

        self.change(event, dataclasses.replace(later, places=[place]), ola)

        assert Venue.objects.values_list("population", "is_step_free").get() == (5, True)
        assert Trace.objects.filter(act="event_changed").count() == 0

    def test_without_moves_places_hours_and_clock_stay(self, event, said, ola):
        opening = Opening.objects.values_list("pk", "venue", "ends_at").get()
        elsewhere = Place("new", name="A kitchen", town="Kyiv", country="UA")
        wrong = dataclasses.replace(
            said, name="After", places=[elsewhere], time_zone="Europe/Kyiv", windows=[]
        )

        self.change(event, wrong, ola, moves=False)

        assert (event.name, event.time_zone) == ("After", "Europe/Warsaw")
        assert Opening.objects.values_list("pk", "venue", "ends_at").get() == opening

    def test_event_that_has_nothing_yet_may_get_one_after_the_other(self, ola):
        event = make_event(cases=[], opens=False, status="draft")
        make_role("organiser", event=event, user=ola.user)
        said = make_registration(campaign=event.campaign, section=event.section)

        self.change(event, dataclasses.replace(said, windows=[], cases=[], name="Named"), ola)
        self.change(event, dataclasses.replace(said, cases=[]), ola)
        self.change(event, self.as_it_is(said, event), ola)

        assert (event.openings.count(), event.cases.count()) == (1, 1)

    def test_opening_and_place_are_added_and_removed(self, event, said, ola):
        kitchen = Place("new", name="A kitchen", town="Zgierz", country="PL")

        self.change(
            event,
            self.as_it_is(said, event, places=[kitchen], windows=[Window("n", "new", NOW, NOW + HOUR)]),
            ola,
        )

        assert list(event.openings.values_list("venue__name", "ends_at")) == [("A kitchen", NOW + HOUR)]
        assert Venue.objects.count() == 1

    def test_venue_of_others_is_left_to_them(self, event, said, ola):
        venue = Venue.objects.get()
        other = make_event()
        other.openings.update(venue=venue)
        later = self.as_it_is(said, event)
        renamed = dataclasses.replace(later.places[0], name="School 13")

        self.change(event, dataclasses.replace(later, places=[renamed]), ola)

        names = [found.openings.get().venue.name for found in (event, other)]
        assert names == ["School 13", "School 12"]

    def test_opening_with_shifts_stays(self, event, said, ola):
        make_shift(event)

        later = self.as_it_is(said, event)
        windows = [Window("n", later.places[0].key, NOW, NOW + HOUR)]

        with pytest.raises(changing.OpeningHasShifts):
            self.change(event, dataclasses.replace(later, windows=windows), ola)
        assert Opening.objects.count() == 1

    def test_case_that_was_counted_stays(self, event, said, ola):
        other = make_case(campaign=event.campaign)

        with pytest.raises(changing.CaseCounted):
            self.change(event, self.as_it_is(said, event, cases=[other.pk]), ola, counted=said.cases)
        self.change(event, self.as_it_is(said, event, cases=[other.pk]), ola, counted=[other.pk])

        assert list(event.cases.all()) == [other]

    def test_what_has_begun_and_was_counted_does_not_begin_later(self, event, said, ola):
        later = self.as_it_is(said, event)
        windows = [dataclasses.replace(window, starts_at=NOW + HOUR) for window in later.windows]
        later = dataclasses.replace(later, windows=windows)

        with pytest.raises(changing.LettersBefore):
            self.change(event, later, ola, counted=said.cases)
        assert Opening.objects.get().starts_at < NOW
        self.change(event, later, ola)

        assert Opening.objects.get().starts_at == NOW + HOUR

    @pytest.mark.parametrize("status", ["declined", "cancelled"])
    def test_what_does_not_take_place_is_not_changed(self, event, said, ola, status):
        Event.objects.update(status=status)

        with pytest.raises(changing.NotToBeChanged):
            self.change(event, self.as_it_is(said, event, name="After"), ola)

    def test_stranger_changes_nothing(self, event, said):
        with pytest.raises(registering.NotYours):
            self.change(event, self.as_it_is(said, event, name="After"), Party(make_user()))

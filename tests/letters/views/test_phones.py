"""The organiser's page of phones."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from events import invitations, joining
from events.models import Role
from letters import ledger
from letters.ledger import Line
from letters.models import Holdback
from tests.makers import NOW, make_case, make_device_role, make_event, make_opening
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/events/library/phones/"


@pytest.fixture
def event():
    case = make_case(slug="yorm-bopha", name="Yorm Bopha")
    return make_event(slug="library", name="The library", cases=[case], kinds=["person", "petition"])


def log(role, *quantities, kind="person"):
    lines = [Line(uuid.uuid4(), "yorm-bopha", kind, quantity, written_at=NOW) for quantity in quantities]
    ledger.record(role.event, entries=lines, by=role, channel="tap", at=NOW)


class TestReading:
    """What stands on it."""

    def test_held_phone_stands_first_with_why_and_its_last_lines(self, organiser, event):
        log(make_device_role(event, "honest"), 3)
        log(make_device_role(event, "hasty"), *[1] * 61, 500)

        page = organiser.get(ADDRESS)

        text = text_of(page)
        assert "A phone waits for your word" in text
        assert "Volunteer 2 · Ola more entries a minute than a hand can do" in text
        assert "Letters held back 501" in text
        assert "Entries held back 2" in text
        assert "Fastest minute 62" in text
        assert "12 Dec 2026, 19:00:00 Yorm Bopha letter to the person 500" in text
        assert [phone.number for phone in page.context["phones"]] == [2, 1]

    def test_phones_that_nothing_is_the_matter_with(self, organiser, event):
        make_device_role(event, "logged nothing")
        log(make_device_role(event), 3)

        text = text_of(organiser.get(ADDRESS))

        assert "No phone is held back: every letter is in the public number." in text
        assert "Volunteer 2 · Ola – 3 1 1 –" in text

    def test_nobody_has_logged_anything(self, organiser):
        assert "No phone has logged anything yet." in text_of(organiser.get(ADDRESS))

    def test_nobody_has_a_name_at_a_marathon_for_pupils(self, organiser, event):
        make_opening(event, audience="pupils")
        log(make_device_role(event), 501)

        text = text_of(organiser.get(ADDRESS))

        assert ("Ola" in text, "Volunteer 1" in text) == (False, True)

    def test_invitation_it_came_by_is_named(self, organiser, event):
        _invitation, token = invitations.make_invitation(event, at=NOW, label="door poster")
        role, _key = joining.join(token, nickname="Ola", device_key=None, user=None, at=timezone.now())
        log(role, 501)

        text = text_of(organiser.get(ADDRESS))

        assert "Came by the invitation “door poster”." in text

    def test_phone_that_was_forgotten_still_waits(self, organiser, event):
        role = make_device_role(event)
        log(role, 501)
        role.delete()

        assert "A phone we no longer know" in text_of(organiser.get(ADDRESS))

    def test_other_actions_stand_beside_the_letters(self, organiser, event):
        log(make_device_role(event), 400, 200, kind="petition")

        assert "Letters held back 0 and 200 other actions" in text_of(organiser.get(ADDRESS))

    @pytest.mark.parametrize("number", [1, 3, 60])
    def test_page_asks_at_most_ten_times_however_many_there_are(
        self, organiser, event, number, django_assert_max_num_queries
    ):
        event.device_limit = 1
        event.save()
        for n in range(number):
            log(make_device_role(event, f"phone {n}"), 2)

        with django_assert_max_num_queries(10):
            page = organiser.get(ADDRESS)

        assert len(page.context["held"]) == min(number, 25)
        assert all(held.phone and held.lines for held in page.context["held"])

    def test_further_pages_have_the_table_alone(self, organiser, event):
        for n in range(51):
            log(make_device_role(event, f"phone {n}"), 1)
        log(make_device_role(event, "hasty"), 501)

        page = organiser.get(ADDRESS + "?page=2")

        assert (len(page.context["phones"]), page.context["held"]) == (2, [])


class TestDeciding:
    """Accepting, and taking all of it back."""

    def test_accepting_brings_its_letters_into_the_public_number(self, organiser, event):
        log(make_device_role(event), 501)

        data = {"act": "accept", "holdback": Holdback.objects.get().pk}
        text = text_of(organiser.post(ADDRESS, data, follow=True))

        assert "Accepted: the phone’s letters are in the public number." in text
        assert Holdback.objects.get().status == "accepted"

    def test_taking_back_says_how_many_and_puts_the_phone_out(self, organiser, event):
        role = make_device_role(event)
        log(role, 501, 2)
        phone = Client()
        phone.cookies[settings.DEVICE_COOKIE_NAME] = "a device's key"

        data = {"act": "void", "holdback": Holdback.objects.get().pk}
        text = text_of(organiser.post(ADDRESS, data, follow=True))

        assert "Taken back: 2 entries. The phone is off the marathon." in text
        assert Role.objects.volunteers_of(event).in_force().count() == 0
        assert phone.get("/events/library/count/").status_code == 404

    def test_phone_that_was_not_held_is_taken_back_too(self, organiser, event):
        role = make_device_role(event)
        log(role, 4)

        organiser.post(ADDRESS, {"act": "void", "role": role.pk})

        assert Holdback.objects.get().status == "voided"

    def test_accepting_what_was_taken_back_meanwhile_says_so(self, organiser, event):
        log(make_device_role(event), 501)
        holdback = Holdback.objects.get().pk
        organiser.post(ADDRESS, {"act": "void", "holdback": holdback})

        text = text_of(organiser.post(ADDRESS, {"act": "accept", "holdback": holdback}, follow=True))

        assert "Somebody took back all of this phone meanwhile." in text

    @pytest.mark.parametrize("act", ["accept", "void"])
    def test_phone_of_another_event_is_not_touched(self, organiser, act):
        there = make_event(cases=[make_case(slug="there")])
        role = make_device_role(there, "there")
        line = Line(uuid.uuid4(), "there", "person", 501, written_at=NOW)
        ledger.record(there, entries=[line], by=role, channel="tap", at=NOW)

        holdback = Holdback.objects.get().pk
        named = [{"holdback": holdback}, {"holdback": "x"}, {"holdback": 10**30}, {"role": role.pk}]
        answers = [organiser.post(ADDRESS, {"act": act, **which}).status_code for which in named]

        assert answers == [404] * 4
        assert Holdback.objects.get().status == "open"

    def test_post_without_an_act_does_nothing(self, organiser):
        assert organiser.post(ADDRESS, {}).status_code == 404


class TestLimits:
    """They can be changed."""

    def test_new_limits_hold(self, organiser, event):
        data = {"act": "limits", "pace": "90", "device": "2000", "crowd": "30"}
        text = text_of(organiser.post(ADDRESS, data, follow=True))

        event.refresh_from_db()
        assert "They hold for what is logged from now on." in text
        assert (event.pace_limit, event.device_limit) == (90, 2000)

    @pytest.mark.parametrize("typed", ["0", "", "many", "-1", "1.5", "9" * 30])
    def test_wrong_input_gets_a_sentence_and_what_was_typed_stays(self, organiser, event, typed):
        answer = organiser.post(ADDRESS, {"act": "limits", "pace": "90", "device": typed, "crowd": "30"})

        event.refresh_from_db()
        assert answer.status_code == 422
        assert 'value="90"' in answer.content.decode()
        assert answer.context["form"].errors.keys() == {"device"}
        assert event.device_limit == 500

"""The organiser's pages of people and invitations."""

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from events import invitations, joining
from events.models import Invitation, Role
from events.parties import Party
from letters.models import DeviceCounter
from tests.makers import NOW, make_device_role, make_event, make_opening, make_role, make_shift
from tests.pages import source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(slug="library", name="The library")


class TestPeople:
    """Who is at the tables."""

    def test_volunteers_stand_by_nickname_with_shifts_and_letters(self, organiser, event):
        role = make_device_role(event)
        shift = make_shift(event, task="tea")
        shift.duties.create(role=role, taken_at=NOW)
        DeviceCounter.objects.create(event=event, device=role.pseudonym, quantity=41)

        page = organiser.get("/events/library/volunteers/")

        text = source_of(page)
        assert re.search(r'<th scope="row">\s*Ola\s*</th>', text)
        assert "tea, Sat, 12 Dec 2026, 20:00" in text
        assert re.search(r'data-label="Letters">41<', text)

    def test_more_than_was_given_is_shown_of_nobody(self, organiser, event):
        role = make_role(event=event)
        role.user.name = "Her Real Name"
        role.user.save()

        text = source_of(organiser.get("/events/library/volunteers/"))

        assert "Volunteer 1" in text
        assert "Her Real Name" not in text
        assert role.user.email not in text

    def test_nobody_has_a_name_at_a_marathon_for_pupils(self, organiser, event):
        make_opening(event, audience="pupils")
        make_device_role(event)

        text = source_of(organiser.get("/events/library/volunteers/"))

        assert "Ola" not in text
        assert "Volunteer 1" in text

    def test_volunteer_taken_off_is_out_with_the_next_request_and_can_be_let_in_again(self, organiser, event):
        role = make_device_role(event, "phone")
        phone = Client()
        phone.cookies[settings.DEVICE_COOKIE_NAME] = "phone"

        organiser.post("/events/library/volunteers/", {"act": "remove", "role": role.pk})
        after = phone.get("/events/library/count/").status_code
        off = source_of(organiser.get("/events/library/volunteers/?show=off"))
        organiser.post("/events/library/volunteers/", {"act": "readmit", "role": role.pk})

        assert after == 404
        assert "Let in again" in off
        assert phone.get("/events/library/count/").status_code == 200

    def test_people_of_another_event_and_organisers_are_not_taken_off(self, organiser, event):
        there = make_device_role(make_event(), "there")
        colleague = make_role("organiser", event=event)

        for pk in (there.pk, colleague.pk, "x", "", 10**30):
            answer = organiser.post("/events/library/volunteers/", {"act": "remove", "role": pk})
            assert answer.status_code == 404
        assert Role.objects.filter(revoked_at__isnull=False).count() == 0

    @pytest.mark.parametrize("number", [3, 120])
    def test_page_asks_at_most_ten_times_however_many_there_are(
        self, organiser, event, number, django_assert_max_num_queries
    ):
        shift = make_shift(event, places=200)
        for n in range(number):
            shift.duties.create(role=make_device_role(event, f"phone {n}"), taken_at=NOW)

        with django_assert_max_num_queries(10):
            page = organiser.get("/events/library/volunteers/")

        assert len(page.context["rows"]) == min(number, 50)


class TestInvitations:
    """How they came."""

    def make(self, client, **fields):
        fields = {"act": "make", "key": str(uuid.uuid4()), "kind": "volunteer"} | fields
        return client.post("/events/library/volunteers/invitations/", fields)

    def test_invitation_is_shown_once_as_link_code_picture_and_slips(self, organiser):
        page = self.make(organiser, label="door poster", uses_allowed="5")

        text = source_of(page)
        token = re.search(r"/join/#([0-9A-Z]{26})", text)[1]
        assert invitations.typed(token) in text
        assert text.count('<img src="data:image/svg+xml') == 1 + 5
        assert "no-store" in page["Cache-Control"]
        assert token not in source_of(organiser.get("/events/library/volunteers/invitations/"))
        assert Invitation.objects.values_list("label", "uses_allowed", "kind").get() == (
            "door poster",
            5,
            "volunteer",
        )

    def test_form_sent_twice_shows_the_same_invitation(self, organiser):
        key = str(uuid.uuid4())

        pages = [source_of(self.make(organiser, key=key)) for _ in range(2)]
        tokens = {re.search(r"#([0-9A-Z]{26})", page)[1] for page in pages}

        assert (len(tokens), Invitation.objects.count()) == (1, 1)

    def test_whoever_has_it_joins(self, organiser):
        token = re.search(r"#([0-9A-Z]{26})", source_of(self.make(organiser)))[1]

        answer = Client().post("/join/", {"code": token, "nickname": "Ola"})

        assert answer["Location"] == "/events/library/count/"

    def test_pupils_get_a_link_that_asks_for_no_name(self, organiser, event):
        make_opening(event, audience="pupils")

        assert "/join/?for=pupils#" in source_of(self.make(organiser))

    def test_end_is_read_by_the_clock_of_the_place(self, organiser):
        self.make(organiser, ends_at="2099-12-12T18:00")

        assert Invitation.objects.get().ends_at.isoformat() == "2099-12-12T17:00:00+00:00"

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"ends_at": "2001-01-01T10:00"}, "The end lies in the past."),
            ({"ends_at": "soon"}, "Please write the day and the hour like 2026-12-12 18:00."),
            ({"ends_at": "2027-03-28T02:30"}, "There is no such hour: the clock is put forward then."),
            ({"ends_at": "0001-01-01T00:00"}, "Please write the day and the hour"),
            ({"uses_allowed": "0"}, "greater than or equal to 1"),
            ({"kind": "coordinator"}, "Select a valid choice."),
            ({"kind": "administrator"}, "Select a valid choice."),
            ({"key": "mine"}, "Enter a valid UUID."),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_what_was_typed_stays(self, organiser, fields, sentence):
        answer = self.make(organiser, label="door poster", **fields)

        assert answer.status_code == 422
        assert sentence in source_of(answer)
        assert 'value="door poster"' in source_of(answer)
        assert Invitation.objects.count() == 0

    def test_taking_back_puts_out_who_came_and_says_how_many(self, organiser, event):
        invitation, token = invitations.make_invitation(event, at=NOW, label="door")
        _role, key = joining.join(token, nickname="Ola", device_key=None, user=None, at=timezone.now())

        answer = organiser.post(
            "/events/library/volunteers/invitations/",
            {"act": "revoke", "invitation": invitation.pk},
            follow=True,
        )

        assert "with it the phone that came by it" in source_of(answer)
        assert Party(device_key=key).roles == []

    def test_invitation_of_another_event_is_not_taken_back(self, organiser):
        invitation, _token = invitations.make_invitation(make_event(), at=NOW)

        answer = organiser.post(
            "/events/library/volunteers/invitations/", {"act": "revoke", "invitation": invitation.pk}
        )

        invitation.refresh_from_db()
        assert (answer.status_code, invitation.revoked_at) == (404, None)

    @pytest.mark.parametrize("number", [3, 120])
    def test_page_asks_at_most_ten_times_however_many_there_are(
        self, organiser, event, number, django_assert_max_num_queries
    ):
        for n in range(number):
            invitations.make_invitation(event, at=NOW, label=f"door {n}")

        with django_assert_max_num_queries(10):
            page = organiser.get("/events/library/volunteers/invitations/")

        assert len(page.context["page"].object_list) == min(number, 50)


class TestJoiningWithAnAccount:
    """An organiser's invitation waits in the browser while they sign in."""

    def test_invitation_waits_while_somebody_signs_in_and_then_leads_to_the_event(self, client, event):
        _invitation, token = invitations.make_invitation(event, kind="organiser", at=NOW)
        user = make_role("administrator").user

        first = client.post("/join/", {"code": token})
        cookie = first.cookies["invitation"]
        client.force_login(user)
        page = client.get("/join/?for=organiser")
        answer = client.post("/join/?for=organiser", {"code": page.context["form"].initial["code"]})

        assert first["Location"] == "/accounts/login/?next=/join/%3Ffor%3Dorganiser"
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 3600)
        assert "nickname" not in page.context["form"].fields
        assert answer["Location"] == "/events/library/volunteers/"
        assert answer.cookies["invitation"].value == ""
        assert Role.objects.filter(user=user, kind="organiser", event=event).count() == 1

    def test_invitation_that_waits_is_not_shown_to_somebody_signed_out(self, client):
        client.cookies["invitation"] = "0" * 26

        assert "0" * 26 not in source_of(client.get("/join/?for=organiser"))

    def test_page_for_pupils_asks_for_no_nickname(self, client, event):
        event.openings.update(audience="pupils")
        _invitation, token = invitations.make_invitation(event, at=NOW)

        page = client.get("/join/?for=pupils")
        answer = client.post("/join/?for=pupils", {"code": token})

        assert 'name="nickname"' not in source_of(page)
        assert answer["Location"] == "/events/library/count/"

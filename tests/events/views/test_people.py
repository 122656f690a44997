"""The page of a section's people."""

import uuid

import pytest

from events import invitations
from events.models import Invitation, Mail, Role, Trust
from events.parties import Party
from tests.makers import NOW, make_event, make_party, make_role, make_section, make_user
from tests.pages import source_of

pytestmark = pytest.mark.django_db

ADDRESS = "/sections/poland/people/"


@pytest.fixture
def section():
    return make_section(slug="poland")


@pytest.fixture
def coordinator(client, section, settings):
    """A browser in which the section's coordinator has signed in."""
    settings.MFA = "optional"
    client.force_login(make_role("coordinator", section=section).user)
    return client


def test_page_shows_who_may_do_what(coordinator, section):
    event = make_event(section=section, name="The library")
    make_role("organiser", event=event, user=make_user("jan@example.org", name="Jan"))
    make_role("organiser", event=make_event(), user=make_user("far@example.org"))
    Trust.objects.create(section=section, user=make_user("trusted@example.org"), given_at=NOW)

    text = source_of(coordinator.get(ADDRESS))

    assert "the last one, who cannot leave" in text
    assert "trusted@example.org" in text
    assert "jan@example.org" in text
    assert "far@example.org" not in text


def test_invitation_is_mailed_and_can_be_taken_back(coordinator, section):
    form = {"act": "appoint", "key": str(uuid.uuid4()), "email": "anna@example.org"}

    page = coordinator.post(ADDRESS, form, follow=True)
    coordinator.post(ADDRESS, form)
    invitation = Invitation.objects.get()
    coordinator.post(ADDRESS, {"act": "withdraw_invitation", "which": invitation.pk})

    assert "The invitation is on its way." in source_of(page)
    assert "anna@example.org" in source_of(page)
    assert Mail.objects.count() == 1
    invitation.refresh_from_db()
    assert (invitation.revoked_at is None, invitation.label) == (False, "")
    assert "anna@example.org" not in source_of(coordinator.get(ADDRESS))


def test_wrong_address_stays_in_its_field(coordinator):
    answer = coordinator.post(ADDRESS, {"act": "appoint", "key": str(uuid.uuid4()), "email": "anna@"})

    assert answer.status_code == 422
    assert 'value="anna@"' in source_of(answer)
    assert "Enter a valid email address." in source_of(answer)


def test_colleague_s_address_is_refused_beside_its_field(coordinator, section):
    make_role("coordinator", section=section, user=make_user("anna@example.org"))

    answer = coordinator.post(
        ADDRESS, {"act": "appoint", "key": str(uuid.uuid4()), "email": "anna@example.org"}
    )

    assert answer.status_code == 422
    assert "coordinates the section already" in source_of(answer)
    assert Invitation.objects.count() == 0


def test_the_last_one_cannot_leave_and_stays_on_the_page(coordinator, section):
    answer = coordinator.post(ADDRESS, {"act": "leave"}, follow=True)

    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "The last coordinator cannot go. Appoint somebody else first." in source_of(answer)


def test_one_of_two_leaves_and_is_on_their_own_page(coordinator, section):
    make_role("coordinator", section=section)

    answer = coordinator.post(ADDRESS, {"act": "leave"})

    assert answer["Location"] == "/me/"
    assert coordinator.get(ADDRESS).status_code == 404


def test_role_and_trust_are_taken_back(coordinator, section):
    role = make_role("organiser", event=make_event(section=section))
    trust = Trust.objects.create(section=section, user=role.user, given_at=NOW)

    coordinator.post(ADDRESS, {"act": "take_back", "which": role.pk})
    coordinator.post(ADDRESS, {"act": "withdraw_trust", "which": trust.pk})

    assert Party(role.user).roles == []
    assert Trust.objects.count() == 0


def test_what_belongs_to_another_section_is_not_found(coordinator):
    there = make_section()
    by = make_party("coordinator", section=there)
    invitation, _token = invitations.invite(there, kind="coordinator", key=uuid.uuid4(), by=by, at=NOW)
    trust = Trust.objects.create(section=there, user=make_user(), given_at=NOW)
    organiser = make_role("organiser", event=make_event(section=there))
    volunteer = make_role("volunteer", event=make_event())

    for act, which in (
        ("take_back", organiser.pk),
        ("take_back", by.roles[0].pk),
        ("take_back", volunteer.pk),
        ("withdraw_invitation", invitation.pk),
        ("withdraw_trust", trust.pk),
        ("make_administrator", organiser.pk),
    ):
        assert coordinator.post(ADDRESS, {"act": act, "which": which}).status_code == 404
    assert Role.objects.filter(revoked_at__isnull=False).count() == 0


def test_volunteers_of_the_section_have_no_role_to_take_here(coordinator, section):
    volunteer = make_role("volunteer", event=make_event(section=section))

    assert coordinator.post(ADDRESS, {"act": "take_back", "which": volunteer.pk}).status_code == 404


@pytest.mark.parametrize("number", [3, 120])
def test_page_asks_at_most_ten_times_however_many_there_are(
    coordinator, section, number, django_assert_max_num_queries
):
    event = make_event(section=section)
    for _ in range(number):
        make_role("organiser", event=event)

    with django_assert_max_num_queries(10):
        page = coordinator.get(ADDRESS)

    assert len(page.context["page"].object_list) == min(number, 50)

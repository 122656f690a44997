"""People at the tables: what they are called, and how they are let in again."""

import pytest

from events import volunteers
from events.models import Role, Trace
from events.parties import Party
from tests.makers import NOW, make_event, make_opening, make_party, make_role, make_user

pytestmark = pytest.mark.django_db


def test_names_are_nicknames_or_numbers_and_numbers_alone_for_pupils():
    event, user = make_event(), make_user(name="Her Real Name")
    make_role(event=event, nickname="Ola")
    make_role(event=event, user=user)
    make_role(event=make_event())
    organises = make_role("organiser", event=event)
    roles = Role.objects.with_number()

    assert [volunteers.shown_name(role, event) for role in roles.volunteers_of(event)] == [
        "Ola",
        "Volunteer 2",
    ]
    assert volunteers.shown_name(organises, event) == "Organiser"
    make_opening(event, audience="pupils")
    del event._is_for_pupils
    assert [volunteers.shown_name(role, event) for role in roles.volunteers_of(event)] == [
        "Volunteer 1",
        "Volunteer 2",
    ]


def test_volunteer_let_in_again_is_there_whatever_became_of_the_invitation():
    event = make_event()
    invitation = event.invitations.create(token_hash="x", made_at=NOW, revoked_at=NOW)
    role = make_role(event=event, invitation=invitation, revoked_at=NOW)
    by = make_party("organiser", event=event)

    for _ in range(2):
        volunteers.readmit(role, by=by, at=NOW)

    assert [found.pk for found in Party(role.user).roles] == [role.pk]
    assert Trace.objects.filter(act="volunteer_readmitted").count() == 1

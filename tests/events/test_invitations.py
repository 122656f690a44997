"""Invitations: made once a form, shown once, taken back with everybody who came by them."""

import datetime as dt
import uuid

import pytest

from events import invitations, joining, trail
from events.models import Invitation, Trace
from events.parties import Party, hash_of
from tests.makers import NOW, make_event, make_party, make_role, make_section, make_shift

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KEY = uuid.UUID(int=7)


def organiser(event):
    return make_party("organiser", event=event)


def invite(event, **fields):
    fields = {"kind": "volunteer", "key": KEY, "by": organiser(event), "at": NOW} | fields
    return invitations.invite(event, **fields)


def test_form_sent_twice_makes_one_invitation_and_shows_it_again():
    event = make_event()

    first, token = invite(event)
    again, same = invite(event, at=NOW + dt.timedelta(seconds=3))

    assert (again.pk, same, Invitation.objects.count()) == (first.pk, token, 1)
    assert [trace.act for trace in Trace.objects.all()] == ["invitation_made"]


def test_two_forms_and_two_events_have_tokens_of_their_own():
    event, other = make_event(), make_event()

    tokens = {invite(event)[1], invite(event, key=uuid.UUID(int=8))[1], invite(other)[1]}

    assert len(tokens) == 3


def test_invitation_is_not_shown_again_after_a_while_nor_once_it_was_taken_back():
    event = make_event()
    invitation, _token = invite(event)

    with pytest.raises(invitations.InvitationShownAlready):
        invite(event, at=NOW + dt.timedelta(minutes=11))
    invitations.take_back(invitation, by=organiser(event), at=NOW)
    with pytest.raises(invitations.InvitationShownAlready):
        invite(event, at=NOW)


def test_organisers_invitation_lets_in_one_within_a_week_unless_told_otherwise():
    event = make_event()

    invitation, _token = invite(event, kind="organiser")
    other, _token = invite(event, kind="organiser", key=uuid.UUID(int=8), uses_allowed=3, ends_at=NOW + DAY)

    assert (invitation.uses_allowed, invitation.ends_at) == (1, NOW + 7 * DAY)
    assert (other.uses_allowed, other.ends_at) == (3, NOW + DAY)


def test_invitation_that_ends_in_the_past_is_refused_beside_its_field():
    with pytest.raises(invitations.InvitationEndsTooEarly) as refused:
        invite(make_event(), ends_at=NOW)

    assert refused.value.field == "ends_at"
    assert Invitation.objects.count() == 0


def test_taking_back_puts_out_the_phones_that_came_by_it_and_frees_their_shifts():
    event = make_event()
    invitation, token = invite(event)
    role, key = joining.join(token, nickname="Ola", device_key=None, user=None, at=NOW)
    to_come, over = make_shift(event), make_shift(event, ends_at=NOW + dt.timedelta(hours=1, minutes=1))
    duties = [shift.duties.create(role=role, taken_at=NOW) for shift in (to_come, over)]

    out = invitations.take_back(invitation, by=organiser(event), at=NOW + dt.timedelta(hours=2))

    for duty in duties:
        duty.refresh_from_db()
    assert out == 1
    assert Party(device_key=key).roles == []
    assert [duty.returned_at is None for duty in duties] == [False, True]


def test_taking_back_twice_is_once():
    event = make_event()
    invitation, _token = invite(event)
    by = organiser(event)

    invitations.take_back(invitation, by=by, at=NOW)
    again = invitations.take_back(invitation, by=by, at=NOW + DAY)

    assert again == 0
    assert Invitation.objects.get().revoked_at == NOW
    assert Trace.objects.filter(act="invitation_revoked").count() == 1


def test_trail_knows_who_invited_and_nothing_of_the_token():
    event = make_event()
    by = organiser(event)

    invitation, token = invite(event, by=by, label="door poster", uses_allowed=5)

    trace = Trace.objects.get()
    assert (trace.by, trace.as_role, trace.what) == (by.user, "organiser", f"invitation {invitation.pk}")
    assert trace.facts == {"kind": "volunteer", "uses": 5}
    assert token not in str(Trace.objects.values().get())
    assert trail.name_of(trace.act) == "made an invitation"


def test_coordinators_invitation_that_was_taken_up_is_not_taken_back():
    section = make_section()
    by = make_party("coordinator", section=section)
    invitation, token = invitations.invite(section, kind="coordinator", key=KEY, by=by, at=NOW)
    joining.join(token, nickname="", device_key=None, user=make_role("administrator").user, at=NOW)

    with pytest.raises(invitations.InvitationTakenUp):
        invitations.take_back(invitation, by=by, at=NOW)


def test_what_is_shown_says_whom_it_is_for_and_keeps_the_token_in_the_fragment(settings):
    settings.BASE_URL = "https://letters.example"
    token = "0" * 26

    shown = invitations.Shown.of(token, "pupils")

    assert shown.link == f"https://letters.example/join/?for=pupils#{token}"
    assert (shown.code, shown.address) == (
        "000000-000000-000000-000000-00",
        "https://letters.example/join/?for=pupils",
    )
    assert invitations.canonical(shown.link) == token
    assert len(hash_of(token)) == 64

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import invitations, joining
from events.models import Device, Event, Invitation, Mail, Role, Trace
from events.parties import Party, hash_of
from tests.makers import NOW, make_event, make_role, make_user

HOUR = dt.timedelta(hours=1)


def invite(event=None, **fields):
    return invitations.make_invitation(event or make_event(), label="poster", at=NOW, **fields)


def come(token, *, nickname="Ola", device_key=None, user=None, at=NOW, **more):
    return joining.join(token, nickname=nickname, device_key=device_key, user=user, at=at, **more)


@pytest.mark.django_db
def test_a_token_is_128_bits_that_can_be_read_out_and_only_its_hash_is_kept():
    invitation, token = invite()

    assert (len(token), set(token) - set(invitations.DIGITS), token[0] < "8") == (26, set(), True)
    assert invitation.token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values().get())


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**26 - 1))
def test_a_token_is_understood_however_it_is_typed(number, small):
    token = "".join(invitations.DIGITS[number >> 5 * place & 31] for place in reversed(range(26)))
    typed = invitations.typed(token).replace("-", " - ").replace("0", "o").replace("1", "l")
    typed = "".join(sign.lower() if small >> n % 26 & 1 else sign for n, sign in enumerate(typed))

    assert invitations.canonical(typed) == token
    assert invitations.canonical(f"https://example.org/join/#{token}\n") == token


@pytest.mark.django_db
def test_whoever_has_the_token_becomes_a_volunteer_of_its_event():
    event = make_event()
    invitation, token = invite(event)

    role, key = come(token, nickname="Ola")

    assert (role.kind, role.event, role.nickname, role.invitation) == ("volunteer", event, "Ola", invitation)
    assert [found.pk for found in Party(device_key=key).roles] == [role.pk]
    assert Device.objects.get().key_hash == hash_of(key)
    assert Invitation.objects.get().uses == 1


@pytest.mark.django_db
def test_the_same_device_again_is_neither_a_second_use_nor_a_second_role():
    _invitation, token = invite(uses_allowed=1)
    first, key = come(token)

    again, same_key = come(token, device_key=key)

    assert (again.pk, same_key, Role.objects.count(), Invitation.objects.get().uses) == (first.pk, key, 1, 1)


@pytest.mark.django_db
def test_a_double_tap_of_a_phone_without_a_key_is_one_volunteer():
    _invitation, token = invite(uses_allowed=1)
    first, key = come(token, new_key="of the form")

    again, same_key = come(token, new_key="of the form")

    assert (again.pk, same_key, Device.objects.count()) == (first.pk, key, 1)


@pytest.mark.django_db
def test_a_key_that_nobody_gave_out_is_not_taken():
    _invitation, token = invite()

    _role, key = come(token, device_key="chosen by somebody else")

    assert key != "chosen by somebody else"
    assert not Device.objects.filter(key_hash=hash_of("chosen by somebody else")).exists()


@pytest.mark.django_db
def test_somebody_with_an_account_joins_as_themselves():
    _invitation, token = invite()
    user = make_user()

    role, key = come(token, user=user)

    assert (role.user, role.device, key, Device.objects.count()) == (user, None, None, 0)


@pytest.mark.django_db
def test_an_organiser_who_tries_their_own_link_uses_nothing_up():
    event = make_event()
    invitation, token = invite(event)
    role = make_role("organiser", event=event)

    joined, _key = come(token, user=role.user)

    invitation.refresh_from_db()
    assert (joined.pk, invitation.uses) == (role.pk, 0)


@pytest.mark.django_db
def test_unknown_ended_used_up_and_revoked_invitations_each_say_so():
    ended, used_up, revoked = (
        invite(**fields) for fields in ({"ends_at": NOW}, {"uses_allowed": 1}, {"uses_allowed": 5})
    )
    come(used_up[1])
    invitations.revoke(Invitation.objects.filter(pk=revoked[0].pk), at=NOW)

    for token, refusal in (
        ("0" * 26, joining.InvitationUnknown),
        (ended[1], joining.InvitationEnded),
        (used_up[1], joining.InvitationUsedUp),
        (revoked[1], joining.InvitationRevoked),
    ):
        with pytest.raises(refusal):
            come(token)
    assert Role.objects.count() == 1
    assert Device.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "submitted", "declined", "cancelled"])
def test_nobody_joins_an_event_that_is_not_approved(status):
    _invitation, token = invite(make_event(status=status))

    with pytest.raises(joining.EventNotApproved):
        come(token)


@pytest.mark.django_db
def test_roles_end_with_their_invitation_on_the_next_request():
    event = make_event()
    invitation, token = invite(event)
    _role, key = come(token)

    invitations.revoke(Invitation.objects.filter(pk=invitation.pk), at=NOW + HOUR)

    assert Party(device_key=key).roles == []


@pytest.mark.django_db
def test_a_new_invitation_lets_a_device_of_a_revoked_one_in_again():
    event = make_event()
    old, old_token = invite(event)
    first, key = come(old_token)
    invitations.revoke(Invitation.objects.filter(pk=old.pk), at=NOW)
    _new, token = invite(event)

    role, _key = come(token, device_key=key)

    assert (role.pk, [found.pk for found in Party(device_key=key).roles]) == (first.pk, [first.pk])


@pytest.mark.django_db
def test_a_volunteer_who_was_taken_off_does_not_come_back_by_the_link():
    _invitation, token = invite()
    role, key = come(token)
    Role.objects.filter(pk=role.pk).update(revoked_at=NOW)

    with pytest.raises(joining.VolunteerRemoved):
        come(token, device_key=key)


@pytest.mark.django_db
class TestPupils:
    """At an event for pupils nobody has a name."""

    def test_no_nickname_is_asked_for_and_none_is_kept(self):
        event = make_event()
        event.openings.update(audience="pupils")
        _invitation, token = invite(event)

        role, _key = come(token, nickname="Ola from 1A")

        assert joining.needs_of(token) == joining.Needs(nickname=False)
        assert role.nickname == ""


@pytest.mark.django_db
def test_volunteer_of_an_event_for_everyone_needs_a_nickname():
    _invitation, token = invite()

    assert joining.needs_of(token) == joining.Needs(nickname=True)
    with pytest.raises(joining.NicknameMissing) as refused:
        come(token, nickname="")
    assert refused.value.field == "nickname"
    assert Role.objects.count() == 0


@pytest.mark.django_db
class TestRightsOfAnAccount:
    """Organisers and coordinators join with their account."""

    def organise(self, event=None, **fields):
        return invitations.make_invitation(event or make_event(), kind="organiser", at=NOW, **fields)

    def test_organiser_needs_an_account_and_uses_nothing_up_without(self):
        invitation, token = self.organise()

        with pytest.raises(joining.AccountNeeded):
            come(token)

        invitation.refresh_from_db()
        assert joining.needs_of(token) == joining.Needs(nickname=False, account_for="organiser")
        assert (invitation.uses, Device.objects.count()) == (0, 0)

    def test_organiser_has_the_role_once_however_often_they_come(self):
        event, user = make_event(), make_user()
        _invitation, token = self.organise(event, uses_allowed=1)

        first, key = come(token, user=user)
        again, _key = come(token, user=user)

        assert (first.kind, first.event, key, again.pk) == ("organiser", event, None, first.pk)
        assert list(Event.objects.run_by(Party(user))) == [event]

    def test_volunteer_becomes_organiser_and_acts_as_one(self):
        event, user = make_event(), make_user()
        make_role("volunteer", event=event, user=user)
        _invitation, token = self.organise(event)

        role, _key = come(token, user=user)

        assert Party(user).role_at(event).pk == role.pk

    def test_organiser_comes_before_the_event_is_approved_but_not_once_it_is_cancelled(self):
        waiting, cancelled = make_event(status="submitted"), make_event(status="cancelled")

        role, _key = come(self.organise(waiting)[1], user=make_user())

        assert role.event == waiting
        with pytest.raises(joining.EventNotApproved):
            come(self.organise(cancelled)[1], user=make_user())

    def test_role_that_was_taken_back_comes_again_by_a_newer_invitation_alone(self):
        event, user = make_event(), make_user()
        _invitation, old = self.organise(event)
        role, _key = come(old, user=user)
        Role.objects.filter(pk=role.pk).update(revoked_at=NOW + HOUR)

        with pytest.raises(joining.RoleTakenBack):
            come(old, user=user, at=NOW + 2 * HOUR)
        newer = invitations.make_invitation(event, kind="organiser", at=NOW + 2 * HOUR)[1]
        again, _key = come(newer, user=user, at=NOW + 2 * HOUR)

        assert (again.pk, again.revoked_at) == (role.pk, None)
        assert list(Role.objects.in_force()) == [role]

    def test_colleagues_are_told_by_mail_in_their_language(self):
        event = make_event(name="The library", slug="library")
        make_role("organiser", event=event, user=make_user("maria@example.org", language="pl"))
        _invitation, token = self.organise(event)

        come(token, user=make_user("jan@example.org", name="Jan"))

        mail = Mail.objects.get()
        assert (mail.to, mail.language) == ("maria@example.org", "pl")
        assert "Jan" in mail.body
        assert "/pl/events/library/volunteers/invitations/" in mail.body

    def test_every_joining_is_on_the_trail_and_a_second_one_is_not(self):
        event, user = make_event(), make_user()
        _invitation, token = self.organise(event)
        _invitation, door = invite(event)

        come(token, user=user)
        come(token, user=user)
        come(door)

        assert [(t.by, t.as_role, t.facts["kind"]) for t in Trace.objects.order_by("pk")] == [
            (user, "organiser", "organiser"),
            (None, "volunteer", "volunteer"),
        ]

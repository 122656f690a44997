"""How somebody with a link or a code becomes a volunteer, without an account."""

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.invitations import canonical
from events.models import Device, Event, Invitation, Role, User
from events.parties import hash_of
from events.refused import Refused


class JoiningRefused(Refused):
    """The invitation lets nobody in."""

    sentence = _("This invitation cannot be used.")


class InvitationUnknown(JoiningRefused):
    """No invitation has this token."""

    sentence = _("We do not know this code. Please compare it with the one you were given, sign by sign.")


class InvitationEnded(JoiningRefused):
    """The invitation's time is over."""

    sentence = _("This invitation has ended. Ask the organisers for a new one.")


class InvitationUsedUp(JoiningRefused):
    """The invitation has let in as many as it may."""

    sentence = _("This invitation has been used as often as it may. Ask the organisers for a new one.")


class InvitationRevoked(JoiningRefused):
    """The organisers took the invitation back."""

    sentence = _("This invitation was taken back. Ask the organisers for a new one.")


class EventNotApproved(JoiningRefused):
    """Nobody counts at this event (yet)."""

    sentence = _("This marathon is not open for counting. Ask its organisers when it will be.")


class VolunteerRemoved(JoiningRefused):
    """The organisers took this device or person off the event."""

    sentence = _("You were taken off this marathon. Ask its organisers if that was a mistake.")


def new_device_key() -> str:
    """256 random bits for a browser's cookie."""
    return secrets.token_urlsafe(32)


def join(
    token: str,
    *,
    nickname: str,
    device_key: str | None,
    user: User | None,
    at: dt.datetime,
    new_key: str | None = None,
) -> tuple[Role, str | None]:
    """Whoever asks is a volunteer of the invitation's event, and one use of it is counted a device or person.

    Answers with the role and the key the browser must keep; None for somebody with an account. ``new_key`` is
    the key of a device that has none yet: given twice, by a double tap, it is one device. Raises
    JoiningRefused.
    """
    for is_last_try in (False, True):
        try:
            with transaction.atomic():
                return _join(token, nickname, device_key, user, at, new_key or new_device_key())
        except IntegrityError:
            # The same device came by two invitations at once: by now it has joined.
            if is_last_try:
                raise
    raise AssertionError


def _join(
    token: str, nickname: str, device_key: str | None, user: User | None, at: dt.datetime, new_key: str
) -> tuple[Role, str | None]:
    # Whoever joins by the same invitation queues here.
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("event")
    invitation = locked.filter(token_hash=hash_of(canonical(token))).first()
    if invitation is None or invitation.event is None:
        raise InvitationUnknown
    if invitation.event.status != Event.Status.APPROVED:
        raise EventNotApproved
    if user is not None:
        return _role_of(invitation, {"user": user}, nickname, at), None
    device, key = _device(device_key, new_key, at)
    return _role_of(invitation, {"device": device}, nickname, at), key


def _device(device_key: str | None, new_key: str, at: dt.datetime) -> tuple[Device, str]:
    """The device of the key; a new one where nobody gave this key out."""
    known = Device.objects.filter(key_hash=hash_of(device_key)).first() if device_key else None
    if device_key and known is not None:
        return known, device_key
    device, _is_new = Device.objects.get_or_create(key_hash=hash_of(new_key), defaults={"made_at": at})
    return device, new_key


def _role_of(invitation: Invitation, who: dict[str, User | Device], nickname: str, at: dt.datetime) -> Role:
    """The role at the event, made, or renewed where it came by an invitation that was revoked since."""
    roles = Role.objects.filter(event=invitation.event_id, **who).order_by("kind")
    in_force = roles.in_force().first()
    if in_force is not None:
        return in_force
    older = roles.filter(kind=Role.Kind.VOLUNTEER).first()
    if older is not None and older.revoked_at is not None:
        raise VolunteerRemoved
    _use(invitation, at)
    if older is None:
        return Role.objects.create(
            kind=Role.Kind.VOLUNTEER, event=invitation.event, invitation=invitation, nickname=nickname, **who
        )
    older.invitation, older.nickname = invitation, nickname
    older.save(update_fields=["invitation", "nickname"])
    return older


def _use(invitation: Invitation, at: dt.datetime) -> None:
    """One use more is counted. Raises JoiningRefused where there is none left."""
    if Invitation.objects.usable_at(at).filter(pk=invitation.pk).update(uses=F("uses") + 1):
        return
    if invitation.revoked_at is not None:
        raise InvitationRevoked
    if invitation.ends_at is not None and invitation.ends_at <= at:
        raise InvitationEnded
    raise InvitationUsedUp

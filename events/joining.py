"""How somebody with a link or a code gets a role: volunteers without an account, all others with theirs."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events import limits, mails, trail
from events.invitations import canonical
from events.models import Device, Event, Invitation, Role, User
from events.parties import Party, hash_of
from events.refused import Refused

trail.know(joined=_("took an invitation up"))
mails.know(
    "colleague_joined",
    lambda: {
        "who": "Maria",
        "of": "Library on Long Street",
        "kind": "organiser",
        "slug": "library",
    },
)


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


class AccountNeeded(JoiningRefused):
    """The role is for somebody with an account, and nobody has signed in."""

    sentence = _("This invitation is for somebody with an account. Please sign in, or make one.")


class NicknameMissing(JoiningRefused):
    """Volunteers choose a name for the table, except at events for pupils."""

    sentence = _("Please choose a name for yourself.")
    field = "nickname"


class RoleTakenBack(JoiningRefused):
    """The role was taken back after the invitation had been made."""

    sentence = _("This role was taken back from you. Ask for a new invitation if that was a mistake.")


class VolunteerRemoved(JoiningRefused):
    """The organisers took this device or person off the event."""

    sentence = _("You were taken off this marathon. Ask its organisers if that was a mistake.")


def new_device_key() -> str:
    """256 random bits for a browser's cookie."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Needs:
    """What somebody is asked for who takes an invitation up."""

    nickname: bool = True
    # The role that is only for somebody with an account; empty for volunteers.
    account_for: str = ""


def needs_of(token: str) -> Needs:
    """What the invitation asks for; of an unknown one, what most do.

    No nickname where the event is for pupils, nor of somebody who needs an account anyway.
    """
    invitation = (
        Invitation.objects.select_related("event").filter(token_hash=hash_of(canonical(token))).first()
    )
    if invitation is None:
        return Needs()
    if invitation.kind != Invitation.Kind.VOLUNTEER:
        return Needs(nickname=False, account_for=invitation.kind)
    return Needs(nickname=invitation.event is not None and not invitation.event.is_for_pupils())


def join(
    token: str,
    *,
    nickname: str,
    device_key: str | None,
    user: User | None,
    at: dt.datetime,
    new_key: str | None = None,
) -> tuple[Role, str | None]:
    """Whoever asks has the invitation's role, and one use of it is counted a device or person.

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
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("event", "section")
    invitation = locked.filter(token_hash=hash_of(canonical(token))).first()
    if invitation is None:
        raise InvitationUnknown
    _check_event(invitation)
    if invitation.kind != Invitation.Kind.VOLUNTEER:
        if user is None:
            raise AccountNeeded
        return _right_of(invitation, user, at), None
    assert invitation.event is not None  # noqa: S101 - a constraint of the table, which types do not know
    if invitation.event.is_for_pupils():
        nickname = ""
    elif not nickname:
        raise NicknameMissing
    if user is not None:
        return _role_of(invitation, Party(user), {"user": user}, nickname, at), None
    device, key = _device(device_key, new_key, at)
    return _role_of(invitation, Party(device_key=key), {"device": device}, nickname, at), key


def _check_event(invitation: Invitation) -> None:
    """Raises EventNotApproved where the event takes nobody: organisers may come before it is approved."""
    if invitation.event is None:
        return
    refused = (Event.Status.DECLINED, Event.Status.CANCELLED)
    if invitation.kind == Invitation.Kind.VOLUNTEER and invitation.event.status != Event.Status.APPROVED:
        raise EventNotApproved
    if invitation.event.status in refused:
        raise EventNotApproved


def _device(device_key: str | None, new_key: str, at: dt.datetime) -> tuple[Device, str]:
    """The device of the key; a new one where nobody gave this key out."""
    known = Device.objects.filter(key_hash=hash_of(device_key)).first() if device_key else None
    if device_key and known is not None:
        return known, device_key
    device, _is_new = Device.objects.get_or_create(key_hash=hash_of(new_key), defaults={"made_at": at})
    return device, new_key


def _role_of(invitation: Invitation, by: Party, who: dict[str, Any], nickname: str, at: dt.datetime) -> Role:
    """The role at the event, made, or renewed where it came by an invitation that was revoked since."""
    roles = Role.objects.filter(event=invitation.event_id, **who).order_by("kind")
    in_force = roles.in_force().first()
    if in_force is not None:
        return in_force
    older = roles.filter(kind=Role.Kind.VOLUNTEER).first()
    if older is not None and older.revoked_at is not None:
        raise VolunteerRemoved
    role = _given(invitation, by, older, {**who, "nickname": nickname}, at)
    if older is None and role.device_id and _is_crowd(invitation, at):
        role.came_in_crowd = True
        role.save(update_fields=["came_in_crowd"])
    return role


def _is_crowd(invitation: Invitation, at: dt.datetime) -> bool:
    """Counts one phone more at the event; true once more join within the hour than its organisers expect.

    Counted apart from the rows: whoever erases a phone and joins with another has joined twice.
    """
    event = invitation.event
    return event is not None and limits.exceeded("joined", str(event.pk), event.crowd_limit, 60 * 60, at=at)


def _right_of(invitation: Invitation, user: User, at: dt.datetime) -> Role:
    """The organiser's or coordinator's role; one that was taken back comes again by a newer invitation."""
    of = {"event": invitation.event, "section": invitation.section}
    roles = Role.objects.filter(kind=invitation.kind, user=user, **of)
    in_force = roles.in_force().first()
    if in_force is not None:
        return in_force
    older = roles.first()
    if older is not None and older.revoked_at is not None and invitation.made_at <= older.revoked_at:
        raise RoleTakenBack
    role = _given(invitation, Party(user), older, {"user": user}, at)
    if invitation.kind == Invitation.Kind.COORDINATOR:
        # It said whom the mail went to; from here on the role says who it is.
        Invitation.objects.filter(pk=invitation.pk).update(label="")
    _tell_colleagues(role, at)
    return role


def _given(
    invitation: Invitation, by: Party, older: Role | None, what: dict[str, Any], at: dt.datetime
) -> Role:
    """One use is counted, and the role is there: a new one, or the older one again."""
    _use(invitation, at)
    what |= {"invitation": invitation, "revoked_at": None}
    if older is None:
        of = {"event": invitation.event, "section": invitation.section}
        older = Role.objects.create(kind=invitation.kind, **of, **what)
    else:
        for name, value in what.items():
            setattr(older, name, value)
        older.save(update_fields=list(what))
    trail.note(
        "joined",
        at=at,
        by=by,
        event=invitation.event,
        section=invitation.section,
        what=f"invitation {invitation.pk}",
        kind=invitation.kind,
    )
    return older


def _tell_colleagues(role: Role, at: dt.datetime) -> None:
    """Whoever had the same right before reads who has it now."""
    same = Role.objects.filter(kind=role.kind, event=role.event, section=role.section).in_force()
    colleagues = User.objects.filter(roles__in=same, is_active=True)
    of: Any = role.event or role.section
    for colleague in colleagues.exclude(roles=role):
        mails.post(
            "colleague_joined",
            to=colleague,
            at=at,
            who=role.user.name if role.user else "",
            of=str(of),
            kind=role.kind,
            slug=of.slug,
        )


def _use(invitation: Invitation, at: dt.datetime) -> None:
    """One use more is counted. Raises JoiningRefused where there is none left."""
    if Invitation.objects.usable_at(at).filter(pk=invitation.pk).update(uses=F("uses") + 1):
        return
    if invitation.revoked_at is not None:
        raise InvitationRevoked
    if invitation.ends_at is not None and invitation.ends_at <= at:
        raise InvitationEnded
    raise InvitationUsedUp

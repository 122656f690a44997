"""Invitations, made, read and revoked: the token is shown once and only its hash is kept."""

import datetime as dt
import hmac
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.addresses import whole_address
from events import trail
from events.models import Duty, Event, Invitation, Role, Section
from events.parties import Party, hash_of
from events.refused import Refused

# Crockford's digits: nothing that is read as something else when it is typed from paper.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 128 bits in digits of five.
LENGTH = 26
# What is read or typed for a digit, and what people put between them.
_MISREAD = str.maketrans("OIL", "011", " -\t\r\n\u00a0\u2010\u2011\u2013")

# A form that is sent twice shows its invitation again for so long, and nobody else ever sees it.
SHOWN_AGAIN = dt.timedelta(minutes=10)
# Who becomes an organiser or a coordinator does so soon, or is asked again.
A_WEEK = dt.timedelta(days=7)

trail.know(
    invitation_made=_("made an invitation"),
    invitation_revoked=_("took an invitation back"),
)


class InvitationShownAlready(Refused):
    """The form made its invitation some time ago; the token cannot be had again."""

    sentence = _("This invitation was made already, and it is shown only once. Please make a new one.")


class InvitationEndsTooEarly(Refused):
    """The end lies behind."""

    sentence = _("The end lies in the past. Choose a later one.")
    field = "ends_at"


class InvitationTakenUp(Refused):
    """Somebody became a coordinator by it: the role is theirs and not the invitation's any more."""

    sentence = _("This invitation has been taken up. Take the role itself back instead.")


@dataclass(frozen=True)
class Shown:
    """An invitation as people take it up: a link, a code to type and where, a picture to scan."""

    link: str
    code: str
    address: str
    picture: str

    @classmethod
    def of(cls, token: str, whom: str = "") -> "Shown":
        """The ways for one token. It stands in the fragment, which no server gets to see.

        ``whom`` is what the page asks for: ``pupils`` for no nickname, ``organiser`` or ``coordinator`` for
        an account.
        """
        address = whole_address("join") + (f"?for={whom}" if whom else "")
        link = f"{address}#{token}"
        picture = segno.make(link, error="m").svg_data_uri(scale=6, border=3, light="white")
        return cls(link, typed(token), address, picture)


def token_of(bits: bytes) -> str:
    """The token for 16 bytes of chance: 26 of Crockford's digits, in capitals."""
    rest = int.from_bytes(bits)
    digits = []
    for _place in range(LENGTH):
        rest, digit = divmod(rest, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def typed(token: str) -> str:
    """The token as people type it from paper: in groups, ``2P8A2N-YMRSX4-…``."""
    return "-".join(token[start : start + 6] for start in range(0, len(token), 6))


def canonical(text: str) -> str:
    """The token in what somebody typed or pasted: a whole link, small letters, spaces, O for 0, I for 1."""
    return text.rpartition("#")[2].upper().translate(_MISREAD)


def is_token(text: str) -> bool:
    """Whether the canonical text has the form of a token."""
    return len(text) == LENGTH and not set(text) - set(DIGITS)


def make_invitation(
    event: Event, *, at: dt.datetime, token: str = "", **limits: Any
) -> tuple[Invitation, str]:
    """Afterwards there is a new way to join the event; returns it with the token, which cannot be had again.

    ``limits`` are ``label``, ``ends_at`` and ``uses_allowed``.
    """
    token = token or token_of(secrets.token_bytes(16))
    invitation = Invitation.objects.create(event=event, token_hash=hash_of(token), made_at=at, **limits)
    return invitation, token


def token_for(key: uuid.UUID, of: Event | Section) -> str:
    """The token that belongs to a form's own key: whoever sends the form twice gets the same one.

    It follows from our secret, so the key alone tells nobody anything.
    """
    message = f"invitation {of._meta.model_name} {of.pk} {key}".encode()
    return token_of(hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")[:16])


@transaction.atomic
def invite(
    of: Event | Section,
    *,
    kind: str,
    key: uuid.UUID,
    by: Party,
    at: dt.datetime,
    label: str = "",
    ends_at: dt.datetime | None = None,
    uses_allowed: int | None = None,
) -> tuple[Invitation, str]:
    """Afterwards there is one way more to join, once for the key; returns it with its token.

    Who becomes an organiser or a coordinator is asked for by name, so to say: once and within a week, unless
    ``ends_at`` and ``uses_allowed`` say otherwise. Raises InvitationEndsTooEarly, and InvitationShownAlready
    where the key has had its invitation for a while.
    """
    if kind != Invitation.Kind.VOLUNTEER:
        ends_at, uses_allowed = ends_at or at + A_WEEK, uses_allowed or 1
    if ends_at is not None and ends_at <= at:
        raise InvitationEndsTooEarly
    token = token_for(key, of)
    over = {"event": of} if isinstance(of, Event) else {"section": of}
    made = over | {"kind": kind, "label": label, "made_at": at, "ends_at": ends_at}
    invitation, is_new = Invitation.objects.get_or_create(
        token_hash=hash_of(token), defaults=made | {"uses_allowed": uses_allowed}
    )
    if is_new:
        what = f"invitation {invitation.pk}"
        trail.note("invitation_made", at=at, by=by, **over, what=what, kind=kind, uses=uses_allowed)
    elif invitation.revoked_at is not None or at - invitation.made_at > SHOWN_AGAIN:
        raise InvitationShownAlready
    return invitation, token


@transaction.atomic
def take_back(invitation: Invitation, *, by: Party, at: dt.datetime) -> int:
    """Nobody gets in by it any more, and whoever did is out at once. How many that were; 0 the second time.

    Raises InvitationTakenUp where somebody became a coordinator by it.
    """
    # Whoever takes it up at the same moment comes before or after, never in between.
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at is not None:
        return 0
    if invitation.kind == Invitation.Kind.COORDINATOR and invitation.uses:
        raise InvitationTakenUp
    out = invitation.roles.filter(revoked_at__isnull=True).count()
    revoke(Invitation.objects.filter(pk=invitation.pk), at=at)
    if invitation.section_id is not None:
        # Whom it went to was only for those who waited for an answer.
        Invitation.objects.filter(pk=invitation.pk).update(label="")
    trail.note(
        "invitation_revoked",
        at=at,
        by=by,
        event=invitation.event,
        section=invitation.section,
        what=f"invitation {invitation.pk}",
        people=out,
    )
    return out


def revoke(invitations: QuerySet[Invitation], *, at: dt.datetime) -> int:
    """They let nobody in any more, and the roles they gave end with the next request. How many that was.

    The places that these people had in shifts to come are free again.
    """
    revoked = list(invitations.filter(revoked_at__isnull=True).values_list("pk", flat=True))
    Duty.objects.filter(role__invitation__in=revoked).to_come(at).give_back(at=at)
    return Invitation.objects.filter(pk__in=revoked, revoked_at__isnull=True).update(revoked_at=at)


def forget(invitations: QuerySet[Invitation], *, at: dt.datetime) -> None:
    """They are gone. Whoever came by one that was revoked stays out."""
    # The role's link to the invitation goes with it, and with the link the revocation would.
    revoked = invitations.filter(revoked_at__isnull=False).values("pk")
    Role.objects.filter(invitation__in=revoked, revoked_at__isnull=True).update(revoked_at=at)
    invitations.delete()

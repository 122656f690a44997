"""Invitations, made, read and revoked: the token is shown once and only its hash is kept."""

import datetime as dt
import secrets
from typing import Any

from django.db.models import QuerySet

from events.models import Event, Invitation, Role
from events.parties import hash_of

# Crockford's digits: nothing that is read as something else when it is typed from paper.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 128 bits in digits of five.
LENGTH = 26
# What is read or typed for a digit, and what people put between them.
_MISREAD = str.maketrans("OIL", "011", " -\t\r\n\u00a0\u2010\u2011\u2013")


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


def revoke(invitations: QuerySet[Invitation], *, at: dt.datetime) -> int:
    """They let nobody in any more, and the roles they gave end with the next request. How many that was."""
    return invitations.filter(revoked_at__isnull=True).update(revoked_at=at)


def forget(invitations: QuerySet[Invitation], *, at: dt.datetime) -> None:
    """They are gone. Whoever came by one that was revoked stays out."""
    # The role's link to the invitation goes with it, and with the link the revocation would.
    revoked = invitations.filter(revoked_at__isnull=False).values("pk")
    Role.objects.filter(invitation__in=revoked, revoked_at__isnull=True).update(revoked_at=at)
    invitations.delete()

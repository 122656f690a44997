"""Makes invitations: the token is shown once and only its hash is kept."""

import datetime as dt
import secrets
from typing import Any

from events.models import Event, Invitation
from events.parties import hash_of

# Crockford's digits: nothing that is read as something else when it is typed from paper.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 128 bits in digits of five.
LENGTH = 26


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


def make_invitation(
    event: Event, *, at: dt.datetime, token: str = "", **limits: Any
) -> tuple[Invitation, str]:
    """Afterwards there is a new way to join the event; returns it with the token, which cannot be had again.

    ``limits`` are ``label``, ``ends_at`` and ``uses_allowed``.
    """
    token = token or token_of(secrets.token_bytes(16))
    invitation = Invitation.objects.create(event=event, token_hash=hash_of(token), made_at=at, **limits)
    return invitation, token

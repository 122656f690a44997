"""Writers who want to hear what becomes of one case: their address waits for the news, then it is gone."""

import datetime as dt
import secrets

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cases.models import Case
from events import limits, mails
from events.parties import hash_of
from letters.models import Follower

# To one address about one case: whoever types a foreign address does not fill its mailbox.
MAILS_AN_HOUR = 2
# And about all cases together: a campaign has a dozen, and somebody may ask for each of them.
MAILS_AN_HOUR_IN_ALL = 20

_SAMPLE = {"case": "Yorm Bopha", "address": "/news/3uQdX…/"}
mails.know("follow_confirm", lambda: _SAMPLE)
mails.know("follow_already", lambda: _SAMPLE)


def ask(case: Case, *, email: str, language: str, at: dt.datetime) -> None:
    """The address got a mail with a link: to confirm, or to end what was confirmed before.

    Nothing tells the two apart but the mail itself. The link before it works no more.
    """
    email = email.lower()
    if limits.exceeded("follow", f"{case.pk} {email}", MAILS_AN_HOUR, 60 * 60, at=at):
        return
    if limits.exceeded("follow-in-all", email, MAILS_AN_HOUR_IN_ALL, 60 * 60, at=at):
        return
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        follower, _is_new = Follower.objects.select_for_update().get_or_create(
            case=case,
            email=email,
            defaults={"language": language, "asked_at": at, "token_hash": hash_of(token)},
        )
        follower.token_hash, follower.language = hash_of(token), language
        if follower.confirmed_at is None:
            follower.asked_at = at
        follower.save(update_fields=["token_hash", "language", "asked_at"])
        _write(follower, token, at)


def _write(follower: Follower, token: str, at: dt.datetime) -> None:
    with translation.override(follower.language):
        address = reverse("followed", args=[token])
        case = follower.case.safe_translation_getter("name", any_language=True)
    mails.post(
        "follow_already" if follower.confirmed_at else "follow_confirm",
        to=follower.email,
        at=at,
        language=follower.language,
        case=case,
        address=address,
    )


def find(token: str) -> Follower | None:
    """Whoever got the link with the token, with the case; None where it works no more."""
    return Follower.objects.filter(token_hash=hash_of(token)).select_related("case").first()


def confirm(follower: Follower, *, at: dt.datetime) -> None:
    """The address hears the news of the case. Twice is once."""
    # The clocks of two servers differ by moments: nobody confirms before they asked.
    at = max(at, follower.asked_at)
    Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=at)


def end(follower: Follower) -> None:
    """The address is forgotten. Twice is once."""
    Follower.objects.filter(pk=follower.pk).delete()

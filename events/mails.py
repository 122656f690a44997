"""Mails: written in the act's own transaction, sent by the worker, deleted once they are on their way.

Each kind of mail is a template ``mails/<name>.txt`` that extends ``mails/base.txt``: what happened, and what
to do next. An app makes its mails known with ``know``, with a sample that the preview shows.
"""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from events.models import Mail, User

log = logging.getLogger(__name__)

# A mail server that is away is tried again after so many minutes; then the mail is given up.
WAITS = (1, 5, 30, 120, 360, 720, 1440)
A_ROUND = 50


@dataclass(frozen=True)
class Written:
    """A mail as it is read."""

    subject: str
    body: str


# What a preview shows of each kind of mail: a context like the one it is written with.
SAMPLES: dict[str, Callable[[], Mapping[str, Any]]] = {}


def know(name: str, sample: Callable[[], Mapping[str, Any]]) -> None:
    """Mails of the name can be written, and the preview shows the sample."""
    SAMPLES[name] = sample


def written(name: str, context: Mapping[str, Any], *, language: str) -> Written:
    """The mail in the language. Raises KeyError where nobody made the name known."""
    SAMPLES[name]
    with translation.override(language):
        text = render_to_string(f"mails/{name}.txt", {**context, "site": settings.BASE_URL})
    subject, _newline, body = text.strip().partition("\n")
    return Written(" ".join(subject.split())[:250], body.strip() + "\n")


def post(
    name: str,
    /,
    *,
    to: User | str,
    at: dt.datetime,
    language: str = "",
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Mail:
    """The mail will be sent once the transaction is over, in the person's language or the one given."""
    mail = composed(name, to=to, at=at, language=language, headers=headers, **context)
    mail.save(force_insert=True)
    return mail


def composed(
    name: str,
    /,
    *,
    to: User | str,
    at: dt.datetime,
    language: str = "",
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Mail:
    """The mail as ``post`` writes it, for acts that write to many and keep all mails at once."""
    language = language or (to.language if isinstance(to, User) else settings.LANGUAGE_CODE)
    mail = written(name, context, language=language)
    return Mail(
        name=name,
        to=to.email if isinstance(to, User) else to,
        language=language,
        subject=mail.subject,
        body=mail.body,
        headers=dict(headers or {}),
        made_at=at,
        next_try_at=at,
    )


def post_to_each(name: str, /, *, to: Iterable[User], at: dt.datetime, **context: Any) -> int:
    """Each person gets the same mail, alone and in their own language. How many mails there are."""
    by_language: dict[str, Written] = {}
    waiting = []
    for person in to:
        language = person.language
        if language not in by_language:
            by_language[language] = written(name, context, language=language)
        mail = by_language[language]
        waiting.append(
            Mail(
                name=name,
                to=person.email,
                language=language,
                subject=mail.subject,
                body=mail.body,
                made_at=at,
                next_try_at=at,
            )
        )
    return len(Mail.objects.bulk_create(waiting, batch_size=500))


def deliver(*, at: dt.datetime) -> int:
    """Mails that are due are sent and gone; those that the server did not take wait. How many were sent.

    Two workers never send the same one: each mail is locked while it is sent.
    """
    sent = 0
    for pk in list(Mail.objects.due_at(at).values_list("pk", flat=True)[:A_ROUND]):
        sent += _send(pk, at)
    return sent


def _send(pk: int, at: dt.datetime) -> bool:
    with transaction.atomic():
        mail = Mail.objects.select_for_update(skip_locked=True).due_at(at).filter(pk=pk).first()
        if mail is None:
            return False
        try:
            EmailMessage(mail.subject, mail.body, to=[mail.to], headers=mail.headers).send()
        except (smtplib.SMTPException, OSError) as error:
            _wait(mail, at, type(error).__name__)
            return False
        except ValueError as error:
            # An address that no mail can be made for, today or tomorrow. The others behind it are to go out.
            log.error("A mail of the kind %s cannot be sent: %s", mail.name, type(error).__name__)
            mail.delete()
            return False
        mail.delete()
    return True


def _wait(mail: Mail, at: dt.datetime, why: str) -> None:
    if mail.tries >= len(WAITS):
        log.error("A mail of the kind %s was given up: %s", mail.name, why)
        mail.delete()
        return
    log.warning("A mail of the kind %s waits: %s", mail.name, why)
    mail.next_try_at = at + dt.timedelta(minutes=WAITS[mail.tries])
    mail.tries += 1
    mail.save(update_fields=["tries", "next_try_at"])

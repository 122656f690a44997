"""Coordinators write to their organisers: each in a mail of their own, in the frame of their language."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Campaign
from events import mails, trail
from events.models import Event, Role, Section, User
from events.parties import Party
from events.refused import Refused
from letters.models import Broadcast, Report

trail.know(broadcast=_("wrote to organisers"))
mails.know(
    "broadcast",
    lambda: {
        "subject": "Your parcel is on its way",
        "words": "Dear organisers,\n\nthe paper left our office today. Please say when it has arrived.",
        "section": "Poland",
    },
)

# Whose organisers are written to at all: a draft is nobody's but its writer's, what was declined is over.
ALIVE = (Event.Status.SUBMITTED, Event.Status.ASKED, Event.Status.APPROVED)


class NobodyThere(Refused):
    """There is nobody to write to."""

    sentence = _("Nobody is among them now. Please choose others.")
    field = "audience"


def receivers(section: Section, campaign: Campaign, audience: str, *, at: dt.datetime) -> QuerySet[User]:
    """The people meant, each once, however many marathons they organise."""
    events = Event.objects.filter(
        section=section, campaign=campaign, form=Event.Form.HERE, status__in=ALIVE
    ).order_by()
    if audience != Broadcast.Audience.EVERYONE:
        events = events.filter(status=Event.Status.APPROVED)
    if audience == Broadcast.Audience.MISSING:
        not_in = (Report.Status.MISSING, Report.Status.RETURNED)
        missing = Q(report__isnull=True) | Q(report__status__in=not_in)
        # Nobody reports before the doors have closed.
        events = events.filter(missing).exclude(openings__ends_at__gt=at)
    roles = Role.objects.organising().filter(event__in=events.values("pk"))
    return User.objects.filter(pk__in=roles.values("user")).order_by("pk")


@transaction.atomic
def send(
    section: Section,
    campaign: Campaign,
    *,
    audience: str,
    subject: str,
    words: str,
    key: uuid.UUID,
    by: Party,
    at: dt.datetime,
) -> Broadcast:
    """The mails are on their way, one to each; the same key once. Raises NobodyThere."""
    sent, is_new = Broadcast.objects.get_or_create(
        key=uuid.uuid5(key, f"broadcast of {section.pk}"),
        defaults={
            "section": section,
            "campaign": campaign,
            "at": at,
            "by": by.user,
            "audience": audience,
            "subject": subject,
        },
    )
    if not is_new:
        return sent
    people = receivers(section, campaign, audience, at=at)
    sent.receivers = mails.post_to_each(
        "broadcast", to=people, at=at, subject=subject, words=words, section=section
    )
    if not sent.receivers:
        raise NobodyThere
    sent.save(update_fields=["receivers"])
    trail.note("broadcast", at=at, by=by, section=section, people=sent.receivers, audience=audience)
    return sent

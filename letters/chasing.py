"""Chasing: who did not report is asked kindly, three times, and never again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events import mails, trail
from events.models import Event, Participation, User
from letters import reports
from letters.models import Head, Report

# So long after the last opening; the third time Christmas and New Year are over.
WAITS = (dt.timedelta(days=3), dt.timedelta(days=10), dt.timedelta(days=21))
# A worker that stood still for weeks does not send two reminders in one day.
APART = dt.timedelta(days=3)
# What is longer ago was held before we were there, or nobody waits for it any more.
FORGOTTEN = dt.timedelta(days=60)

trail.know(report_chased=_("asked for the report"))
mails.know("report_due", lambda: reports.sample() | {"number": 1, "letters": 1340})


def chase(*, at: dt.datetime) -> int:
    """The organisers of each place whose report is due and missing have been asked; how many places were.

    Safe to repeat: each of the three times is once. A report that was sent back is not chased: its mail said
    what to do.
    """
    final = Participation.objects.filter(
        section=OuterRef("section"), campaign=OuterRef("campaign"), final_at__isnull=False
    )
    events: Any = Event.objects.public().held_here().with_span().select_related("section", "report")
    due = events.filter(
        Q(report=None) | Q(report__status=Report.Status.MISSING, report__chased__lt=len(WAITS)),
        ~Exists(final),
        last_end__lte=at - WAITS[0],
        last_end__gt=at - FORGOTTEN,
        campaign__is_final=False,
    )
    return sum(_ask(event, at) for event in due if _is_due(event, getattr(event, "report", None), at))


def _is_due(event: Any, report: Report | None, at: dt.datetime) -> bool:
    if report is None:
        return True
    if report.status != Report.Status.MISSING or report.chased >= len(WAITS):
        return False
    is_rested = report.chased_at is None or at - report.chased_at >= APART
    return is_rested and at - event.last_end >= WAITS[report.chased]


def _ask(event: Event, at: dt.datetime) -> bool:
    """Whether somebody was asked: not where another worker was faster, or nobody organises it any more."""
    organisers = list(User.objects.organising(event))
    if not organisers:
        return False
    with transaction.atomic():
        report = reports.locked(event)
        if not _is_due(event, report, at):
            return False
        report.chased, report.chased_at = report.chased + 1, at
        report.save(update_fields=["chased", "chased_at"])
        letters = Head.objects.filter(event=event).values_list("letters", flat=True).first() or 0
        for user in organisers:
            mails.post("report_due", to=user, at=at, event=event, number=report.chased, letters=letters)
        trail.note("report_chased", at=at, event=event, number=report.chased, people=len(organisers))
    return True

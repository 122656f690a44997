"""Counting ends by itself after the last opening. Organisers may end it sooner, and begin it again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import trail
from events.models import Event
from events.parties import Party
from events.refused import Refused
from letters import ledger
from letters.models import Report
from letters.turns import turn

trail.know(counting_closed=_("closed the count"), counting_reopened=_("opened the count again"))


class FiguresSigned(Refused):
    """The report is signed: letters that come in now would not be in it."""

    sentence = _("The report is signed, so counting stays closed. Correct the report instead.")


class ResultFinal(Refused):
    """The section's or the campaign's result is final."""

    sentence = _("The result is final. Nothing more is counted.")


class StillToOpen(Refused):
    """The doors have not opened yet."""

    sentence = _("Nothing is counted yet, so there is nothing to close.")


def close(event: Event, *, by: Party, at: dt.datetime) -> None:
    """No entry is taken from a phone any more; closing twice changes nothing. Raises StillToOpen.

    Sheets, recounts and the report may still put the figures right.
    """
    with turn(event.pk), transaction.atomic():
        # Whoever counts at this moment is in the ledger before, or refused after.
        ledger.lock_head(event)
        first, _last = event.span()
        if first is None or at < first:
            raise StillToOpen
        if Event.objects.filter(pk=event.pk, closed_at=None).update(closed_at=at):
            trail.note("counting_closed", at=at, by=by, event=event)


def reopen(event: Event, *, by: Party, at: dt.datetime) -> None:
    """Phones may count again, as long as the event's grace lasts. Raises FiguresSigned and ResultFinal."""
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        if event.has_final_result():
            raise ResultFinal
        settled = (Report.Status.SIGNED, Report.Status.VERIFIED)
        if Report.objects.filter(event=event, status__in=settled).exists():
            raise FiguresSigned
        if Event.objects.filter(pk=event.pk, closed_at__isnull=False).update(closed_at=None):
            trail.note("counting_reopened", at=at, by=by, event=event)

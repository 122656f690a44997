"""Verifying: a coordinator reads a signed report, and says that it is right or what to look at again."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events import mails, trail
from events.models import User
from events.parties import Party
from events.refused import Refused
from letters import ledger, reports
from letters.models import Report
from letters.turns import turn

trail.know(report_verified=_("verified the report"), report_returned=_("sent the report back"))
mails.know("report_verified", reports.sample)
mails.know("report_returned", reports.sample)


class NotSigned(Refused):
    """There is nothing to verify: it is missing or was sent back."""

    sentence = _("This report is not signed. It waits for its organisers.")


class VerifiedAlready(Refused):
    """Another coordinator was faster, and found it right."""

    sentence = _("Somebody verified this report meanwhile. Nothing was changed.")


class SignedAgain(Refused):
    """The organisers signed another version since the page was read."""

    sentence = _("The organisers signed again meanwhile. Look at their new figures first.")


class LedgerMoved(Refused):
    """What the organisers signed is not what the ledger says by now."""

    sentence = _(
        "The count moved after the report was signed, so the figures are not the signed ones any more. "
        "Send it back and ask for a new signature."
    )


class WordsNeeded(Refused):
    """Nobody can mend what they are not told."""

    sentence = _("Say what should be looked at again.")
    field = "words"


class ResultFinal(Refused):
    """The section's result is final."""

    sentence = _("The result is final. Reports stand as they are.")


def verify(report: Report, *, version: int, words: str, by: Party, at: dt.datetime) -> Report:
    """The report is verified and its figures stand still; verified before, nothing happens again.

    ``version`` is the one that the coordinator read. Raises NotSigned, SignedAgain, LedgerMoved, ResultFinal.
    """
    event = report.event
    with turn(event.pk), transaction.atomic():
        head = ledger.lock_head(event)
        report = reports.locked(event)
        if report.status == Report.Status.VERIFIED:
            return report
        _check(report, version)
        if (head.seq, head.chain) != (report.seq, report.chain):
            raise LedgerMoved
        _answer(report, Report.Status.VERIFIED, words, by, at)
    return report


def send_back(report: Report, *, version: int, words: str, by: Party, at: dt.datetime) -> Report:
    """The report waits to be signed again, with the coordinator's words; sent back before, nothing happens.

    A verified one is opened again by administrators alone. Raises WordsNeeded, NotSigned, SignedAgain,
    VerifiedAlready, ResultFinal.
    """
    event = report.event
    with turn(event.pk), transaction.atomic():
        ledger.lock_head(event)
        report = reports.locked(event)
        if not words.strip():
            raise WordsNeeded
        if report.status == Report.Status.RETURNED and report.version == version:
            return report
        is_verified = report.status == Report.Status.VERIFIED
        if is_verified and not by.is_administrator:
            raise VerifiedAlready
        _check(report, version, is_verified=is_verified)
        _answer(report, Report.Status.RETURNED, words, by, at)
    return report


def _check(report: Report, version: int, *, is_verified: bool = False) -> None:
    if report.status != Report.Status.SIGNED and not is_verified:
        raise NotSigned
    if report.version != version:
        raise SignedAgain
    if not report.event.takes_corrections():
        raise ResultFinal


def _answer(report: Report, status: str, words: str, by: Party, at: dt.datetime) -> None:
    report.status, report.answer = status, words.strip()
    report.answered_at, report.answered_by = at, by.user
    report.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    act = f"report_{status}"
    event = report.event
    trail.note(act, at=at, by=by, event=event, letters=report.letters, version=report.version, seq=report.seq)
    for user in User.objects.organising(event):
        mails.post(act, to=user, at=at, event=event, report=report)

"""An event's final figures."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Kind


class Report(models.Model):
    """One row is an event's report: signed by its organiser, verified or sent back by a coordinator."""

    class Status(models.TextChoices):
        """How far it is. A report that is missing is chased; one sent back is signed again."""

        MISSING = "missing", _("not in yet")
        SIGNED = "signed", _("signed, to be verified")
        RETURNED = "returned", _("sent back")
        VERIFIED = "verified", _("verified")

    event = models.OneToOneField(
        "events.Event", on_delete=models.PROTECT, primary_key=True, related_name="report"
    )
    # The entries' ids follow from it and from the version, so that a report signed twice at once counts once.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.MISSING)
    words = models.TextField(_("what should be known"), blank=True)
    writers = models.PositiveIntegerField(_("people who wrote"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The witness: how far the ledger was when the figures were signed.
    seq = models.PositiveIntegerField(_("entries by then"), default=0)
    chain = models.CharField(_("chain"), max_length=64, blank=True)
    letters = models.PositiveIntegerField(_("letters"), default=0)
    actions = models.PositiveIntegerField(_("other actions"), default=0)
    answer = models.TextField(_("the coordinator’s words"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    chased = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    chased_at = models.DateTimeField(_("last reminder"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["event"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="missing", signed_at__isnull=True)
                | (~Q(status="missing") & Q(signed_at__isnull=False)),
                name="report_signed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["returned", "verified"]) | Q(answered_at__isnull=False),
                name="report_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | ~Q(answer=""),
                name="report_returned_with_words",
                violation_error_message=_("Say what should be looked at again."),
            ),
            models.CheckConstraint(condition=Q(chased__lte=3), name="report_chased_three_times"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.status}"


class ReportLine(models.Model):
    """One row is the final figure of one kind for one case, what was logged before, and why it differs."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    figure = models.PositiveIntegerField(_("final figure"))
    logged = models.PositiveIntegerField(_("logged before"))
    words = models.CharField(_("why they differ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("figure of a report")
        verbose_name_plural = _("figures of reports")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "case", "kind"], name="report_line_once"),
            models.CheckConstraint(
                condition=Q(figure=F("logged")) | ~Q(words=""),
                name="report_difference_explained",
                violation_error_message=_("Say why the final figure differs from the count."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.case_id} {self.kind}: {self.figure}"

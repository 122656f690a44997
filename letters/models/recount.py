"""The piles counted at one moment, beside what the ledger said."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Kind


class Recount(models.Model):
    """One row is one counting of the piles. Its differences become entries when the organiser accepts it."""

    class Status(models.TextChoices):
        """How far it is."""

        OPEN = "open", _("to be accepted")
        ACCEPTED = "accepted", _("accepted")
        DROPPED = "dropped", _("dropped")

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="recounts")
    number = models.PositiveIntegerField(_("number"))
    # The entries' ids follow from it, so that a recount accepted twice at once counts once.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    counted_at = models.DateTimeField(_("counted"))
    counted_by = models.UUIDField(_("counted by"), null=True, blank=True, help_text=_("A role's pseudonym."))
    # How far the ledger was at that moment: what comes later is no difference.
    seq = models.PositiveIntegerField(_("entries by then"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="recount_number_once"),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(status="open"),
                name="recount_one_open",
                violation_error_message=_("Another recount waits to be accepted. Accept or drop it first."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True)
                | Q(status__in=["accepted", "dropped"], settled_at__isnull=False),
                name="recount_settled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.number}"


class RecountLine(models.Model):
    """One row is one pile: what was counted, what the ledger said, and why they differ."""

    class Reason(models.TextChoices):
        """Why a pile and the ledger differ."""

        NONE = "", _("no difference")
        FORGOTTEN = "forgotten", _("letters nobody logged")
        TWICE = "twice", _("logged twice")
        WRONG_PILE = "wrong_pile", _("logged for another case or kind")
        TAKEN_HOME = "taken_home", _("taken home or thrown away")
        UNKNOWN = "unknown", _("nobody knows")

    recount = models.ForeignKey(Recount, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    counted = models.PositiveIntegerField(_("counted"))
    logged = models.PositiveIntegerField(_("logged"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True, default="")
    words = models.CharField(_("in words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("pile of a recount")
        verbose_name_plural = _("piles of recounts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recount", "case", "kind"], name="recount_line_once"),
            models.CheckConstraint(
                condition=Q(counted=F("logged")) | ~Q(reason=""),
                name="recount_difference_has_reason",
                violation_error_message=_("Say why the pile and the count differ."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recount_id} {self.case_id} {self.kind}: {self.difference:+}"

    @property
    def difference(self) -> int:
        """Letters that were counted beyond what was logged; below zero where some are missing."""
        return self.counted - self.logged

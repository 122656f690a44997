"""What the press has laid out and keeps for a while, and the packs that are on their way through it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LaidOut(models.Model):
    """One row is the PDF of one paper, known by everything that stands on it: it is laid out once.

    No writer is in it: letters with a name are printed and forgotten. Of a form to be stamped, ``places`` are
    its free lines.
    """

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    pdf = models.BinaryField(_("PDF"))
    places = models.JSONField(_("free places"), default=list, blank=True)
    used_on = models.DateField(_("last used"))

    class Meta:
        verbose_name = _("paper laid out")
        verbose_name_plural = _("papers laid out")
        indexes = [models.Index(fields=["used_on"], name="laid_out_to_forget")]

    def __str__(self) -> str:
        return self.digest


class Printing(models.Model):
    """One row is a pack that somebody ordered for an event: how many of what, and how far it is."""

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    UNDER_WAY = (Status.WAITING, Status.MAKING)

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="printings")
    order = models.JSONField(_("order"), default=dict)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(_("papers done"), default=0)
    total = models.PositiveIntegerField(_("papers in all"), default=0)
    words = models.CharField(_("why it failed"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("ordered"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("pack")
        verbose_name_plural = _("packs")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "making"], settled_at=None)
                | (~Q(status__in=["waiting", "making"]) & Q(settled_at__isnull=False)),
                name="printing_settled_when_not_under_way",
            ),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="printing_done_of_total"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.made_at:%Y-%m-%d %H:%M} {self.status}"

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has it, or will."""
        return self.status in self.UNDER_WAY

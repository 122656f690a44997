"""What coordinators wrote to the organisers of their section."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Broadcast(models.Model):
    """One row says that a coordinator wrote to many organisers at once. The words are not kept."""

    class Audience(models.TextChoices):
        """To whom."""

        EVERYONE = "everyone", _("all organisers of the campaign")
        APPROVED = "approved", _("organisers of approved marathons")
        MISSING = "missing", _("organisers whose report is missing")

    # Made for the form, so that a double click sends once.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="broadcasts")
    campaign = models.ForeignKey("cases.Campaign", on_delete=models.CASCADE, related_name="broadcasts")
    at = models.DateTimeField(_("sent"))
    by = models.ForeignKey("events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    audience = models.CharField(_("to whom"), max_length=8, choices=Audience)
    subject = models.CharField(_("subject"), max_length=120)
    receivers = models.PositiveIntegerField(_("receivers"), default=0)

    class Meta:
        verbose_name = _("mail to organisers")
        verbose_name_plural = _("mails to organisers")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="broadcast_has_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.at:%Y-%m-%d %H:%M} {self.audience}"

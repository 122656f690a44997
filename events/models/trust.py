"""Organisers whose events need no approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Trust(models.Model):
    """One row says that a section approves whatever this person registers."""

    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="trusts")
    user = models.ForeignKey("events.User", on_delete=models.CASCADE, related_name="trusts")
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("trusted organiser")
        verbose_name_plural = _("trusted organisers")
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "user"],
                name="trust_once",
                violation_error_message=_("The section trusts this person already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.user_id}"

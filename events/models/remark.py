"""What an event's organiser and the section's coordinators said to each other about it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Remark(models.Model):
    """One row is one step of an event's way to approval, with the words that went with it. Never changed."""

    class Kind(models.TextChoices):
        """What was done."""

        SUBMITTED = "submitted", _("registered")
        ASKED = "asked", _("asked back")
        ANSWERED = "answered", _("answered")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    words = models.TextField(_("words"), blank=True)
    by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["asked", "answered", "declined"]) | ~Q(words=""),
                name="remark_with_words",
                violation_error_message=_("Say it in a sentence: the other side reads it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_kind_display()}"

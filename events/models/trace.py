"""The trail: who did what, when, to what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Trace(models.Model):
    """One row is one act that changed figures, rights, texts or state. Kept apart from what it changed.

    ``facts`` are numbers, states and addresses of pages: never a name, an e-mail address or what somebody
    wrote. Who did it is known while the person's account is; afterwards only as which kind of role.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    act = models.CharField(_("act"), max_length=40)
    section = models.ForeignKey(
        "events.Section", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(
        "events.Event", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    what = models.CharField(_("what"), max_length=120, blank=True, help_text=_("Such as “recount 3”."))
    by = models.ForeignKey("events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    as_role = models.CharField(_("as"), max_length=14, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["section", "-at"], name="trace_of_section"),
            models.Index(fields=["event", "-at"], name="trace_of_event"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(act=""), name="trace_has_act"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.what}"

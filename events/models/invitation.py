"""Ways to join an event."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class InvitationQuerySet(models.QuerySet):
    """Which invitations."""

    def usable_at(self, at: dt.datetime) -> Self:
        """Those that still let somebody in at the instant."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at),
            Q(uses_allowed__isnull=True) | Q(uses__lt=F("uses_allowed")),
            revoked_at__isnull=True,
        )


class Invitation(models.Model):
    """One row is a link (or its typed code) that gives a role to whoever has it. Only its hash is kept."""

    class Kind(models.TextChoices):
        """The role it gives. All but the volunteer's need an account."""

        VOLUNTEER = "volunteer", _("volunteer of an event")
        ORGANISER = "organiser", _("organiser of an event")
        COORDINATOR = "coordinator", _("coordinator of a section")

    kind = models.CharField(_("role"), max_length=11, choices=Kind, default=Kind.VOLUNTEER)
    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    section = models.ForeignKey(
        "events.Section", on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=80, blank=True, help_text=_("Where it hangs, say."))
    made_at = models.DateTimeField(_("made"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("used"), default=0)
    uses_allowed = models.PositiveIntegerField(_("uses allowed"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="coordinator", section__isnull=False, event__isnull=True)
                | Q(kind__in=["volunteer", "organiser"], section__isnull=True, event__isnull=False),
                name="invitation_to_the_right_thing",
                violation_error_message=_("Volunteers and organisers join an event, coordinators a section."),
            ),
            models.CheckConstraint(
                condition=Q(uses_allowed__isnull=True) | Q(uses__lte=F("uses_allowed")),
                name="invitation_not_overused",
                violation_error_message=_("The invitation has been used as often as it may."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{_('invitation')} {self.pk}"

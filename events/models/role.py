"""Who may do what, and to what."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from events.models.event import Event


class RoleQuerySet(models.QuerySet):
    """Which roles."""

    def in_force(self) -> Self:
        """Those that were neither revoked nor came by an invitation that was."""
        return self.filter(
            Q(invitation__isnull=True) | Q(invitation__revoked_at__isnull=True), revoked_at__isnull=True
        )

    def out_of_force(self) -> Self:
        """All the others."""
        return self.filter(Q(revoked_at__isnull=False) | Q(invitation__revoked_at__isnull=False))

    def administering(self) -> Self:
        """Those of administrators who can do so: in force, and the account is active."""
        return self.in_force().filter(kind=Role.Kind.ADMINISTRATOR, user__is_active=True)

    def organising(self) -> Self:
        """Those of organisers who can be written to: in force, and the account is active."""
        return self.in_force().filter(kind=Role.Kind.ORGANISER, user__is_active=True)

    def coordinating(self) -> Self:
        """Those of coordinators who can be written to: in force, and the account is active."""
        return self.in_force().filter(kind=Role.Kind.COORDINATOR, user__is_active=True)

    def volunteers_of(self, event: "Event") -> Self:
        """Those that were given at the event to count there, in the order in which people came."""
        return self.filter(event=event, kind=Role.Kind.VOLUNTEER).order_by("id")

    def with_number(self) -> Self:
        """Each with ``number``: a volunteer's place among all who ever joined the event, from 1."""
        before = Role.objects.filter(
            event=OuterRef("event"), kind=Role.Kind.VOLUNTEER, pk__lte=OuterRef("pk")
        )
        count = before.order_by().values("event").annotate(number=Count("pk")).values("number")
        return self.annotate(number=Subquery(count))


class Role(models.Model):
    """One row gives one right to one person, or to the device of somebody without an account."""

    class Kind(models.TextChoices):
        """The rights there are."""

        ADMINISTRATOR = "administrator", _("administrator")
        COORDINATOR = "coordinator", _("coordinator of a section")
        ORGANISER = "organiser", _("organiser of an event")
        VOLUNTEER = "volunteer", _("volunteer of an event")

    kind = models.CharField(_("role"), max_length=14, choices=Kind)
    user = models.ForeignKey(
        "events.User", on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    device = models.ForeignKey(
        "events.Device", on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    section = models.ForeignKey(
        "events.Section", on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, null=True, blank=True, related_name="roles"
    )
    invitation = models.ForeignKey(
        "events.Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="roles"
    )
    nickname = models.CharField(_("nickname"), max_length=40, blank=True)
    pseudonym = models.UUIDField(
        _("pseudonym"),
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text=_("What the ledger knows of whoever counted. It means nothing once this row is gone."),
    )
    came_in_crowd = models.BooleanField(
        _("came in a crowd"), default=False, help_text=_("What it counts waits for the organiser’s word.")
    )
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["kind", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, device__isnull=True)
                | Q(user__isnull=True, device__isnull=False),
                name="role_of_person_or_device",
                violation_error_message=_("A role belongs to one person or to one device."),
            ),
            models.CheckConstraint(
                condition=Q(device__isnull=True) | Q(kind="volunteer"),
                name="role_of_device_is_volunteer",
                violation_error_message=_("Whoever has no account can be a volunteer only."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="administrator", section__isnull=True, event__isnull=True)
                    | Q(kind="coordinator", section__isnull=False, event__isnull=True)
                    | Q(kind__in=["organiser", "volunteer"], section__isnull=True, event__isnull=False)
                ),
                name="role_over_the_right_thing",
                violation_error_message=_(
                    "A coordinator has a section, organisers and volunteers an event, administrators neither."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(kind="administrator"),
                name="role_administrator_once",
                violation_error_message=_("The person is administrator already."),
            ),
            models.UniqueConstraint(
                fields=["user", "section"],
                condition=Q(kind="coordinator"),
                name="role_coordinator_once",
                violation_error_message=_("The person coordinates this section already."),
            ),
            models.UniqueConstraint(
                fields=["user", "event", "kind"],
                condition=Q(event__isnull=False, user__isnull=False),
                name="role_at_event_once",
                violation_error_message=_("The person has this role already."),
            ),
            models.UniqueConstraint(
                fields=["device", "event"],
                condition=Q(device__isnull=False),
                name="role_of_device_once",
                violation_error_message=_("The device has joined this event already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.section or self.event or '–'}"

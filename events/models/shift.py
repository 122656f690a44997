"""Who helps when."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from events.models.event import Event


class ShiftQuerySet(models.QuerySet):
    """Which shifts."""

    def of_event(self, event: "Event") -> Self:
        """Those at any opening of the event."""
        return self.filter(opening__event=event)

    def with_taken(self) -> Self:
        """Each with ``taken``: how many of its places somebody holds."""
        return self.annotate(taken=Count("duties", filter=Q(duties__returned_at__isnull=True)))


class Shift(models.Model):
    """One row is a task at one opening for some hours, with so many places."""

    opening = models.ForeignKey("events.Opening", on_delete=models.CASCADE, related_name="shifts")
    task = models.CharField(_("task"), max_length=80, help_text=_("Such as: the table, tea, the door."))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    places = models.PositiveSmallIntegerField(_("places"), default=2)
    # Made with the form it came by, so that a form sent twice makes one shift.
    key = models.UUIDField(_("key"), unique=True, null=True, blank=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "task", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_start",
                violation_error_message=_("A shift cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=200),
                name="shift_has_places",
                violation_error_message=_("A shift has between 1 and 200 places."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.starts_at:%Y-%m-%d %H:%M}"


class DutyQuerySet(models.QuerySet):
    """Which duties."""

    def kept(self) -> Self:
        """Those whose place was not given back."""
        return self.filter(returned_at__isnull=True)

    def to_come(self, at: dt.datetime) -> Self:
        """Those kept whose shift goes on or is still to come, and of which nobody said who came."""
        return self.kept().filter(shift__ends_at__gt=at, came__isnull=True)

    def give_back(self, *, at: dt.datetime) -> int:
        """Afterwards their places are free, and where to send a reminder is forgotten. How many that were."""
        return self.update(returned_at=at, reminder_email="", reminder_language="")


class Duty(models.Model):
    """One row is one volunteer's place in one shift, taken beforehand or on the spot."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="duties")
    role = models.ForeignKey("events.Role", on_delete=models.CASCADE, related_name="duties")
    taken_at = models.DateTimeField(_("taken"))
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    is_walk_in = models.BooleanField(_("came without being expected"), default=False)
    came = models.BooleanField(_("came"), null=True, blank=True)
    # Only of those who asked for a reminder, and only until it is sent.
    reminder_email = models.EmailField(_("where to send the reminder"), blank=True)
    reminder_language = models.CharField(_("language of the reminder"), max_length=10, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "role"],
                name="duty_once",
                violation_error_message=_("This volunteer has a place in the shift already."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(came__isnull=True),
                name="duty_came_only_if_kept",
                violation_error_message=_("Whoever gave the place back neither came nor stayed away."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id}/{self.role_id}"

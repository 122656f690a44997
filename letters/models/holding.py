"""What each phone logged, and what is held back from the public number because no hand can do it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeviceCounter(models.Model):
    """One row is what one volunteer's phone has logged at one event. It dies with the phone's pseudonym.

    What somebody else took back of it is taken off: it is what stands of the phone.
    """

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="device_counters")
    device = models.UUIDField(_("device"))
    quantity = models.IntegerField(_("quantity"))

    class Meta:
        verbose_name = _("counter by device")
        verbose_name_plural = _("counters by device")
        constraints = [
            models.UniqueConstraint(fields=["event", "device"], name="device_counter_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="device_counter_never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.device}: {self.quantity}"


class PaceCounter(models.Model):
    """One row is how many entries one volunteer's phone tapped in one minute, by the entries' own time.

    So a queue that was delivered at once after an evening without signal is no haste.
    """

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="pace_counters")
    device = models.UUIDField(_("device"))
    minute = models.DateTimeField(_("minute"))
    quantity = models.IntegerField(_("entries"))

    class Meta:
        verbose_name = _("counter by minute")
        verbose_name_plural = _("counters by minute")
        constraints = [
            models.UniqueConstraint(fields=["event", "device", "minute"], name="pace_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.device} {self.minute}: {self.quantity}"


class HoldbackQuerySet(models.QuerySet):
    """Which holdbacks."""

    def open(self) -> Self:
        """Those that wait for the organiser: their entries are not in the public number."""
        return self.filter(status=Holdback.Status.OPEN)


class Holdback(models.Model):
    """One row is a phone at an event that logged more than a hand can do, and what the organiser said."""

    class Status(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("held back")
        ACCEPTED = "accepted", _("accepted")
        VOIDED = "voided", _("taken back")

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="holdbacks")
    device = models.UUIDField(_("device"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    raised_at = models.DateTimeField(_("noticed"))
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = HoldbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("holdback")
        verbose_name_plural = _("holdbacks")
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "device"],
                name="holdback_once_a_device",
                violation_error_message=_("This phone is held back at this event already."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True)
                | Q(status__in=["accepted", "voided"], settled_at__isnull=False),
                name="holdback_settled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.device} {self.status}"


class HeldQuerySet(models.QuerySet):
    """Which held entries."""

    def open(self) -> Self:
        """Those that are not in the public number: the organiser has not spoken yet."""
        return self.filter(holdback__status=Holdback.Status.OPEN)


class Held(models.Model):
    """One row says that an entry is not in the public number while its holdback is open."""

    class Reason(models.TextChoices):
        """Which limit it went over."""

        PACE = "pace", _("more entries a minute than a hand can do")
        TOTAL = "total", _("more letters than one phone usually logs")
        CROWD = "crowd", _("came with more phones than usually join in an hour")
        AFTER = "after", _("logged while the phone was held back")
        UNDONE = "undone", _("takes a held entry back")

    entry = models.OneToOneField("letters.Entry", on_delete=models.PROTECT, related_name="held")
    holdback = models.ForeignKey(Holdback, on_delete=models.PROTECT, related_name="held")
    reason = models.CharField(_("reason"), max_length=6, choices=Reason)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = _("held entry")
        verbose_name_plural = _("held entries")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.reason}"

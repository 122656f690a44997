"""What the ledger adds up to, kept in the same transaction. ``tally rebuild`` makes it anew."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Kind
from letters.models.entry import Channel


class Head(models.Model):
    """One row is the end of one event's ledger, and the row that writers to the event queue at."""

    event = models.OneToOneField(
        "events.Event", on_delete=models.PROTECT, primary_key=True, related_name="head"
    )
    seq = models.PositiveIntegerField(_("entries"), default=0)
    chain = models.CharField(_("chain"), max_length=64, default="")
    letters = models.PositiveIntegerField(_("letters"), default=0)
    actions = models.PositiveIntegerField(_("other actions"), default=0)

    class Meta:
        verbose_name = _("head of a ledger")
        verbose_name_plural = _("heads of ledgers")

    def __str__(self) -> str:
        return f"{self.event_id}/{self.seq}"


class Counter(models.Model):
    """One row is an event's count of one kind for one case on one day."""

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="counters")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="counters")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    day = models.DateField(_("day"))
    quantity = models.IntegerField(_("quantity"))

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.UniqueConstraint(fields=["event", "case", "kind", "day"], name="counter_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="counter_never_below_zero",
                violation_error_message=_("A count is never below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.case_id} {self.kind} {self.day}: {self.quantity}"


class ChannelCounter(models.Model):
    """One row is an event's count of one kind by the way it came in."""

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="channel_counters")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))

    class Meta:
        verbose_name = _("counter by channel")
        verbose_name_plural = _("counters by channel")
        constraints = [
            models.UniqueConstraint(fields=["event", "channel", "kind"], name="channel_counter_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="channel_counter_never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.channel} {self.kind}: {self.quantity}"


class HourCounter(models.Model):
    """One row is an event's count of one kind in one hour."""

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="hour_counters")
    hour = models.DateTimeField(_("hour"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))

    class Meta:
        verbose_name = _("counter by hour")
        verbose_name_plural = _("counters by hour")
        constraints = [
            models.UniqueConstraint(fields=["event", "hour", "kind"], name="hour_counter_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="hour_counter_never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.hour} {self.kind}: {self.quantity}"

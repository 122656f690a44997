"""The ledger's lines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Kind

LARGEST = 10_000
LARGEST_NUMBER = 9_999


class Channel(models.TextChoices):
    """The way a count came in."""

    TAP = "tap", _("tapped on a phone")
    SHEET = "sheet", _("typed from a paper sheet")
    RECOUNT = "recount", _("recounted piles")
    REPORT = "report", _("final report")
    IMPORT = "import", _("imported")
    DESK = "desk", _("written at home")


class Entry(models.Model):
    """One row is one line of the ledger, for ever. A mistake is reversed by another line.

    The database refuses to change or delete it (``letters/guards.py``). ``day`` and ``hour`` say for when it
    counts; a reversal counts for the same moment, channel and team as the line it reverses.
    """

    id = models.UUIDField(
        _("id"), primary_key=True, help_text=_("Made by the client, so that a retry counts once.")
    )
    # entry_seq_once is its index.
    event = models.ForeignKey(
        "events.Event", on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    seq = models.PositiveIntegerField(_("number"), help_text=_("Gapless within the event, from 1."))
    chain = models.CharField(_("chain"), max_length=64)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    team = models.ForeignKey(
        "events.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    writer_number = models.PositiveSmallIntegerField(
        _("number in the team"),
        null=True,
        blank=True,
        help_text=_("Writers are a team and a number, never a name."),
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    device = models.UUIDField(
        _("device"), null=True, help_text=_("A pseudonym that dies before the ledger does.")
    )
    written_at = models.DateTimeField(_("written"), help_text=_("By the phone's clock."))
    recorded_at = models.DateTimeField(_("recorded"), help_text=_("By the server's clock."))
    day = models.DateField(_("day"), help_text=_("The event's day it counts for."))
    hour = models.DateTimeField(_("hour"), help_text=_("The hour it counts for, in UTC."))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["event", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "seq"],
                name="entry_seq_once",
                violation_error_message=_("The event's ledger has this number already."),
            ),
            models.CheckConstraint(
                condition=~Q(quantity=0),
                name="entry_not_zero",
                violation_error_message=_("Count at least one letter."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=-LARGEST, quantity__lte=LARGEST),
                name="entry_quantity_in_range",
                violation_error_message=_("Count at most 10,000 letters at once."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, reverses__isnull=True)
                | Q(quantity__lt=0, reverses__isnull=False),
                name="entry_negative_only_in_reverse",
                violation_error_message=_("Only a reversal takes letters away."),
            ),
            models.CheckConstraint(
                condition=Q(writer_number__isnull=True)
                | Q(writer_number__gte=1, writer_number__lte=LARGEST_NUMBER, team__isnull=False),
                name="entry_number_of_a_team",
                violation_error_message=_("A number is from 1 to 9,999, and only in a team."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="entry_kind_known",
                violation_error_message=_("This kind is not counted anywhere."),
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="entry_channel_known",
                violation_error_message=_("This is no way a count can come in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.seq}: {self.quantity:+} {self.kind}"

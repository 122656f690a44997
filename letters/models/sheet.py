"""Numbered paper tally sheets."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Sheet(models.Model):
    """One row is one numbered paper sheet of an event. It is typed once; a correction is a version more."""

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField(_("number"), help_text=_("Printed on the sheet, from 1."))
    # The entries' ids follow from it, so that a sheet typed twice at once counts once.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    opening = models.ForeignKey(
        "events.Opening", on_delete=models.SET_NULL, null=True, blank=True, related_name="sheets"
    )
    team = models.ForeignKey(
        "events.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="sheets"
    )
    made_at = models.DateTimeField(_("made"))
    # 0 until it is typed; each correction is a version more.
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    typed_at = models.DateTimeField(_("typed"), null=True, blank=True)
    typed_by = models.UUIDField(_("typed by"), null=True, blank=True, help_text=_("A role's pseudonym."))

    class Meta:
        verbose_name = _("tally sheet")
        verbose_name_plural = _("tally sheets")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="sheet_number_once",
                violation_error_message=_("The event has a sheet of this number already."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="sheet_number_from_one"),
            models.CheckConstraint(
                condition=Q(version=0, typed_at__isnull=True) | Q(version__gte=1, typed_at__isnull=False),
                name="sheet_typed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.number}"


class SheetEntry(models.Model):
    """One row says which line of the ledger came from which sheet, in which version."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="lines")
    entry = models.OneToOneField("letters.Entry", on_delete=models.PROTECT, related_name="sheet_line")
    version = models.PositiveSmallIntegerField(_("version"))

    class Meta:
        verbose_name = _("line of a sheet")
        verbose_name_plural = _("lines of sheets")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=1), name="sheet_entry_version"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.entry_id}"

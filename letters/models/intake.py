"""Counts brought in from files."""

import uuid
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import LETTERS


class Count(NamedTuple):
    """One row of a file, understood: what a place wrote for a case on a day."""

    row: int
    place: str
    town: str
    case: str
    kind: str
    quantity: int
    day: str
    form: str
    note: str

    @property
    def is_letter(self) -> bool:
        """Whether the headline counts it."""
        return self.kind in LETTERS

    @property
    def of_place(self) -> tuple[str, str, str]:
        """What tells the place from others, however its name is written: rows of one place are one event."""
        name, town = (" ".join(words.casefold().split()) for words in (self.place, self.town))
        return name, town, self.form


class Intake(models.Model):
    """One row is one file of counts that a coordinator brought in: read, looked at, then taken as a whole."""

    class Status(models.TextChoices):
        """How far it is."""

        READING = "reading", _("being read")
        FAULTY = "faulty", _("with mistakes")
        READ = "read", _("ready to be taken")
        TAKING = "taking", _("being taken")
        TAKEN = "taken", _("taken")
        DROPPED = "dropped", _("dropped")

    # The entries' ids follow from it, so that a file taken twice at once counts once.
    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="intakes")
    campaign = models.ForeignKey("cases.Campaign", on_delete=models.CASCADE, related_name="intakes")
    by = models.ForeignKey("events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("brought in"))
    # The file's first name alone says nothing of a person that the coordinator did not write there.
    name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(_("content"), null=True, blank=True, help_text=_("Until it is taken."))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.READING)
    rows = models.JSONField(_("rows"), default=list)
    faults = models.JSONField(_("mistakes"), default=list)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    letters = models.PositiveIntegerField(_("letters"), default=0)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["taken", "dropped"]) | Q(settled_at__isnull=False, content=None),
                name="intake_settled_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.made_at:%Y-%m-%d %H:%M} {self.status}"

    @property
    def was_taken_back(self) -> bool:
        """Whether it was taken and then reversed; another file that was dropped has no rows done."""
        return self.status == self.Status.DROPPED and self.done > 0

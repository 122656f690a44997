"""What was published about the marathons of other years."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields


class PublishedTotalQuerySet(TranslatableQuerySet):
    """Which published totals."""

    def of_letters(self) -> "PublishedTotalQuerySet":
        """Counts of letters and actions of countries and the world, not of towns or places."""
        return self.filter(place="").exclude(measure="places")


class PublishedTotal(TranslatableModel):
    """One row is one number somebody published for a year, interim or final, with its source."""

    class Status(models.TextChoices):
        """What kind of number it is."""

        FINAL = "final", _("final")
        INTERIM = "interim", _("a count under way")
        AT_LEAST = "at_least", _("at least")
        ABOUT = "about", pgettext_lazy("of a count", "about")
        REPORTED = "reported", _("as reported")

    class Measure(models.TextChoices):
        """What was counted."""

        LETTERS = "letters", _("letters")
        ACTIONS = "actions", _("actions of every kind")
        PLACES = "places", _("places")

    campaign = models.ForeignKey(
        "cases.Campaign",
        on_delete=models.CASCADE,
        related_name="published",
        verbose_name=_("told with campaign"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    scope = models.CharField(_("of"), max_length=5, help_text=_("“world” or a country's code."))
    place = models.CharField(_("town"), max_length=100, blank=True)
    measure = models.CharField(_("what was counted"), max_length=7, choices=Measure, default=Measure.LETTERS)
    count = models.PositiveIntegerField(_("count"))
    status = models.CharField(_("status"), max_length=8, choices=Status)
    source = models.CharField(_("source"), max_length=200)
    translations = TranslatedFields(note=models.CharField(_("note"), max_length=250, blank=True))

    objects = TranslatableManager.from_queryset(PublishedTotalQuerySet)()

    class Meta:
        verbose_name = _("published total")
        verbose_name_plural = _("published totals")
        ordering = ["year", "-scope", "place", "count"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "scope", "place", "measure", "status", "count"],
                name="published_once",
                violation_error_message=_("This number stands here already."),
            ),
            models.CheckConstraint(
                condition=Q(scope="world") | Q(scope__regex=r"^[A-Z][A-Z]$"),
                name="published_scope_known",
                violation_error_message=_("A published total is of the world or of a country."),
            ),
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="published_above_zero",
                violation_error_message=_("A published total is above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="published_has_source",
                violation_error_message=_("Say who published the number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.scope} {self.place} {self.count:,} ({self.status})"

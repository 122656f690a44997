"""The national organisations that run marathons."""

import zoneinfo
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from events.zones import validate_zone

if TYPE_CHECKING:
    from events.parties import Party


def validate_languages(value: object) -> None:
    """Raises ValidationError unless the value is a list of language codes, at least one."""
    if not isinstance(value, list) or not value or not all(isinstance(code, str) and code for code in value):
        raise ValidationError(_('Languages are a list of codes, such as ["pl", "en"].'))


class SectionQuerySet(TranslatableQuerySet):
    """Which sections."""

    def coordinated_by(self, party: "Party") -> Self:
        """Those that this party looks after; all for administrators."""
        return self.all() if party.is_administrator else self.filter(pk__in=party.section_ids())


class Section(TranslatableModel):
    """One row is the organisation of one country."""

    class Paper(models.TextChoices):
        """What its printers hold."""

        A4 = "a4", _("A4")
        LETTER = "letter", _("US Letter")

    class Window(models.TextChoices):
        """Where the envelopes on sale there have their window, for letters on A4."""

        LEFT = "left", _("on the left (DL, DIN 5008 form B)")
        HIGH = "high", _("on the left, higher on the sheet (DIN 5008 form A)")
        RIGHT = "right", _("on the right (DL, as often in France and Poland)")

    slug = models.SlugField(_("address"), unique=True)
    country = models.CharField(_("country"), max_length=2)
    languages = models.JSONField(_("languages"), default=list, validators=[validate_languages])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    paper = models.CharField(_("paper"), max_length=6, choices=Paper, default=Paper.A4)
    window = models.CharField(
        _("window of the envelope"),
        max_length=5,
        choices=Window,
        default=Window.LEFT,
        help_text=_("Letters on US Letter always fit a No. 10 envelope."),
    )
    keeps_contacts_days = models.PositiveSmallIntegerField(
        _("days for which organisers’ contacts are kept"),
        default=365,
        help_text=_("Counted from the end of the campaign."),
    )
    campaigns = models.ManyToManyField(
        "cases.Campaign", through="events.Participation", related_name="sections"
    )
    translations = TranslatedFields(name=models.CharField(_("name"), max_length=120))

    objects = TranslatableManager.from_queryset(SectionQuerySet)()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="section_country_code",
                violation_error_message=_("The country is two capital letters, such as PL."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone of the section's own days."""
        return zoneinfo.ZoneInfo(self.time_zone)


class Participation(models.Model):
    """One row says that a section takes part in a campaign."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="participations")
    campaign = models.ForeignKey("cases.Campaign", on_delete=models.CASCADE, related_name="participations")
    final_at = models.DateTimeField(
        _("result final since"), null=True, blank=True, help_text=_("From here on its figures stand still.")
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "campaign"],
                name="participation_once",
                violation_error_message=_("The section takes part already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.campaign}"

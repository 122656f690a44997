"""One year's marathon, and the cases it writes for."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields


class CampaignQuerySet(TranslatableQuerySet):
    """Which campaigns."""

    def running_on(self, day: dt.date) -> Self:
        """Those whose dates hold the day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def latest_first(self) -> Self:
        """The newest at the head."""
        return self.order_by("-starts_on", "-id")

    def current_on(self, day: dt.date) -> "Campaign | None":
        """The one that runs on the day; else the last that began before it; else the first to come."""
        return (
            self.running_on(day).latest_first().first()
            or self.filter(starts_on__lte=day).latest_first().first()
            or self.order_by("starts_on", "id").first()
        )


class Campaign(TranslatableModel):
    """One row is one year's marathon. It is never wiped: years stand side by side."""

    slug = models.SlugField(_("address"), unique=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    is_final = models.BooleanField(
        _("final"), default=False, help_text=_("All reports are in and verified: the tally no longer moves.")
    )
    cases = models.ManyToManyField("cases.Case", through="cases.Feature", related_name="campaigns")
    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=120),
        summary=models.TextField(_("summary"), blank=True),
    )

    objects = TranslatableManager.from_queryset(CampaignQuerySet)()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message=_("A campaign cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    def is_running_on(self, day: dt.date) -> bool:
        """Whether the campaign's dates hold the day."""
        return self.starts_on <= day <= self.ends_on


class Feature(models.Model):
    """One row says that a campaign writes for a case, or remembers it as an earlier story."""

    class As(models.TextChoices):
        """How the campaign shows the case."""

        FEATURED = "featured", _("written for")
        REMEMBERED = "remembered", _("an earlier story")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="features")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="features")
    shown_as = models.CharField(_("shown as"), max_length=12, choices=As, default=As.FEATURED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("case of a campaign")
        verbose_name_plural = _("cases of campaigns")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "case"],
                name="feature_once",
                violation_error_message=_("The campaign has this case already."),
            ),
            models.CheckConstraint(
                condition=Q(shown_as__in=["featured", "remembered"]),
                name="feature_shown_as_known",
                violation_error_message=_("A case is either written for or remembered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} ({self.campaign})"

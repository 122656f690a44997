"""The people we write for."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from cases.models.milestone import Milestone


class CaseQuerySet(TranslatableQuerySet):
    """Which cases."""

    def public(self) -> Self:
        """Those that anybody may read."""
        return self.filter(is_public=True)

    def featured_in(self, campaign: models.Model) -> Self:
        """Those the campaign writes for, in its order."""
        return self.filter(features__campaign=campaign, features__shown_as="featured").order_by(
            "features__position", "features__id"
        )

    def writable_on(self, day: dt.date) -> Self:
        """Those with at least one addressee who still wants letters on the day."""
        return self.filter(
            Q(addressees__send_until__isnull=True) | Q(addressees__send_until__gte=day),
            addressees__letters="wanted",
        ).distinct()

    def with_latest_milestone(self) -> Self:
        """Each with ``latest_kind``: what the newest milestone says, setbacks included."""
        newest = Milestone.objects.filter(case=OuterRef("pk")).newest_first()
        return self.annotate(latest_kind=Subquery(newest.values("kind")[:1]))


class Case(TranslatableModel):
    """One row is the person or the people we write for. What became of them stands in milestones alone."""

    class Happened(models.TextChoices):
        """What was done to them, in one word."""

        IMPRISONED = "imprisoned", _("imprisoned")
        TORTURED = "tortured", _("tortured")
        ATTACKED = "attacked", _("attacked")
        KILLED = "killed", _("killed")
        EVICTED = "evicted", _("evicted")
        CONDEMNED = "condemned", _("sentenced to death")

    class Pronoun(models.TextChoices):
        """How a button speaks of them: “to her”."""

        HER = "her", _("to her")
        HIM = "him", _("to him")
        THEM = "them", _("to them")

    class Confidence(models.TextChoices):
        """How sure we are of what is told."""

        HIGH = "high", _("well sourced")
        MEDIUM = "medium", _("partly sourced")
        NOT_VERIFIED = "not_verified", _("not verified")

    slug = models.SlugField(_("address"), unique=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166 code, such as KH."))
    initials = models.CharField(_("initials"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year first written for"), null=True, blank=True)
    happened = models.CharField(_("what happened"), max_length=12, choices=Happened)
    pronoun = models.CharField(_("form of address"), max_length=4, choices=Pronoun, default=Pronoun.THEM)
    is_posthumous = models.BooleanField(_("after their death"), default=False)
    is_historical = models.BooleanField(
        _("historical"), default=False, help_text=_("Letters are marked: historical – do not send.")
    )
    is_public = models.BooleanField(_("public"), default=True)
    youngest_age = models.PositiveSmallIntegerField(_("youngest age it is told to"), default=10)
    confidence = models.CharField(
        _("confidence"), max_length=12, choices=Confidence, default=Confidence.NOT_VERIFIED
    )
    portrait = models.ImageField(_("portrait"), upload_to="portraits/", blank=True)
    portrait_credit = models.CharField(_("picture by"), max_length=200, blank=True)
    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=160),
        who=models.CharField(_("who they are"), max_length=250),
        headline=models.CharField(_("headline"), max_length=160),
        abuse=models.TextField(_("what was done to them")),
        story=models.TextField(_("story"), help_text=_("Markdown.")),
        sensitive=models.TextField(_("why not for the youngest"), blank=True),
        confidence_note=models.TextField(_("what is not certain"), blank=True),
    )

    objects = TranslatableManager.from_queryset(CaseQuerySet)()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="case_country_code",
                violation_error_message=_("The country is two capital letters, such as KH."),
            ),
            models.CheckConstraint(
                condition=~Q(initials=""),
                name="case_has_initials",
                violation_error_message=_("A stamp without a portrait needs initials."),
            ),
            models.CheckConstraint(
                condition=Q(youngest_age__lte=18),
                name="case_youngest_age",
                violation_error_message=_("The youngest age is at most 18."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    @property
    def story_so_far(self) -> list[Milestone]:
        """The milestones in the order in which they happened. Costs nothing where they were prefetched."""
        return sorted(self.milestones.all(), key=lambda milestone: milestone.moment)

    @property
    def latest_milestone(self) -> Milestone | None:
        """The newest milestone, setbacks included."""
        return next(iter(self.story_so_far[::-1]), None)


class Figure(TranslatableModel):
    """One row is a number somebody published about a case, with who said it. Two may disagree: both stand."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="figures")
    key = models.SlugField(_("key"))
    letters = models.PositiveIntegerField(_("letters"))
    source = models.CharField(_("source"), max_length=200)
    translations = TranslatedFields(claim=models.CharField(_("claim"), max_length=250))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["letters", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"],
                name="figure_key_once",
                violation_error_message=_("The case has a figure of this key already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letters:,}: {self.safe_translation_getter('claim', any_language=True)}"

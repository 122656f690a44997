"""Whom a letter goes to, what it asks, and the rules that hold for it."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from cases.kinds import LETTERS


class Demand(TranslatableModel):
    """One row is one thing the letters of a case ask for, in the languages its letters are written in."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="demands")
    key = models.SlugField(_("key"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    translations = TranslatedFields(text=models.CharField(_("text"), max_length=400))

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"],
                name="demand_key_once",
                violation_error_message=_("The case has a demand of this key already."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("text", any_language=True) or self.key


class AddresseeQuerySet(TranslatableQuerySet):
    """Which addressees."""

    def writable_on(self, day: dt.date) -> Self:
        """Those who still want letters on the day."""
        return self.filter(Q(send_until__isnull=True) | Q(send_until__gte=day), letters="wanted")


class Addressee(TranslatableModel):
    """One row is an authority, the person, or an embassy that gets a copy, with the rules for writing."""

    class Sender(models.TextChoices):
        """How much of the writer stands on the letter."""

        FULL = "full", _("full name and town")
        INITIALS = "initials", _("initials and town")
        NONE = "none", _("no sender at all")

    class Letters(models.TextChoices):
        """Whether letters still help."""

        WANTED = "wanted", _("wanted")
        NOT_WANTED = "not_wanted", _("no longer wanted")

    class Reason(models.TextChoices):
        """Why letters no longer help."""

        NONE = "", _("none")
        FREE = "free", _("the person is free")
        MOVED = "moved", _("the person was moved")
        DEAD = "dead", _("the person has died")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("the family withdrew its consent")
        POST_SUSPENDED = "post_suspended", _("post to the country is suspended")
        ANSWERED = "answered", _("the demands were met")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="addressees")
    key = models.SlugField(_("key"))
    kind = models.CharField(_("kind"), max_length=10, choices=[(kind.value, kind.label) for kind in LETTERS])
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    country = models.CharField(_("country"), max_length=2)
    address = models.TextField(
        _("postal address"), blank=True, help_text=_("A line each, without the country.")
    )
    is_verified = models.BooleanField(_("office and address verified"), default=False)
    demands = models.ManyToManyField(Demand, related_name="addressees", blank=True, verbose_name=_("demands"))

    may_mention_religion = models.BooleanField(_("may mention religion"), default=False)
    may_name_organisation = models.BooleanField(_("may name the organisation"), default=False)
    may_enclose_drawings = models.BooleanField(_("may enclose drawings and cards"), default=False)
    sender = models.CharField(_("sender's address"), max_length=8, choices=Sender, default=Sender.INITIALS)
    send_until = models.DateField(_("send until"), null=True, blank=True)
    letters = models.CharField(_("letters"), max_length=10, choices=Letters, default=Letters.WANTED)
    closed_reason = models.CharField(
        _("why no longer"), max_length=20, choices=Reason, blank=True, default=""
    )

    translations = TranslatedFields(
        office=models.CharField(_("office or name"), max_length=200),
        salutation=models.CharField(_("salutation"), max_length=200),
        unverified_note=models.TextField(_("what is not verified"), blank=True),
        closed_note=models.TextField(_("why letters are no longer wanted"), blank=True),
        advice=models.TextField(_("advice"), blank=True),
    )

    objects = TranslatableManager.from_queryset(AddresseeQuerySet)()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"],
                name="addressee_key_once",
                violation_error_message=_("The case has an addressee of this key already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LETTERS]),
                name="addressee_kind_is_letter",
                violation_error_message=_("A letter goes to an authority, the person, or as a copy."),
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="addressee_country_code",
                violation_error_message=_("The country is two capital letters, such as KH."),
            ),
            models.CheckConstraint(
                condition=Q(letters="wanted", closed_reason="")
                | (Q(letters="not_wanted") & ~Q(closed_reason="")),
                name="addressee_closed_with_reason",
                violation_error_message=_("Say why letters are no longer wanted, and only then."),
            ),
            models.CheckConstraint(
                condition=Q(is_verified=False) | ~Q(address=""),
                name="addressee_verified_has_address",
                violation_error_message=_("An addressee without a postal address is not verified."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("office", any_language=True) or self.key

    def wants_letters_on(self, day: dt.date) -> bool:
        """Whether a letter written on the day still helps."""
        return self.letters == self.Letters.WANTED and (self.send_until is None or day <= self.send_until)

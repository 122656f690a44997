"""Postage and parcels."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import LETTERS


def validate_stamps(value: object) -> None:
    """Raises ValidationError unless the value is a list of whole amounts above zero, each once."""
    if (
        not isinstance(value, list)
        or not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in value)
        or len(set(value)) != len(value)
    ):
        raise ValidationError(_("Stamps are a list of values, each once and above zero."))


class PostOffice(models.Model):
    """One row is how a section's post works: its currency, stamps and the weight of what is sent.

    Amounts are in the currency's smallest unit (cents, grosze), weights in grams.
    """

    section = models.OneToOneField(
        "events.Section", on_delete=models.CASCADE, primary_key=True, related_name="post_office"
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    stamps = models.JSONField(_("values of stamps"), default=list, validators=[validate_stamps])
    sheet_grams = models.PositiveSmallIntegerField(_("grams of one letter’s paper"), default=5)
    envelope_grams = models.PositiveSmallIntegerField(_("grams of one envelope"), default=5)
    as_of = models.DateField(_("rates as of"), null=True, blank=True)
    source = models.CharField(_("source of the rates"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("post office")
        verbose_name_plural = _("post offices")
        constraints = [
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z][A-Z][A-Z]$"),
                name="post_currency_code",
                violation_error_message=_("The currency is three capital letters, such as PLN."),
            ),
            models.CheckConstraint(
                condition=Q(sheet_grams__gte=1, envelope_grams__gte=1), name="post_weights_above_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} {self.currency}"


class Rate(models.Model):
    """One row is what a section's post takes for one letter or parcel to a country, up to a weight."""

    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="rates")
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Empty: every country without a rate of its own.")
    )
    up_to_grams = models.PositiveIntegerField(_("up to grams"))
    price = models.PositiveIntegerField(_("price"), help_text=_("In the currency’s smallest unit."))

    class Meta:
        verbose_name = _("postage rate")
        verbose_name_plural = _("postage rates")
        ordering = ["section", "country", "up_to_grams"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "country", "up_to_grams"],
                name="rate_once",
                violation_error_message=_("There is a rate for this country and weight already."),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z][A-Z]$"),
                name="rate_country_code",
                violation_error_message=_("The country is two capital letters, such as KH."),
            ),
            models.CheckConstraint(
                condition=Q(up_to_grams__gte=1, price__gte=1),
                name="rate_above_zero",
                violation_error_message=_("Weight and price are above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country or '–'} ≤ {self.up_to_grams} g: {self.price}"


class PostStop(models.Model):
    """One row says that a section's post takes nothing to a country for a time, and what else can be done."""

    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="post_stops")
    country = models.CharField(_("country"), max_length=2)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    advice = models.TextField(_("what else can be done"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("post suspended")
        verbose_name_plural = _("post suspended")
        ordering = ["country", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "country", "since"],
                name="post_stop_once",
                violation_error_message=_("This suspension stands here already."),
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="post_stop_country_code",
                violation_error_message=_("The country is two capital letters, such as KH."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="post_stop_ends_after_start",
                violation_error_message=_("A suspension cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(advice=""),
                name="post_stop_has_advice",
                violation_error_message=_("Say what else can be done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.since}"


class Parcel(models.Model):
    """One row is letters of one event posted together to one destination."""

    class Status(models.TextChoices):
        """How far it is."""

        PACKED = "packed", _("packed")
        POSTED = "posted", _("posted")

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="parcels")
    number = models.PositiveIntegerField(_("number"))
    # Made for the form that packs it, so that a double click packs once.
    key = models.UUIDField(_("key"), unique=True)
    # The words on it stay as they were when the addressee is edited later.
    addressee = models.ForeignKey(
        "cases.Addressee", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    destination = models.CharField(_("destination"), max_length=250)
    address = models.TextField(_("postal address"), blank=True)
    country = models.CharField(_("country"), max_length=2)
    grams = models.PositiveIntegerField(_("weight in grams"))
    postage = models.PositiveIntegerField(_("postage"), help_text=_("In the currency’s smallest unit."))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=6, choices=Status, default=Status.PACKED)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    posted_by = models.ForeignKey(
        "events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="parcel_number_once"),
            models.CheckConstraint(
                condition=Q(status="packed", posted_on__isnull=True)
                | Q(status="posted", posted_on__isnull=False),
                name="parcel_posted_on_a_day",
                violation_error_message=_("A posted parcel has a date."),
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="parcel_country_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.number}: {self.destination}"


class ParcelLine(models.Model):
    """One row is so many letters of one kind for one case in a parcel."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=[(kind.value, kind.label) for kind in LETTERS])
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("letters in a parcel")
        verbose_name_plural = _("letters in parcels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "case", "kind"], name="parcel_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="parcel_line_above_zero",
                violation_error_message=_("Pack at least one letter."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in LETTERS]), name="parcel_line_is_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.case_id} {self.kind}: {self.quantity}"

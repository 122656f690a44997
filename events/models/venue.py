"""Places."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Venue(models.Model):
    """One row is a place where people write: a school, a library, a café, a flat, a ship."""

    name = models.CharField(_("name"), max_length=160)
    address = models.CharField(_("street and number"), max_length=250, blank=True)
    town = models.CharField(_("town"), max_length=120)
    country = models.CharField(_("country"), max_length=2)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(_("people who live in the town"), null=True, blank=True)
    is_closed = models.BooleanField(
        _("closed to the public"), default=False, help_text=_("A closed venue shows its town only.")
    )
    is_step_free = models.BooleanField(_("step-free"), null=True, blank=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["country", "town", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z][A-Z]$"),
                name="venue_country_code",
                violation_error_message=_("The country is two capital letters, such as PL."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="venue_on_the_globe",
                violation_error_message=_("A pin needs both a latitude and a longitude on the globe."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}"

    @property
    def public_address(self) -> list[str]:
        """The lines that a stranger may read: the town alone where the venue is closed."""
        if self.is_closed:
            return [self.town]
        return [line for line in (self.name, self.address, self.town) if line]

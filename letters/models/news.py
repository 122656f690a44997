"""Good news on its way to those who wrote."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """One row says that a section sent a milestone to the places and writers who wrote for the case."""

    milestone = models.ForeignKey("cases.Milestone", on_delete=models.CASCADE, related_name="publications")
    section = models.ForeignKey("events.Section", on_delete=models.CASCADE, related_name="publications")
    at = models.DateTimeField(_("published"))
    by = models.ForeignKey("events.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(_("words beside the news"), blank=True)
    places = models.PositiveIntegerField(_("places told"), default=0)
    writers = models.PositiveIntegerField(_("writers told"), default=0)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "section"],
                name="publication_once",
                violation_error_message=_("The section has told this news already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.section_id}"


class Follower(models.Model):
    """One row is an address that somebody left to hear what becomes of one case, and of that case alone.

    It is deleted after the news, with one click at any time, and after a week where it was never confirmed.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    # For the link that confirms, and for the one that ends it.
    token_hash = models.CharField(_("hash of the token"), max_length=64, unique=True)
    asked_at = models.DateTimeField(_("left"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta:
        verbose_name = _("follower of a case")
        verbose_name_plural = _("followers of cases")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "email"],
                name="follower_once",
                violation_error_message=_("This address follows the case already."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=models.F("asked_at")),
                name="follower_confirmed_after_asking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.pk}"

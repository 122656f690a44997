"""The text of a letter."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields


class Wording(TranslatableModel):
    """One row is the text of a letter to one addressee in one language, with translations for its writer."""

    addressee = models.ForeignKey("cases.Addressee", on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(
        _("language"), max_length=10, help_text=_("Such as en, pl, ru, ar or zh-hans.")
    )
    body = models.TextField(_("text"), help_text=_("Markdown with {{ fields }} from a closed list."))
    translations = TranslatedFields(translation=models.TextField(_("translation for the writer"), blank=True))

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["addressee", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["addressee", "language"],
                name="wording_once_a_language",
                violation_error_message=_("The addressee has a letter in this language already."),
            ),
            models.CheckConstraint(
                condition=~Q(body=""),
                name="wording_not_empty",
                violation_error_message=_("A letter needs words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} ({self.language})"

"""Phones that count without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """One row is one browser that took up an invitation. It knows the key; we keep only its hash."""

    key_hash = models.CharField(_("hash of the key"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{_('device')} {self.pk}"

"""Mails that wait to be sent."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailQuerySet(models.QuerySet):
    """Which mails."""

    def due_at(self, at: dt.datetime) -> Self:
        """Those to be tried at the instant, the oldest first."""
        return self.filter(next_try_at__lte=at).order_by("next_try_at", "id")


class Mail(models.Model):
    """One row is one plain-text mail on its way. It is written in the act's own transaction, and deleted once
    the mail server has taken it."""

    name = models.CharField(_("kind of mail"), max_length=40)
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), db_index=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail to send")
        verbose_name_plural = _("mails to send")
        ordering = ["next_try_at", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

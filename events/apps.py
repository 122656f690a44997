"""The app's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Where, when and with whom."""

    name = "events"
    verbose_name = _("Where, when and with whom")
    default_auto_field = "django.db.models.BigAutoField"

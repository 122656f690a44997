"""The app's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """For whom we write."""

    name = "cases"
    verbose_name = _("For whom we write")
    default_auto_field = "django.db.models.BigAutoField"

"""The app's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """What was written."""

    name = "letters"
    verbose_name = _("What was written")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from letters import checks  # noqa: F401

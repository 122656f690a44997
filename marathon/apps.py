"""The app's entry for Django."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class MarathonConfig(AppConfig):
    """Wiring, and what every page shares."""

    name = "marathon"

    def ready(self) -> None:
        """Register the system checks."""
        from marathon import checks  # noqa: F401


class BackOfficeConfig(admin.AdminConfig):
    """Django's admin as our back office."""

    default = False
    default_site = "marathon.back_office.BackOffice"

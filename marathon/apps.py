"""The app's entry for Django."""

from django.apps import AppConfig


class MarathonConfig(AppConfig):
    """Wiring, and what every page shares."""

    name = "marathon"

    def ready(self) -> None:
        """Register the system checks."""
        from marathon import checks  # noqa: F401

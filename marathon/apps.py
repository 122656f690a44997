"""The app's entry for Django."""

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin

OURS = ("cases", "events", "letters")


def name_relations() -> None:
    """A relation that is named like the model it points at is called what that model is called.

    Django would call it by its name in code, which no translator sees. What a migration keeps stays as it is.
    """
    for model in (model for app in OURS for model in apps.get_app_config(app).get_models()):
        for field in (*model._meta.fields, *model._meta.many_to_many):
            named = field.related_model._meta if isinstance(field.related_model, type) else None
            if named and field.name == named.model_name:
                field.verbose_name = named.verbose_name  # type: ignore[assignment]
            elif named and field.name == f"{named.model_name}s":
                field.verbose_name = named.verbose_name_plural  # type: ignore[assignment]


class MarathonConfig(AppConfig):
    """Wiring, and what every page shares."""

    name = "marathon"

    def ready(self) -> None:
        """Register the system checks, and call relations by names that can be translated."""
        from marathon import checks  # noqa: F401

        name_relations()


class BackOfficeConfig(admin.AdminConfig):
    """Django's admin as our back office."""

    default = False
    default_site = "marathon.back_office.BackOffice"

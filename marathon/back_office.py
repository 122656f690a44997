"""The back office: Django's admin, for administrators alone, reached through our own sign-in."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class BackOffice(admin.AdminSite):
    """Django's admin with our words. Whoever is not signed in goes the way everybody goes."""

    site_title = _("Letter Marathon")
    site_header = _("Letter Marathon: back office")
    index_title = _("What would you like to look after?")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To our sign-in, which knows codes, passkeys and second factors."""
        return redirect("account_login")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """To our own page."""
        return redirect("account_change_password")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Takes a table. A library's page for one that has our page is passed over, and so are groups."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        wanted = [m for m in models if not self.is_registered(m) and m._meta.label_lower != "auth.group"]
        super().register(wanted, admin_class, **options)

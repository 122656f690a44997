"""The back office's pages for what libraries keep."""

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.http import HttpRequest


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    """Second factors: one that was lost can be taken away. What it holds is never shown."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__email", "user__name"]
    fields = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people set up their own."""
        return False

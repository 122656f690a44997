"""The back office's pages for people and what they may do."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.form_errors import ErrorsBesideFields
from events.models import Role, User


class PersonForm(ErrorsBesideFields):
    """Somebody with an account."""

    def clean_email(self) -> str:
        """The address in small letters, as sign-in looks for it."""
        return self.cleaned_data["email"].lower()


class PersonRoleInline(admin.TabularInline):
    """What a person may do."""

    model = Role
    form = ErrorsBesideFields
    extra = 0
    fields = ["kind", "section", "event", "given_at", "revoked_at"]
    readonly_fields = ["given_at", "revoked_at"]
    autocomplete_fields = ["section", "event"]


@admin.register(Role)
class RoleAdmin(admin.ModelAdmin):
    """Rights: given, found and revoked."""

    form = ErrorsBesideFields
    list_display = ["kind", "who", "section", "event", "given_at", "revoked_at"]
    list_filter = ["kind", ("revoked_at", admin.EmptyFieldListFilter), ("device", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "event"]
    date_hierarchy = "given_at"
    search_fields = ["nickname", "user__email", "user__name", "event__slug", "event__name", "section__slug"]
    fields = ["kind", "user", "nickname", "section", "event", "given_at", "revoked_at"]
    readonly_fields = ["given_at"]
    autocomplete_fields = ["user", "section", "event"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All roles with the names of their sections."""
        return super().get_queryset(request).prefetch_related("section__translations")

    @admin.display(description=_("who"))
    def who(self, role: Role) -> str:
        """The person, or the nickname of somebody without an account."""
        return str(role.user or role.nickname or _("somebody without an account"))

    @admin.action(description=_("Revoke the chosen roles"))
    def revoke(self, request: HttpRequest, roles: QuerySet) -> None:
        """Afterwards the rights are gone at the next request."""
        number = roles.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        said = ngettext("%d role was revoked.", "%d roles were revoked.", number)
        self.message_user(request, said % number, messages.SUCCESS if number else messages.WARNING)


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    """People with an account. Passwords are theirs alone."""

    form = PersonForm
    list_display = ["email", "name", "language", "is_active", "is_administrator_", "joined_at"]
    list_filter = ["is_active", "roles__kind", "language"]
    date_hierarchy = "joined_at"
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "joined_at", "last_login"]
    readonly_fields = ["joined_at", "last_login"]
    inlines = [PersonRoleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All people, each with whether they administer."""
        is_administrator = Count(
            "roles", filter=Q(roles__kind="administrator", roles__revoked_at__isnull=True)
        )
        return super().get_queryset(request).annotate(administers=is_administrator)

    @admin.display(description=_("administrator"), boolean=True)
    def is_administrator_(self, user: User) -> bool:
        """Whether they administer."""
        return bool(user.administers)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new person signs in by an e-mailed code, and sets a password if they like."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

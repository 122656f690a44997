"""The back office's pages for invitations, and the one where an event's invitation is made."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.form_errors import ErrorsBesideFields
from events import invitations
from events.models import Event, Invitation


class InvitationForm(forms.ModelForm):
    """What an invitation is for."""

    ends_at = forms.SplitDateTimeField(
        label=_("ends"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_("In the event’s time zone. Left open, it holds until it is revoked."),
    )
    uses_allowed = forms.IntegerField(
        label=_("uses allowed"),
        required=False,
        min_value=1,
        help_text=_("Left open, anybody who has it may join."),
    )

    class Meta:
        model = Invitation
        fields = ["label", "ends_at", "uses_allowed"]

    def make(self, event: Event, *, at: dt.datetime) -> tuple[Invitation, str]:
        """Makes the invitation; returns it with its token."""
        return invitations.make_invitation(event, at=at, **self.cleaned_data)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Invitations. They are made at their event; here they are found and revoked."""

    form = ErrorsBesideFields
    list_display = ["__str__", "event", "made_at", "ends_at", "uses", "uses_allowed", "people", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "event"]
    list_select_related = ["event"]
    date_hierarchy = "made_at"
    search_fields = ["label", "event__slug", "event__name"]
    fields = ["event", "label", "made_at", "ends_at", "uses", "uses_allowed", "revoked_at"]
    readonly_fields = ["event", "made_at", "uses"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All invitations, each with how many came by it."""
        return super().get_queryset(request).annotate(people_number=Count("roles"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody here: an invitation made here could not be shown."""
        return False

    @admin.display(description=_("people"), ordering="people_number")
    def people(self, invitation: Invitation) -> int:
        """How many roles came by it."""
        return invitation.people_number  # type: ignore[attr-defined]

    @admin.action(description=_("Revoke the chosen invitations, with the roles that came by them"))
    def revoke(self, request: HttpRequest, chosen: QuerySet) -> None:
        """Afterwards nobody gets in by them, and whoever did is out at the next request."""
        number = invitations.revoke(chosen, at=timezone.now())
        said = ngettext("%d invitation was revoked.", "%d invitations were revoked.", number)
        self.message_user(request, said % number, messages.SUCCESS if number else messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Invitation) -> None:
        """Afterwards it is gone; if it was revoked, whoever came by it stays out."""
        self.delete_queryset(request, Invitation.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """As for one."""
        invitations.forget(queryset, at=timezone.now())

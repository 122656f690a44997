"""The back office's pages for events, their openings, teams and people."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.admin import TranslatedFilter
from cases.form_errors import ErrorsBesideFields
from cases.kinds import Kind
from events.admin.invitation import InvitationForm
from events.admin.places import ZONES
from events.invitations import Shown
from events.models import Event, Opening, Role, Team
from events.views.finding import number_in


class EventForm(ErrorsBesideFields):
    """An event; its zone and kinds are chosen, not spelled."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=ZONES,
        initial="Europe/Warsaw",
        help_text=_("All times on this page are of this zone."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What is counted"),
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Kind.AUTHORITY.value, Kind.PERSON.value],
    )


class OpeningInline(admin.TabularInline):
    """When and where an event is open."""

    model = Opening
    form = ErrorsBesideFields
    extra = 0
    autocomplete_fields = ["venue"]


class TeamInline(admin.TabularInline):
    """The teams of an event."""

    model = Team
    form = ErrorsBesideFields
    extra = 0


class EventRoleInline(admin.TabularInline):
    """Who organises an event and who counts at it."""

    model = Role
    form = ErrorsBesideFields
    extra = 0
    fields = ["kind", "user", "nickname", "given_at", "revoked_at"]
    readonly_fields = ["nickname", "given_at", "revoked_at"]
    autocomplete_fields = ["user"]
    verbose_name_plural = _("people")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The two roles there are at an event."""
        if db_field.name == "kind":
            at_event = (Role.Kind.ORGANISER, Role.Kind.VOLUNTEER)
            kwargs["choices"] = [(kind.value, kind.label) for kind in at_event]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """Events, with their openings, teams and people; the way to make an invitation."""

    form = EventForm
    list_display = ["name", "slug", "section", "campaign", "status", "starts", "ends", "is_counting"]
    list_filter = [
        "status",
        ("campaign", TranslatedFilter),
        ("section", TranslatedFilter),
        ("closed_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["section", "campaign"]
    search_fields = ["slug", "name", "openings__venue__name", "openings__venue__town"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["campaign", "section", "cases"]
    actions = ["approve", "close_counting", "reopen_counting"]
    inlines = [OpeningInline, TeamInline, EventRoleInline]
    change_form_template = "admin/events/event/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All events with their spans and the names of what they belong to."""
        events = super().get_queryset(request).with_span()  # type: ignore[attr-defined]
        return events.prefetch_related("section__translations", "campaign__translations")

    @admin.display(description=_("starts"), ordering="first_start")
    def starts(self, event: Event) -> Any:
        """The start of the first opening."""
        return event.first_start and timezone.localtime(event.first_start, event.zone)

    @admin.display(description=_("ends"), ordering="last_end")
    def ends(self, event: Event) -> Any:
        """The end of the last opening."""
        return event.last_end and timezone.localtime(event.last_end, event.zone)

    @admin.display(description=_("counting"), boolean=True)
    def is_counting(self, event: Event) -> bool:
        """Whether an entry would be taken now."""
        return event.takes_entries_at(timezone.now())

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """The page in the event's own time zone: who types 18:00 means 18:00 at the door."""
        saved = Event.objects.filter(pk=number_in(object_id)).values_list("time_zone", flat=True)
        zone = request.POST.get("time_zone") or saved.first() or "Europe/Warsaw"
        if zone not in zoneinfo.available_timezones():
            zone = "UTC"
        with timezone.override(zone):
            response = super().changeform_view(request, object_id, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    @admin.action(description=_("Approve the chosen events"))
    def approve(self, request: HttpRequest, events: QuerySet) -> None:
        """Afterwards the events that wait, or are drafts, are public and may count."""
        waiting = events.filter(status__in=[Event.Status.DRAFT, Event.Status.SUBMITTED])
        self._said(request, waiting, waiting.update(status=Event.Status.APPROVED), "approved")

    @admin.action(description=_("Close counting at the chosen events"))
    def close_counting(self, request: HttpRequest, events: QuerySet) -> None:
        """Afterwards no entry is taken any more."""
        still_open = events.filter(closed_at__isnull=True)
        self._said(request, events, still_open.update(closed_at=timezone.now()), "closed")

    @admin.action(description=_("Open counting at the chosen events again"))
    def reopen_counting(self, request: HttpRequest, events: QuerySet) -> None:
        """Afterwards entries are taken again, as the openings have it."""
        closed = events.filter(closed_at__isnull=False)
        self._said(request, events, closed.update(closed_at=None), "reopened")

    def _said(self, request: HttpRequest, events: QuerySet, number: int, act: str) -> None:
        sentences = {
            "approved": ngettext("%d event was approved.", "%d events were approved.", number),
            "closed": ngettext(
                "Counting was closed at %d event.", "Counting was closed at %d events.", number
            ),
            "reopened": ngettext(
                "Counting is open again at %d event.", "Counting is open again at %d events.", number
            ),
        }
        self.message_user(request, sentences[act] % number, messages.SUCCESS if number else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        """The pages of an event, and the one where an invitation is made."""
        invite = path(
            "<path:object_id>/invite/", self.admin_site.admin_view(self.invite), name="events_event_invite"
        )
        return [invite, *super().get_urls()]

    def invite(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Makes an invitation and shows link, code and QR code: once, for only a hash is kept."""
        event = get_object_or_404(Event, pk=number_in(object_id))
        form = InvitationForm(request.POST or None)
        with timezone.override(event.zone):
            shown = None
            if request.method == "POST" and form.is_valid():
                invitation, token = form.make(event, at=timezone.now())
                self.log_change(request, event, f"Invitation: {invitation}")
                shown = Shown.of(token)
            context = self.admin_site.each_context(request) | {
                "title": _("Make an invitation"),
                "subtitle": str(event),
                "event": event,
                "form": form,
                "shown": shown,
                "opts": self.opts,
                "media": self.media,
            }
            return TemplateResponse(request, "admin/events/event/invite.html", context).render()

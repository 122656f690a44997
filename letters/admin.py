"""The back office's pages for the ledger: to be read, never to be changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from letters.models import ChannelCounter, Counter, Entry, Head, HourCounter


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at. What is wrong in the ledger is reversed by another entry, at the event's counter."""

    actions = None
    list_per_page = 100
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """The lines of the ledger."""

    list_display = [
        "event",
        "seq",
        "case",
        "kind",
        "quantity",
        "written_at",
        "recorded_at",
        "channel",
        "team",
        "reversed_line",
    ]
    list_display_links = ["seq"]
    list_filter = ["kind", "channel", "event"]
    list_select_related = ["event", "team", "reverses"]
    date_hierarchy = "day"
    ordering = ["-recorded_at", "-seq"]
    search_fields = ["=id", "event__slug", "event__name", "case__slug", "team__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All entries with the names of their cases."""
        return super().get_queryset(request).prefetch_related("case__translations")

    @admin.display(description=_("reverses"))
    def reversed_line(self, entry: Entry) -> str:
        """A link to the line that this one takes back."""
        if entry.reverses is None:
            return "–"
        address = reverse("admin:letters_entry_change", args=[entry.reverses_id])
        return format_html('<a href="{}">{}</a>', address, entry.reverses.seq)


@admin.register(Head)
class HeadAdmin(ReadOnlyAdmin):
    """The ends of the ledgers."""

    list_display = ["event", "seq", "letters", "actions", "chain"]
    list_select_related = ["event"]
    search_fields = ["event__slug", "event__name"]


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    """Counts by event, case, kind and day."""

    list_display = ["event", "case", "kind", "day", "quantity"]
    list_filter = ["kind", "event"]
    list_select_related = ["event"]
    date_hierarchy = "day"
    search_fields = ["event__slug", "case__slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All counters with the names of their cases."""
        return super().get_queryset(request).prefetch_related("case__translations")


@admin.register(ChannelCounter)
class ChannelCounterAdmin(ReadOnlyAdmin):
    """Counts by the way they came in."""

    list_display = ["event", "channel", "kind", "quantity"]
    list_filter = ["channel", "kind", "event"]
    list_select_related = ["event"]


@admin.register(HourCounter)
class HourCounterAdmin(ReadOnlyAdmin):
    """Counts by the hour."""

    list_display = ["event", "hour", "kind", "quantity"]
    list_filter = ["kind", "event"]
    list_select_related = ["event"]
    date_hierarchy = "hour"

"""The back office's pages for sections and venues."""

import zoneinfo

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from parler.forms import TranslatableModelForm

from cases.admin import TranslatedAdmin
from cases.form_errors import ErrorsBesideFields
from events.models import Participation, Section, Venue

ZONES = [(name, name) for name in sorted(zoneinfo.available_timezones())]


class SectionForm(ErrorsBesideFields, TranslatableModelForm):
    """A section; its zone is chosen, not spelled."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES, initial="Europe/Warsaw")


class ParticipationInline(admin.TabularInline):
    """The campaigns a section takes part in."""

    model = Participation
    form = ErrorsBesideFields
    extra = 0
    autocomplete_fields = ["campaign"]


@admin.register(Section)
class SectionAdmin(TranslatedAdmin):
    """Sections."""

    form = SectionForm
    list_display = ["name", "slug", "country", "time_zone", "paper", "window"]
    list_filter = ["paper", "window"]
    search_fields = ["slug", "country", "translations__name"]
    inlines = [ParticipationInline]


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin):
    """Venues."""

    form = ErrorsBesideFields
    list_display = ["name", "address", "town", "country", "is_closed", "is_step_free"]
    list_filter = ["is_closed", "is_step_free", ("country", admin.AllValuesFieldListFilter)]
    search_fields = ["name", "town", "address"]

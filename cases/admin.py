"""The back office's pages for campaigns and cases."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from parler.admin import TranslatableAdmin, TranslatableStackedInline, TranslatableTabularInline
from parler.forms import TranslatableModelForm

from cases.casepack.pictures import NoPicture, re_encoded, stored_name
from cases.casepack.reading import MOST_BYTES_PICTURE
from cases.fields import validate_side_translation, validate_wording
from cases.form_errors import ErrorsBesideFields
from cases.models import (
    Addressee,
    Campaign,
    Case,
    Demand,
    Feature,
    Figure,
    Milestone,
    PublishedTotal,
    Wording,
)


class TranslatedForm(ErrorsBesideFields, TranslatableModelForm):
    """What every form of a translated row does."""


class CaseForm(TranslatedForm):
    """A case whose portrait is re-encoded as an imported one is."""

    def clean_portrait(self) -> Any:
        """The picture, bare of everything but its pixels, under the name of its content."""
        portrait = self.cleaned_data["portrait"]
        if not isinstance(portrait, UploadedFile):
            return portrait
        try:
            if (portrait.size or 0) > MOST_BYTES_PICTURE:
                raise NoPicture
            portrait.seek(0)
            content = re_encoded(portrait.read())
        except NoPicture as error:
            raise forms.ValidationError(
                _("Choose a JPEG, PNG or WebP picture of at most 15 MB and 40 million pixels.")
            ) from error
        return ContentFile(content, stored_name(content).rpartition("/")[2])


class WordingForm(TranslatedForm):
    """A letter whose fields are all known."""

    def clean_body(self) -> str:
        """The text; a fault in its fields is told with its line."""
        validate_wording(self.cleaned_data["body"])
        return self.cleaned_data["body"]

    def clean_translation(self) -> str:
        """The translation beside it, which may leave fields out."""
        validate_side_translation(self.cleaned_data["translation"])
        return self.cleaned_data["translation"]


class AddresseeForm(TranslatedForm):
    """An addressee that can be given the demands of its own case alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "demands" in self.fields:
            demands = Demand.objects.filter(case=self.instance.case_id).prefetch_related("translations")
            self.fields["demands"].queryset = demands  # type: ignore[attr-defined]


class TranslatedAdmin(TranslatableAdmin):
    """What every page of translated rows shares: translations are read at once."""

    form = TranslatedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All rows with their translations."""
        return super().get_queryset(request).prefetch_related("translations")


class FeatureInline(admin.TabularInline):
    """The cases of a campaign."""

    model = Feature
    form = ErrorsBesideFields
    extra = 0
    autocomplete_fields = ["case"]


class PublishedInline(TranslatableStackedInline):
    """What was published about other years."""

    model = PublishedTotal
    form = TranslatedForm
    extra = 0
    classes = ["collapse"]


class DemandInline(TranslatableTabularInline):
    """What the letters of a case ask for."""

    model = Demand
    form = TranslatedForm
    extra = 0


class MilestoneInline(TranslatableStackedInline):
    """What happened to a case."""

    model = Milestone
    form = TranslatedForm
    extra = 0


class FigureInline(TranslatableTabularInline):
    """Numbers that were published about a case."""

    model = Figure
    form = TranslatedForm
    extra = 0


class AddresseeInline(TranslatableTabularInline):
    """To whom the letters of a case go; rules and wordings stand on the addressee's own page."""

    model = Addressee
    form = TranslatedForm
    extra = 0
    fields = ["position", "key", "kind", "country", "office", "salutation", "letters", "closed_reason"]
    show_change_link = True


class WordingInline(TranslatableStackedInline):
    """The letters to an addressee."""

    model = Wording
    form = WordingForm
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(TranslatedAdmin):
    """Campaigns, with the cases they feature."""

    list_display = ["name", "slug", "starts_on", "ends_on", "is_final"]
    list_filter = ["is_final"]
    date_hierarchy = "starts_on"
    search_fields = ["slug", "translations__name"]
    inlines = [FeatureInline, PublishedInline]


@admin.register(Case)
class CaseAdmin(TranslatedAdmin):
    """Cases, with all that belongs to them."""

    form = CaseForm
    list_display = [
        "name",
        "slug",
        "country",
        "happened",
        "latest",
        "confidence",
        "is_public",
        "is_historical",
    ]
    list_filter = [
        "campaigns",
        "happened",
        "confidence",
        "is_public",
        "is_historical",
        ("country", admin.AllValuesFieldListFilter),
    ]
    search_fields = ["slug", "translations__name", "translations__headline"]
    inlines = [MilestoneInline, DemandInline, AddresseeInline, FigureInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All cases, each with what its latest milestone says."""
        return super().get_queryset(request).with_latest_milestone()  # type: ignore[attr-defined]

    @admin.display(description=_("latest milestone"), ordering="latest_kind")
    def latest(self, case: Case) -> str:
        """What the latest milestone says."""
        kind = getattr(case, "latest_kind", None)
        return str(Milestone.Kind(kind).label) if kind else "–"


@admin.register(Addressee)
class AddresseeAdmin(TranslatedAdmin):
    """Addressees, with the letters to them."""

    form = AddresseeForm
    list_display = ["office", "case", "kind", "country", "is_verified", "letters", "send_until", "languages"]
    list_filter = ["kind", "letters", "is_verified", "sender", ("country", admin.AllValuesFieldListFilter)]
    date_hierarchy = "send_until"
    search_fields = ["key", "translations__office", "case__slug", "case__translations__name"]
    autocomplete_fields = ["case"]
    filter_horizontal = ["demands"]
    inlines = [WordingInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All addressees with what the list shows of them."""
        return super().get_queryset(request).prefetch_related("case__translations", "wordings")

    @admin.display(description=_("letters in"))
    def languages(self, addressee: Addressee) -> str:
        """The languages there are letters in."""
        return ", ".join(wording.language for wording in addressee.wordings.all()) or "–"

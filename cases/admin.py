"""The back office's pages for campaigns and cases."""

import re
from typing import Any

from django import forms
from django.conf import settings
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

    def clean(self) -> dict[str, Any]:
        """Browsers end lines with CR LF; letters, stories and packs have plain line breaks."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")
        return cleaned


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


class PageLanguages:
    """The tabs are the languages of our pages; an address that asks for another one gets the first."""

    def _language(self, request: HttpRequest, obj: Any = None) -> str:
        asked = request.GET.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class TranslatedAdmin(PageLanguages, TranslatableAdmin):
    """What every page of translated rows shares: translations are read at once."""

    form = TranslatedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All rows with their translations."""
        return super().get_queryset(request).prefetch_related("translations")


class TranslatedFilter(admin.RelatedFieldListFilter):
    """A filter by translated rows, whose names are read at once."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, Any]]:
        """Every row with its name."""
        rows = field.remote_field.model.objects.prefetch_related("translations")
        return [(str(row.pk), str(row)) for row in rows]


class FeatureInline(admin.TabularInline):
    """The cases of a campaign."""

    model = Feature
    form = ErrorsBesideFields
    extra = 0
    autocomplete_fields = ["case"]


class PublishedInline(PageLanguages, TranslatableStackedInline):
    """What was published about other years."""

    model = PublishedTotal
    form = TranslatedForm
    extra = 0
    classes = ["collapse"]


class DemandInline(PageLanguages, TranslatableTabularInline):
    """What the letters of a case ask for."""

    model = Demand
    form = TranslatedForm
    extra = 0
    show_change_link = True


class MilestoneInline(PageLanguages, TranslatableStackedInline):
    """What happened to a case."""

    model = Milestone
    form = TranslatedForm
    extra = 0


class FigureInline(PageLanguages, TranslatableTabularInline):
    """Numbers that were published about a case."""

    model = Figure
    form = TranslatedForm
    extra = 0


class AddresseeInline(PageLanguages, TranslatableStackedInline):
    """To whom the letters of a case go; rules and wordings stand on the addressee's own page."""

    model = Addressee
    form = TranslatedForm
    extra = 0
    fields = [
        ("key", "position"),
        ("kind", "country"),
        "office",
        "salutation",
        ("letters", "closed_reason"),
    ]
    show_change_link = True


class OtherLanguageForm(forms.ModelForm):
    """A text in a language that letters are written in and our pages are not."""

    # The table's own choices are the languages of our pages.
    language_code = forms.CharField(label=_("language"), max_length=15)

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"language_code"}  # type: ignore[misc]

    def clean_language_code(self) -> str:
        """A code such as ru or zh-hans that has no tab of its own."""
        code = self.cleaned_data["language_code"].lower()
        if code in dict(settings.LANGUAGES):
            raise forms.ValidationError(_("This language has a tab of its own above."))
        if not re.fullmatch("[a-z]{2,3}(-[a-z0-9]{2,6})?", code):
            raise forms.ValidationError(_("A language is a code such as ru, ar or zh-hans."))
        return code


class OtherLanguagesFormSet(forms.BaseInlineFormSet):
    """Texts in further languages, each language once."""

    def clean(self) -> None:
        """Marks a language that stands there already."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            code = getattr(form, "cleaned_data", {}).get("language_code")
            if code in seen and not self._should_delete_form(form):  # type: ignore[attr-defined]
                form.add_error("language_code", _("This language stands here already."))
            seen |= {code} if code else set()


class OtherLanguagesInline(admin.TabularInline):
    """What a letter in a further language needs."""

    form = OtherLanguageForm
    formset = OtherLanguagesFormSet
    fk_name = "master"
    extra = 0
    verbose_name = _("text in a further language")
    verbose_name_plural = _("for letters in further languages")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The texts that have no tab."""
        return super().get_queryset(request).exclude(language_code__in=dict(settings.LANGUAGES))


class SalutationsInline(OtherLanguagesInline):
    """How an addressee is greeted in further languages."""

    model = Addressee._parler_meta.root_model
    fields = ["language_code", "salutation"]


class DemandTextsInline(OtherLanguagesInline):
    """What is demanded in further languages."""

    model = Demand._parler_meta.root_model
    fields = ["language_code", "text"]


class WordingInline(PageLanguages, TranslatableStackedInline):
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
        ("campaigns", TranslatedFilter),
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


@admin.register(Demand)
class DemandAdmin(TranslatedAdmin):
    """Demands, with their texts in the languages of letters."""

    list_display = ["text", "case", "key", "position"]
    search_fields = ["key", "translations__text", "case__slug"]
    autocomplete_fields = ["case"]
    inlines = [DemandTextsInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All demands with the names of their cases."""
        return super().get_queryset(request).prefetch_related("case__translations")


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
    inlines = [SalutationsInline, WordingInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All addressees with what the list shows of them."""
        return super().get_queryset(request).prefetch_related("case__translations", "wordings")

    @admin.display(description=_("letters in"))
    def languages(self, addressee: Addressee) -> str:
        """The languages there are letters in."""
        return ", ".join(wording.language for wording in addressee.wordings.all()) or "–"

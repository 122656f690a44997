"""The texts of one thing in one language, as a form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.directions import direction_of
from cases.fields import FIELDS, validate_side_translation, validate_wording
from cases.models import Addressee, Wording
from events import texts
from letters.editing import OWN
from letters.wordings import language_name

ROWS = {"story": 16, "body": 18, "translation": 18}


class TextsForm(forms.Form):
    """The fields of a thing in one language. ``seen`` marks the texts that the writer had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, thing: texts.Thing, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = texts.PLAIN[Wording] if language == OWN else texts.TRANSLATED[type(thing)]
        model = type(thing) if language == OWN else type(thing)._parler_meta.root_model
        code = thing.language if isinstance(thing, Wording) and language == OWN else language
        for name in self.names:
            field = model._meta.get_field(name).formfield()
            field.widget.attrs |= {"lang": code, "dir": direction_of(code)}
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = ROWS.get(name, 4)
                # What stands at the end of a story belongs to it.
                field.strip = False
            self.fields[name] = field
        if "body" in self.fields:
            self.fields["body"].help_text = fields_help()

    def clean(self) -> dict[str, Any]:
        """What was typed, with plain line breaks. Refuses unknown fields of a letter, by line."""
        cleaned = self.cleaned_data
        for name in self.names:
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        check = {"body": validate_wording, "translation": validate_side_translation}
        for name in self.names:
            if name in check and cleaned[name]:
                try:
                    check[name](cleaned[name])
                except forms.ValidationError as problem:
                    self.add_error(name, problem)
        return cleaned

    @property
    def typed(self) -> Mapping[str, str]:
        """The texts as they were typed."""
        return {name: self.cleaned_data.get(name, "") for name in self.names}


def fields_help() -> Any:
    """Which fields a letter may use."""
    return _("Markdown. These fields are filled in: %(fields)s") % {
        "fields": ", ".join(f"{{{{ {name} }}}}" for name in FIELDS)
    }


class NewLetterForm(forms.Form):
    """A letter to an addressee in a language that had none."""

    language = forms.ChoiceField(label=_("In which language?"))
    body = forms.CharField(label=_("The letter"), widget=forms.Textarea(attrs={"rows": ROWS["body"]}))

    def __init__(
        self, *args: Any, addressee: Addressee, languages: list[str], reader: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        there = {wording.language for wording in addressee.wordings.all()}
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, language_name(code, reader=reader)) for code in languages if code not in there
        ]
        self.fields["body"].help_text = fields_help()

    def clean_body(self) -> str:
        """The letter with plain line breaks. Refuses unknown and missing fields, by line."""
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        validate_wording(body)
        return body


def languages_for(addressee: Addressee, wanted: list[str]) -> list[str]:
    """In which languages a letter to the addressee can be begun: those with a salutation and all demands.

    A letter in two languages would be laughed at.
    """
    salutations = {row.language_code for row in addressee.translations.all() if row.salutation}
    demands = [{row.language_code for row in one.translations.all()} for one in addressee.demands.all()]
    return [code for code in wanted if code in salutations and all(code in one for one in demands)]

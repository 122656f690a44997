"""What is new, and who wants to hear it."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Milestone
from cases.telling import with_words
from events import texts
from events.forms.keys import KeyField
from events.models import Section


class FollowForm(forms.Form):
    """Where to send the news of one case."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewsForm(forms.Form):
    """Something that happened to one of the section's cases."""

    key = KeyField()
    case = forms.TypedChoiceField(label=_("To whom did it happen?"), coerce=int)
    kind = forms.ChoiceField(label=_("What happened?"), choices=[("", "–"), *Milestone.Kind.choices])
    when = forms.CharField(
        label=_("When?"),
        max_length=10,
        help_text=_("As much as is known: 2026-12-14, 2026-12 or 2026."),
    )
    source = forms.CharField(
        label=_("Where is it known from?"), max_length=200, help_text=_("It stands beside the news.")
    )

    def __init__(self, *args: Any, section: Section, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cases = with_words(texts.cases_of(section))
        self.cases = {case.pk: case for case in cases}
        self.names = {case.pk: str(case) for case in cases}
        self.fields["case"].choices = [("", "–"), *sorted(self.names.items(), key=lambda row: row[1])]  # type: ignore[attr-defined]
        names = dict(settings.LANGUAGES)
        self.languages = list(dict.fromkeys(code for code in ("en", *section.languages) if code in names))
        for code in self.languages:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("In one or two sentences, in %(language)s") % {"language": _(names[code])},
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )
        self.order_fields(["case", "kind", "when", *(f"text_{code}" for code in self.languages), "source"])

    def clean_case(self) -> Case:
        """The case itself."""
        case: Case = self.cases[self.cleaned_data["case"]]
        return case

    def clean_when(self) -> tuple[dt.date, str]:
        """The first day of what is known, and how much that is."""
        try:
            day, precision = Milestone.parse_date(self.cleaned_data["when"].strip())
        except ValueError:
            raise forms.ValidationError(_("Write the date like 2026-12-14, 2026-12 or 2026.")) from None
        if day > self.today:
            raise forms.ValidationError(_("This is still to come. News is what has happened."))
        return day, precision

    def clean(self) -> dict[str, Any]:
        """What was typed. Refuses news without words."""
        cleaned = self.cleaned_data
        cleaned["words"] = {
            code: cleaned.pop(f"text_{code}", "").replace("\r\n", "\n") for code in self.languages
        }
        if not any(cleaned["words"].values()):
            self.add_error(f"text_{self.languages[0]}", _("Say in a sentence what happened."))
        return cleaned


class PublishForm(forms.Form):
    """Words of the section's own beside the news."""

    words = forms.CharField(
        label=_("Words of your own beside it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They stand in every mail as you write them. May be left open."),
    )

"""Which letters get names, and the list that the names come from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.forms.days import DayInput
from letters.personal import Chosen

# In bytes: it is never written to a disk on its way.
LARGEST = 1024 * 1024


class PersonalForm(forms.Form):
    """A list of names and towns, pasted or as a file, and which letters each of them gets."""

    names = forms.CharField(
        label=gettext_lazy("The names"),
        required=False,
        strip=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One a line; after a comma the town, where it is not the marathon’s."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy(
            "CSV or XLSX, at most 1 MB: a column for the name, or two, and one for the town."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    letters = forms.MultipleChoiceField(
        label=gettext_lazy("Each of them gets"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one letter.")},
    )
    is_large = forms.BooleanField(
        label=gettext_lazy("in large print"),
        required=False,
        help_text=gettext_lazy("For those who do not see well: two or three pages each, without the slip."),
    )
    day = forms.DateField(label=gettext_lazy("Date on the letters"), widget=DayInput)

    def __init__(self, *args: Any, letters: list[Chosen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._letters = {each.key: each for each in letters}
        choice: Any = self.fields["letters"]
        choice.choices = [(each.key, each.title) for each in letters]

    def clean_file(self) -> UploadedFile | None:
        """The file, unless it is larger than any list."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST:
            raise ValidationError(_("The file has more than 1 MB. Please cut it into several."))
        return file

    def clean(self) -> dict[str, Any] | None:
        """One list: pasted, or as a file."""
        cleaned = super().clean() or {}
        has_names, file = bool(cleaned.get("names", "").strip()), cleaned.get("file")
        if has_names and file:
            raise ValidationError(
                {"file": _("Names are written above, too. Please leave one of the two empty.")}
            )
        if not has_names and not file and not {"names", "file"} & set(self.errors):
            raise ValidationError({"names": _("Write the names here, or choose a file.")})
        return cleaned

    def content(self) -> bytes:
        """The list as it was brought."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else self.cleaned_data["names"].encode()

    def chosen(self) -> list[Chosen]:
        """The letters in the order of the event."""
        wanted = set(self.cleaned_data["letters"])
        return [each for key, each in self._letters.items() if key in wanted]

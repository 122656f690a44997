"""How coordinators bring in a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.models import Campaign
from events.forms.keys import KeyField
from letters.intakes.rows import LARGEST_FILE


class IntakeForm(forms.Form):
    """A file of counts for a campaign."""

    key = KeyField()
    campaign = forms.ChoiceField(label=_("For which campaign?"))
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "CSV or XLSX, at most 8 MB and 20,000 rows. Nothing is counted before you have looked at it."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, campaigns: list[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["campaign"]
        choice.choices = [(one.slug, str(one)) for one in campaigns]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """The file, unless it is larger than any we read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file has more than 8 MB. Please cut it into several."))
        return file

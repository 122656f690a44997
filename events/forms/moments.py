"""Days with hours, as people type them: by the clock of the place."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

FORMAT = "%Y-%m-%dT%H:%M"
# Beyond these years a moment has no place on some clocks of the world, and nobody means it.
YEARS = range(2000, 3000)


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format=FORMAT, **kwargs)


class MomentField(forms.DateTimeField):
    """A moment by the clock of ``zone``, which the form sets.

    Of an hour that comes twice, when the clock is put back, it is the first; an hour that is left out, when
    the clock is put forward, is refused with a sentence.
    """

    widget = MomentInput
    zone: dt.tzinfo = zoneinfo.ZoneInfo("UTC")
    default_error_messages = {
        "invalid": _("Please write the day and the hour like 2026-12-12 18:00."),
        "left_out": _("There is no such hour: the clock is put forward then. Please choose another."),
    }

    def to_python(self, value: Any) -> dt.datetime | None:
        """The moment, aware of its zone. Raises ValidationError where it is none."""
        if value in self.empty_values:
            return None
        try:
            typed = value if isinstance(value, dt.datetime) else parse_datetime(str(value).strip())
            if typed is None or typed.year not in YEARS:
                raise ValueError
            return self._at_place(typed)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _at_place(self, typed: dt.datetime) -> dt.datetime:
        if typed.tzinfo is not None:
            return typed
        moment = typed.replace(tzinfo=self.zone)
        if moment.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None) != typed:
            raise ValidationError(self.error_messages["left_out"], code="left_out")
        return moment

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: the clock of the place."""
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

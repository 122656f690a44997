"""Time zones by their names in the time zone database."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_zone(name: str) -> None:
    """Raises ValidationError unless the name is one of the time zone database, such as Europe/Warsaw."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone. One is Europe/Warsaw."), params={"name": name})

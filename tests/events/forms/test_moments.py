"""Days with hours, as people and others type them."""

import datetime as dt
import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from events.forms.moments import MomentField


@pytest.fixture
def field() -> MomentField:
    field = MomentField()
    field.zone = zoneinfo.ZoneInfo("Europe/Warsaw")
    return field


def test_moment_is_read_by_the_clock_of_the_place(field):
    moment = field.clean("2026-12-12T18:00")

    assert moment.astimezone(dt.UTC) == dt.datetime(2026, 12, 12, 17, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "0001-01-01T00:00",
        "9999-12-31T23:59",
        "1999-12-31T12:00",
    ],
)
def test_moment_that_some_clock_does_not_have_is_refused(field, typed):
    with pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.code == "invalid"

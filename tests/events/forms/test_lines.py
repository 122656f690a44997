"""Texts of one line."""

import pytest
from django.core.exceptions import ValidationError

from events.forms.lines import LineField


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  Night of\r\nletters\u2028here ", "Night of letters here"),
        ("Li\x08brary\x1f", "Library"),
        ("\u202eyrarbiL\u2066", "yrarbiL"),
        ("می\u200cنویسیم", "می\u200cنویسیم"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
    ],
)
def test_breaks_are_spaces_and_signs_that_control_go(typed, line):
    assert LineField().clean(typed) == line


def test_nul_is_refused():
    with pytest.raises(ValidationError):
        LineField().clean("a\0b")

"""Names and other texts of one line."""

import unicodedata
from typing import Any

from django import forms

# Signs that turn the text around them: a name would reach out over its own end.
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


class LineField(forms.CharField):
    """One line. Breaks become spaces, for a mail's subject ends at one; signs that control go.

    A NUL stays, for the field itself to refuse.
    """

    def to_python(self, value: Any) -> str:
        """The text as it can stand in a heading, a subject, a cell."""
        line = " ".join((super().to_python(value) or "").split())
        return "".join(sign for sign in line if sign == "\0" or not _controls(sign))


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) == "Cc" or ord(sign) in _TURNING

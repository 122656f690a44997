"""The fields a wording may use: a closed list. What people type is data, never a template."""

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIELDS = ("salutation", "case", "demands", "own_words", "sender", "date", "town")

# A letter that greets nobody or comes from nobody is none.
REQUIRED = ("salutation", "sender")

FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{(?P<name>[^{}]*)\}\}|\{\{|\}\}")


def faults_in(body: str, *, required: Iterable[str] = REQUIRED) -> list[tuple[int, str]]:
    """What is wrong with the fields of a wording: its line from 1, and a sentence. Empty where none is."""
    found: set[str] = set()
    faults: list[tuple[int, str]] = []
    lines = body.split("\n")
    for number, line in enumerate(lines, start=1):
        faults += [(number, message) for message in _faults_in_line(line)]
        found |= set(FIELD.findall(line))
    for name in required:
        if name not in found:
            # A missing greeting belongs at the head, a missing signature at the foot.
            place = 1 if name == "salutation" else len(lines)
            faults.append((place, _("the field %(field)s is missing") % {"field": f"{{{{ {name} }}}}"}))
    return faults


def _faults_in_line(line: str) -> Iterator[str]:
    for braces in _BRACES.finditer(line):
        name = braces["name"]
        if name is None:
            yield _("braces are opened or closed without the other half")
        elif not (known := FIELD.fullmatch(braces[0])) or known[1] not in FIELDS:
            yield _("unknown field %(field)s") % {"field": f"{{{{ {name.strip()} }}}}"}


def validate_wording(body: str, *, required: Iterable[str] = REQUIRED) -> None:
    """Raises ValidationError with a sentence a fault, for forms."""
    if faults := faults_in(body, required=required):
        raise ValidationError(
            [_("Line %(line)d: %(fault)s.") % {"line": line, "fault": fault} for line, fault in faults]
        )


def validate_side_translation(body: str) -> None:
    """As ``validate_wording``, for the translation beside it, which may leave fields out."""
    validate_wording(body, required=())

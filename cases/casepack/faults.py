"""What is wrong with a pack, in plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import jsonschema


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, at which place of it, and what."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.text) if part)


class PackRefused(Exception):
    """The pack was not taken. Holds every fault that was found; nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def place_of(path: Iterable[str | int]) -> str:
    """``addressees[0].wordings[0].body``, as people write a place in JSON."""
    place = ""
    for step in path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


TYPES = {
    "object": "an object in braces",
    "array": "a list in brackets",
    "string": "a text in quotes",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


def _shown(value: Any) -> str:
    """The value as JSON writes it, cut where it is long."""
    text = {True: "true", False: "false", None: "null"}.get(value) if isinstance(value, bool | None) else None
    text = text or (f"“{value}”" if isinstance(value, str) else str(value))
    return text if len(text) <= 60 else f"{text[:57]}…"


def _types(names: str | list[str]) -> str:
    return " or ".join(TYPES[name] for name in ([names] if isinstance(names, str) else names))


def sentences_of(error: jsonschema.ValidationError) -> list[str]:
    """What a failed rule of the schema means, in words; a list, because one rule may name several keys."""
    rule, wanted, found = error.validator, error.validator_value, error.instance
    if rule == "required":
        return [f"“{key}” is missing" for key in wanted if key not in found]
    if rule == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        return [f"“{key}” is not a key of the format" for key in found if key not in known]
    if rule in ("pattern", "format") or rule == "not":
        return [f"{_shown(found)} is not {error.schema.get('description', 'in the right form')}"]
    texts = {
        "type": lambda: f"{_shown(found)} is not {_types(wanted)}",
        "const": lambda: f"{_shown(found)} must be {_shown(wanted)}",
        "enum": lambda: f"{_shown(found)} is none of {', '.join(map(_shown, wanted))}",
        "maxLength": lambda: f"is longer than {wanted:,} characters",
        "minLength": lambda: "is empty",
        "minimum": lambda: f"{_shown(found)} is less than {wanted:,}",
        "maximum": lambda: f"{_shown(found)} is more than {wanted:,}",
        "maxItems": lambda: f"has more than {wanted:,} entries",
        "minItems": lambda: "is empty",
        "minProperties": lambda: "is empty",
        "maxProperties": lambda: f"has more than {wanted:,} keys",
        "uniqueItems": lambda: "names something twice",
        "propertyNames": lambda: "has a key of the wrong form",
    }
    return [texts[rule]() if rule in texts else error.message]

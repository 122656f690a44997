"""Reads JSON as the format wants it: UTF-8, no key twice, no fractions, nothing a database would refuse."""

import json
from collections.abc import Iterator
from typing import Any

from cases.casepack.faults import Fault, place_of

DEEPEST = 20


class _StrangeError(ValueError):
    """Something that JSON allows, or Python does, and the format does not."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _StrangeError(f"the key “{key}” stands twice in one object")
        found[key] = value
    return found


def _refuse(number: str) -> Any:
    raise _StrangeError(f"{number[:40]} is not a whole number")


def _whole(number: str) -> int:
    if len(number) > 18:
        raise _StrangeError(f"{number[:18]}… is too large a number")
    return int(number)


def parse(name: str, content: bytes) -> tuple[Any, list[Fault]]:
    """What the file says, and what is wrong with it as JSON. With a fault, what it says is None."""
    try:
        document = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=_refuse,
            parse_int=_whole,
        )
        faults = [Fault(name, place, text) for place, text in _faults_in(document, ())]
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults = [Fault(name, f"line {line}", "is not UTF-8")]
    except json.JSONDecodeError as error:
        text = "begins with a byte order mark; save it without" if "BOM" in error.msg else _said(error)
        faults = [Fault(name, f"line {error.lineno}", text)]
    except _StrangeError as error:
        faults = [Fault(name, "", str(error))]
    except RecursionError:
        faults = [Fault(name, "", "is nested too deeply")]
    return (None, faults) if faults else (document, [])


def _said(error: json.JSONDecodeError) -> str:
    return f"is not JSON: {error.msg[0].lower()}{error.msg[1:]} (column {error.colno})"


def _faults_in(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    if len(path) > DEEPEST:
        yield "", "is nested too deeply"
    elif isinstance(value, str):
        if any(_is_strange(letter) for letter in value):
            yield place_of(path), "holds a control character or half of a letter"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults_in(item, (*path, number))
    elif isinstance(value, dict):
        for key, item in value.items():
            if any(_is_strange(letter) for letter in key):
                yield place_of(path), "has a key with a control character or half of a letter"
            else:
                yield from _faults_in(item, (*path, key))


def _is_strange(letter: str) -> bool:
    """Whether no database and no page wants the character: controls but line breaks, and lone surrogates."""
    code = ord(letter)
    return (code < 0x20 and letter not in "\n\t") or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF

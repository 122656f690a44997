"""Tables for spreadsheets, in which no cell can be taken for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

# How a formula begins in a spreadsheet; the apostrophe too, so that ours can be taken away again.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
HEADER = ("what", "key", "kind", "count", "as_of", "status", "source", "note")


def cell(value: object) -> object:
    """The value as a cell: text that begins like a formula gets an apostrophe in front, numbers stay."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return value


def uncell(text: str) -> str:
    """The text that ``cell`` was given. An apostrophe that ``cell`` would not have put there stays."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def tally(public: dict[str, Any]) -> bytes:
    """One number a row, in UTF-8; the columns are ``HEADER``, and ``docs/tally.md`` tells each."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(HEADER)
    for row in _rows(public):
        write.writerow([cell(value) for value in row])
    return out.getvalue().encode()


def _rows(public: dict[str, Any]) -> Iterable[tuple[object, ...]]:
    where = "/".join(public[name] for name in ("campaign", "section") if name in public)
    own = (public["as_of"], public["status"], "", "")
    yield ("total", where, "letters", public["letters"], *own)
    yield ("total", where, "actions", public["actions"], *own)
    yield ("places reported", where, "", public["reported"]["places"], *own)
    yield ("places", where, "", public["reported"]["of"], *own)
    for row in public["by_country"]:
        yield ("country", row["country"], "letters", row["letters"], *own)
    for row in public["by_case"]:
        yield ("case", row["case"], "letters", row["letters"], *own)
        for kind, count in row["by_kind"].items():
            yield ("case by kind", row["case"], kind, count, *own)
    for row in public["by_channel"]:
        yield ("channel", row["channel"], "letters", row["letters"], *own)
        yield ("channel", row["channel"], "actions", row["actions"], *own)
    for row in public["by_hour"]:
        yield ("hour", row["hour"], "letters", row["letters"], *own)
    for row in public["published"]:
        key = f"{row['year']} {row['scope']}"
        yield ("published", key, row["measure"], row["count"], "", row["status"], row["source"], row["note"])

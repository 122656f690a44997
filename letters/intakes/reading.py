"""Rows out of a file's bytes, whatever program wrote it."""

from collections.abc import Iterator

from letters.intakes import texts, workbooks
from letters.intakes.faults import Unreadable
from letters.intakes.rows import LARGEST_FILE, Row

# How files begin that are no table, and what they are.
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"\x1f\x8b", "binary"),
    (b"Rar!", "binary"),
    (b"7z\xbc\xaf", "binary"),
    (b"{\\rtf", "binary"),
    (b"<!DOCTYPE", "binary"),
    (b"<html", "binary"),
)


def rows_of(content: bytes) -> Iterator[Row]:
    """The file's rows that are not blank, from the top, in bounded memory.

    Raises Unreadable, with the row and the column where there is one.
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", LARGEST_FILE // 1024 // 1024)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    for signature, code in _SIGNATURES:
        if content.startswith(signature):
            raise Unreadable(code)
    yield from (workbooks if content.startswith(b"PK") else texts).rows_of(content)

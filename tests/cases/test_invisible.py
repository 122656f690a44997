"""Addresses are printed as they are seen."""

import pytest

from cases.invisible import without_unseen


@pytest.mark.parametrize(
    ("pasted", "seen"),
    [
        ("\u202a1 Palace Road\u202c", "1 Palace Road"),
        ("\u202e1 Palace Road", "1 Palace Road"),
        ("Zenica\u200b 72\u00ad000", "Zenica 72000"),
        ("\ufefful. Długa 3", "ul. Długa 3"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_nobody_sees_is_left_out_and_joiners_stay(pasted, seen):
    assert without_unseen(pasted) == seen

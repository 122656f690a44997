"""Signs that nobody sees: pasted along with an address, they turn it around or cut it in two."""

import re

# Marks, embeddings, overrides and isolates of direction; spaces without width; soft hyphens. Not the joiners
# U+200C and U+200D, without which Persian, Hindi and others are spelled wrong.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def without_unseen(text: str) -> str:
    """The text as it is seen, in the direction that its letters have by themselves."""
    return _UNSEEN.sub("", text)

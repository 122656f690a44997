"""System checks: whether paper can be printed here."""

import ctypes
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, register

from letters.press.pool import LIBRARIES

# The names that WeasyPrint tries: Linux, then macOS.
NEEDED = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
)
PLACES = ("", "/opt/homebrew/lib/", "/usr/local/lib/")


def loads(names: tuple[str, ...]) -> bool:
    """Whether one of the names is a library of this system."""
    for name in (place + name for name in names for place in PLACES):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


@register("press")
def libraries_of_the_press(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Says what to install where letters cannot be printed. The rest of the house works without."""
    missing = [names[0] for names in NEEDED if not loads(names)]
    if not missing:
        return []
    return [
        checks.Warning(
            f"Letters cannot be printed: {', '.join(missing)} cannot be loaded.",
            hint=f"Debian: apt install {LIBRARIES}. macOS: brew install pango.",
            id="letters.W001",
        )
    ]

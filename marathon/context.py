"""What every page is given."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def shared(request: HttpRequest) -> dict[str, Any]:
    """The languages of the product with this page's address in each."""
    here = request.path.removeprefix(f"/{translation.get_language()}") or "/"
    bare = here if here.startswith("/") else request.path
    return {
        "page_languages": [
            {
                "code": code,
                "name": name,
                "address": bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}",
                "is_current": code == translation.get_language(),
            }
            for code, name in settings.LANGUAGES
        ],
        "debug": settings.DEBUG,
    }

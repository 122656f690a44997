"""What every page is given."""

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest

from cases.languages import page_language
from marathon import policy

# The part of the masthead that an address belongs to.
PARTS = {
    "case_list": "cases",
    "case": "cases",
    "desk": "cases",
    "event_list": "events",
    "event": "events",
    "event_new": "events",
    "count": "events",
    "shifts": "events",
    "sheets": "events",
    "sheet": "events",
    "tally": "tally",
    "campaign_tally": "tally",
    "section_tally": "tally",
    "good_news": "good_news",
    "why": "why",
    "join": "join",
    "me": "me",
}


# What a page may be asked for by its query. Anything else there is somebody's mistake and not repeated.
QUERIES = {
    "case_list": ("country", "happened", "outcome", "page"),
    "event_list": ("when", "country", "town", "page"),
    "event_new": ("step", "place", "opening"),
    "event_edit": ("step", "place", "opening"),
    "good_news": ("page",),
    "desk": ("to", "in"),
    "join": ("for",),
    "volunteers": ("show", "page"),
    "sheets": ("show", "page"),
    "sheets_print": ("from", "to"),
}


def shared(request: HttpRequest) -> dict[str, Any]:
    """The languages with this page's address in each, where we are, and whether this is a page of work.

    Public pages may be kept by any cache, so they know neither who reads them nor messages.
    """
    match = request.resolver_match
    name = match.view_name if match else ""
    asked = {key: request.GET[key] for key in QUERIES.get(name, ()) if request.GET.get(key)}
    return {
        "page_languages": _languages(request.path, urlencode(asked)),
        "here": PARTS.get(name, ""),
        "is_work": match is not None and policy.is_work(name),
        "debug": settings.DEBUG,
    }


def _languages(path: str, query: str) -> list[dict[str, Any]]:
    """Each language with this address in it, filters kept. One leading slash, or it would name a host."""
    current = page_language()
    prefix = f"/{current}/"
    bare = "/" + quote(path.removeprefix(prefix).lstrip("/")) + (f"?{query}" if query else "")
    return [
        {
            "code": code,
            "name": name,
            "address": bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}",
            "is_current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]

"""What makes the counter open without signal: its empty page, its service worker, its manifest."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from letters import counter_words, release

fresh = cache_control(no_cache=True)


@fresh
def counter_shell(request: HttpRequest) -> HttpResponse:
    """The counter without any event in it: a phone fills it from what it keeps. The same for everybody."""
    context = {"release": release.digest(), "words": counter_words.words()}
    return render(request, "letters/counter.html", context)


@fresh
def counter_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with what this release wants kept."""
    shells = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            shells.append(reverse("counter_shell"))
    wanted = {"release": release.digest(), "shells": shells, "files": release.addresses()}
    text = f"const WANTED = {json.dumps(wanted, indent=1)};\n\n{release.worker()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@fresh
def counter_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the counter on its home screen."""
    start = reverse("counter_shell")
    icon = {"type": "image/png", "sizes": "512x512"}
    return JsonResponse(
        {
            "id": start,
            "start_url": start,
            "scope": "/",
            "lang": translation.get_language(),
            "name": _("Letter Marathon: counting"),
            "short_name": _("Counting"),
            "description": _("Counts the letters at the table, with or without signal."),
            "display": "standalone",
            "background_color": "#fbf7f0",
            "theme_color": "#fbf7f0",
            "icons": [
                icon | {"src": static("icons/counter-192.png"), "sizes": "192x192"},
                icon | {"src": static("icons/counter-512.png")},
                icon | {"src": static("icons/counter-maskable.png"), "purpose": "maskable"},
            ],
        },
        content_type="application/manifest+json",
    )

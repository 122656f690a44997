"""The counter's release: what a phone keeps to open it without signal, named by its contents."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.templatetags.static import static

_STYLES = ("css/tokens.css", "css/site.css", "css/count.css")
_BESIDE = (
    "fonts/source-serif-4.woff2",
    "favicon.svg",
    "icons/counter-192.png",
    "icons/counter-512.png",
    "js/vendor/idb.js",
    "js/vendor/lean-qr.js",
    "js/counter.js",
)
_PAGES = ("letters/counter.html", "letters/_counter.html", "letters/_counter_head.html", "base.html")
_WORKER = "js/counter-worker.js"


def _found(name: str) -> Path:
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(path)


def names() -> list[str]:
    """The static files of the counter, by the names that ``{% static %}`` takes."""
    folder = _found("js/counter")
    modules = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.js"))
    return [*_STYLES, *_BESIDE, *(f"js/counter/{name}" for name in modules)]


def addresses() -> list[str]:
    """Where those files are served."""
    return [static(name) for name in names()]


def worker() -> str:
    """The service worker's own text."""
    return _found(_WORKER).read_text()


def digest() -> str:
    """Changes whenever anything changes that a phone keeps of the counter."""
    return _digest() if settings.DEBUG else _digest_of_this_start()


@cache
def _digest_of_this_start() -> str:
    return _digest()


def _digest() -> str:
    stuff = hashlib.sha256(worker().encode())
    for name in names():
        stuff.update(name.encode() + _found(name).read_bytes())
    for page in _PAGES:
        origin = get_template(page).template.origin  # type: ignore[attr-defined]
        stuff.update(Path(origin.name).read_bytes())
    for catalogue in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.mo")):
        stuff.update(catalogue.read_bytes())
    return stuff.hexdigest()[:16]

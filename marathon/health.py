"""Whether the product is alive, and whether it is ready."""

import datetime as dt
import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

log = logging.getLogger(__name__)

HEARTBEAT = "worker-heartbeat"
HEARTBEAT_OLD = dt.timedelta(minutes=2)
STORED_LATELY = dt.timedelta(seconds=30)
# When this process last stored a file, by place.
_stored_at: dict[str, dt.datetime] = {}


def beat(*, at: dt.datetime) -> None:
    """Afterwards everybody can see that a worker lived at the instant."""
    cache.set(HEARTBEAT, at.isoformat(), timeout=HEARTBEAT_OLD.total_seconds() * 2)


def worker_lives(*, at: dt.datetime) -> bool:
    """Whether a worker gave a sign within two minutes before the instant."""
    last = cache.get(HEARTBEAT)
    return last is not None and abs(at - dt.datetime.fromisoformat(last)) < HEARTBEAT_OLD


def database_answers() -> bool:
    """Whether the database holds our tables and answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        return cursor.fetchone() is not None


def cache_answers() -> bool:
    """Whether the shared cache can be read. Raises where it cannot."""
    cache.get(HEARTBEAT)
    return True


def storage_answers(*, at: dt.datetime) -> bool:
    """Whether a file could be stored and taken away again within the last half minute.

    Strangers may ask as often as they like, so not every question writes.
    """
    place = str(settings.MEDIA_ROOT)
    if abs(at - _stored_at.get(place, dt.datetime.min.replace(tzinfo=dt.UTC))) > STORED_LATELY:
        name = default_storage.save(f"readiness-{os.getpid()}", ContentFile(b"ready"))
        default_storage.delete(name)
        _stored_at[place] = at
    return True


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of anybody."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: database, cache, storage and worker answer. 503 where one does not, without a reason."""
    at = timezone.now()
    parts: dict[str, Callable[[], bool]] = {
        "database": database_answers,
        "cache": cache_answers,
        "storage": lambda: storage_answers(at=at),
        "worker": lambda: worker_lives(at=at),
    }
    states = {name: "ready" if _answers(name, ask) else "away" for name, ask in parts.items()}
    is_ready = set(states.values()) == {"ready"}
    response = JsonResponse(states, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})
    if not is_ready:
        response["Retry-After"] = "5"
    return response


def _answers(name: str, ask: Callable[[], bool]) -> bool:
    """Whether the part answers; the reason why not goes to the log alone."""
    try:
        return ask()
    except Exception as exception:
        log.error("Not ready, %s: %s", name, type(exception).__name__)
        return False

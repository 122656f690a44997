"""Whether the product says that it is alive and ready."""

import pytest
from django.core.cache import cache

from marathon import health

pytestmark = pytest.mark.django_db


def test_ready_when_a_worker_lives(client, settings, tmp_path):
    from django.utils import timezone

    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    assert client.get("/readyz").json()["worker"] == "away"
    health.beat(at=timezone.now())

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(("database", "cache", "storage", "worker"), "ready")
    assert not answer.cookies
    assert list(tmp_path.iterdir()) == []


def test_readiness_writes_a_file_only_now_and_then(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.get("/readyz")
    before = tmp_path.stat().st_mtime_ns

    client.get("/readyz")

    assert tmp_path.stat().st_mtime_ns == before


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200

"""What every test gets."""

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import readymade

os.environ.setdefault("MARATHON_DEBUG", "yes")
os.environ.setdefault("MARATHON_HOSTS", "testserver,127.0.0.1,localhost")


def pytest_configure() -> None:
    """Passwords are slow to check by design; tests make hundreds of accounts.

    Each process of the tests has a Redis database of its own, where there is a Redis, and may empty it.
    What is readymade is shared by all that begin after this line.
    """
    readymade.share()
    from django.conf import settings
    from django.core.cache import caches

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(_folder_in_memory() / "marathon.sqlite3")
    cache = settings.CACHES["default"]
    if cache["BACKEND"].endswith("RedisCache"):
        number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        cache["LOCATION"] = f"{cache['LOCATION'].rsplit('/', 1)[0]}/{number}"
        if caches.all(initialized_only=True):
            del caches["default"]  # made before this line, with the address from before


def _folder_in_memory() -> Path:
    """Where tests have their SQLite: in a file, as hosts have it, so that each thread has a connection.

    Django's own database in memory has one for all threads of a server: one that rolls back takes along what
    another was writing. A disk of memory, where there is one, waits for nothing at each commit.
    """
    memory = "/dev/shm"
    folder = tempfile.mkdtemp(prefix="tests-", dir=memory if os.access(memory, os.W_OK) else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each process of the tests begins with a copy of one database that was migrated for all of them."""
    from django.db import connection

    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        file = Path(test["NAME"])
        readymade.database(file.parent)
        (file.parent / "marathon.sqlite3").rename(file)
    else:
        test["TEMPLATE"] = readymade.template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """SQLite's copy is there before Django looks for it, and goes with its folder."""
    from django.db import connection

    return connection.vendor == "sqlite" or bool(request.config.getvalue("reuse_db"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that no process is left alone with one of them in the end."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("browser", "processes")))


class _UnknownVariables(logging.Handler):
    """Collects what Django's templates say of variables that nobody gave them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Exception while resolving variable"):
            self.said.append(message)


# Templates of libraries ask for variables that may be missing; ours may not.
FOREIGN = ("admin/", "allauth/", "account/", "mfa/", "django/", "unknown")


@pytest.fixture(autouse=True)
def no_unknown_variables() -> Iterator[None]:
    """Fails the test in which one of our templates uses a variable it was not given."""
    handler = _UnknownVariables()
    logger = logging.getLogger("django.template")
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.propagate = False  # what pytest keeps of it is long, and nobody reads it
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    logger.propagate = True
    logger.setLevel(level)
    ours = [line for line in handler.said if not any(f"in template '{name}" in line for name in FOREIGN)]
    assert ours == []


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Each test begins in English: a page under /pl/ leaves its language behind in the thread."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept_by_another_test() -> None:
    """Each test computes the tally anew: copies are kept by the process and by a Redis that tests share."""
    from django.conf import settings
    from django.core.cache import cache

    from letters import tally

    tally.forget()
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        cache.clear()


@pytest.fixture
def keys_in_cache() -> Callable[[], list[str]]:
    """Tells what the cache, whichever it is, keeps things under."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    def keys() -> list[str]:
        if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
            return [key.decode() for key in cache._cache.get_client().keys("*")]  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM marathon_cache")
            return [row[0] for row in cursor.fetchall()]

    return keys


@pytest.fixture(scope="session", autouse=True)
def guards_lifted_for_the_flush() -> Iterator[None]:
    """Tests that commit are cleaned up by emptying every table, which the ledger's guards would refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from letters import guards

    flush = TransactionTestCase._fixture_teardown

    def flush_without_guards(self: TransactionTestCase) -> None:
        guards.remove(connection)
        flush(self)
        guards.install(connection)

    TransactionTestCase._fixture_teardown = flush_without_guards  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]


@pytest.fixture
def administrator(client):
    """A browser in which an administrator has signed in."""
    from tests.makers import make_role

    client.force_login(make_role("administrator").user)
    return client


@pytest.fixture
def organiser(client, event):
    """A browser in which the organiser of the test's event has signed in."""
    from tests.makers import make_role

    client.force_login(make_role("organiser", event=event).user)
    return client


@pytest.fixture
def coordinator(client, section):
    """A browser in which a coordinator of the test's section has signed in."""
    from tests.makers import make_role

    client.force_login(make_role("coordinator", section=section).user)
    return client


@pytest.fixture
def phone(event):
    """The browser of a volunteer of the test's event, without an account."""
    from django.conf import settings
    from django.test import Client

    from tests.makers import make_device_role

    make_device_role(event, "phone")
    phone = Client()
    phone.cookies[settings.DEVICE_COOKIE_NAME] = "phone"
    return phone


@pytest.fixture
def section(campaign):
    """The section of Poland, which takes part in the test's campaign."""
    from tests.makers import make_section

    section = make_section(slug="poland", name="Poland")
    section.participations.create(campaign=campaign)
    return section

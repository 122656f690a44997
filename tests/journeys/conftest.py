"""A browser, a server and a marathon that is open now."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page

from benchmarks.network import Network
from letters import tally

# Debian's place for it; script/test finds it elsewhere on a Mac.
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _playwright_beside_the_orm() -> Iterator[None]:
    """Playwright keeps a loop running in this thread, which Django would take for asynchronous code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The distribution's Chromium."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(autouse=True)
def _no_page_left_open(browser: Browser) -> Iterator[None]:
    """A page that stays open goes on asking a server that is gone, and slows down all tests after it."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: addresses are whole. Playwright's own fixture is a method, of which pytest warns."""


@dataclass
class World:
    """The demonstration behind a running server."""

    url: str
    join_token: str
    event: str = "warszawa-rehearsal"
    case: str = "yorm-bopha"
    password: str = "letters change lives"
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """From now on what the page's console complains about is kept in ``complaints``."""

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def signed_in(self, browser: Browser, who: str, **context: Any) -> Page:
        """A browser of its own in which an account of the demonstration has signed in."""
        page = browser.new_context(**context).new_page()
        self.listen(page)
        page.goto(f"{self.url}/accounts/login/")
        page.locator("input[name=login]").fill(f"{who}@example.org")
        page.locator("input[name=password]").fill(self.password)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/me/")
        return page


@pytest.fixture
def network(world: World) -> Iterator[Network]:
    """The way to the server, with a weather of its own."""
    with Network(int(world.url.rpartition(":")[2])) as network:
        yield network


@pytest.fixture
def world(transactional_db: None, live_server: Any, settings: Any) -> World:
    """The demonstration, loaded now, with its accounts and its join token."""
    from marathon import demonstration

    debug = settings.DEBUG
    # The demonstration's password is given under DEBUG alone.
    settings.DEBUG = True
    token = demonstration.load(at=timezone.now())
    settings.DEBUG = debug
    # The test before left its copy of the tally in the cache's table, which no flush empties.
    cache.clear()
    tally.forget()
    return World(url=live_server.url, join_token=token)

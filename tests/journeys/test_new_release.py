"""A new release of the counter in the middle of an evening: whole, when somebody wants it, or not at all."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.network import Network
from events.models import Event
from letters import ledger
from tests.journeys.conftest import World
from tests.journeys.counting import all_saved, figure, joined, ready_to_count, tap

pytestmark = pytest.mark.browser

SHELVES = "async () => (await caches.keys()).filter((name) => name.startsWith('counter:'))"
# Until the browser has looked for another worker, and that one is kept or gone.
LOOKED = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => {});
  while (registration.installing) await new Promise((soon) => setTimeout(soon, 50));
}"""


def release_anew(settings: Any, place: Path) -> None:
    """The server has other sentences now, which are of what a phone keeps."""
    folder = shutil.copytree(settings.LOCALE_PATHS[0], place / "locale")
    shutil.copytree(folder / "pl", folder / "xx")
    settings.LOCALE_PATHS = [str(folder)]


def opened(page: Page) -> None:
    page.reload()
    ready_to_count(page)


def test_a_new_release_is_taken_when_the_volunteer_wants_it(
    world: World, browser: Browser, network: Network, settings: Any, tmp_path: Path
):
    settings.DEBUG = True
    page = joined(world, network.url, browser.new_context(viewport={"width": 390, "height": 844}))
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    [first] = page.evaluate(SHELVES)
    tap(page, "#tap-yorm-bopha-authority")
    figure(page, 1)
    all_saved(page)

    # The wifi answers for the server while the new release is fetched: nothing of that is kept.
    release_anew(settings, tmp_path)
    network.weather, network.only = "portal", "/static/"
    opened(page)
    page.evaluate(LOOKED)
    assert page.evaluate(SHELVES) == [first]
    network.weather = "cut"
    opened(page)
    tap(page, "#tap-yorm-bopha-person")
    figure(page, 2)

    network.weather = "good"
    opened(page)
    page.evaluate(LOOKED)
    expect(page.get_by_text("A new version of the counter is ready.")).to_be_visible()
    tap(page, "#tap-yorm-bopha-person")
    figure(page, 3)
    assert page.evaluate(SHELVES)[0] == first
    page.get_by_role("button", name="Use it now").click()
    page.wait_for_function(
        f"async () => {{ const names = await ({SHELVES})(); return !names.includes('{first}'); }}"
    )
    ready_to_count(page)
    figure(page, 3)
    all_saved(page)
    expect(page.get_by_text("A new version of the counter is ready.")).to_be_hidden()

    event = Event.objects.get(slug=world.event)
    assert ledger.counts(event)["yorm-bopha"] == {"authority": 1, "person": 2}
    network.weather, network.only = "cut", ""
    opened(page)
    figure(page, 3)

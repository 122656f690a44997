"""The counter in flight mode, opened cold, and killed in the middle of a tap."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect

from benchmarks.network import Network
from events.models import Event
from letters import ledger
from tests.journeys.conftest import CHROMIUM, QUIET, World
from tests.journeys.counting import ready_to_count, tap

pytestmark = pytest.mark.browser

TAPS = 50


class Installed:
    """A phone with the counter on it: a browser and what it keeps between two starts."""

    def __init__(self, kind: BrowserType, place: Path) -> None:
        self.kind, self.place = kind, place

    def start(self) -> Page:
        self.context: BrowserContext = self.kind.launch_persistent_context(
            str(self.place), executable_path=CHROMIUM, args=QUIET, viewport={"width": 390, "height": 844}
        )
        return self.context.pages[0]

    def kill(self) -> None:
        """The battery is pulled: SIGKILL for every process of the browser."""
        mark = f"--user-data-dir={self.place}".encode()
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if process.name.isdigit() and mark in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()


def count(page: Page, times: int, *, begins_at: int) -> None:
    """Logs letters for three cases in turn. Each is shown before the next."""
    for n in range(times):
        tap(page, f".count-row:nth-child({n % 3 + 1}) .tap[data-kind=authority]")
        expect(page.locator("[data-figure=event]")).to_have_text(str(begins_at + n + 1))


def test_nothing_is_lost_in_flight_mode_though_the_browser_is_killed(
    world: World, network: Network, browser_type: BrowserType, tmp_path: Path, capsys: pytest.CaptureFixture
):
    phone = Installed(browser_type, tmp_path / "phone")
    table = f"{network.url}/events/{world.event}/count/"
    page = phone.start()
    page.goto(f"{network.url}/join/#{world.join_token}")
    page.get_by_label("Nickname").fill("Ola")
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(table)
    ready_to_count(page)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.context.close()

    network.weather = "cut"
    page = phone.start()
    page.goto(f"{network.url}/counter/")
    expect(page).to_have_url(table)  # the one marathon on this phone
    ready_to_count(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("The rehearsal library")
    count(page, TAPS - 1, begins_at=0)
    page.locator(".tap[data-kind=person]").first.click(no_wait_after=True)
    phone.kill()

    page = phone.start()
    page.goto(table)
    ready_to_count(page)
    kept = int(page.locator("[data-figure=event]").inner_text())
    assert kept in (TAPS - 1, TAPS)  # the last one was never seen to be logged
    count(page, TAPS, begins_at=kept)
    expect(page.locator("[data-sync]")).to_have_attribute("data-waiting", str(kept + TAPS))
    expect(page.locator("[data-sync-words]")).to_contain_text("waiting for")
    other = phone.context.new_page()
    with pytest.raises(Error):
        other.goto(f"{network.url}/events/")  # only the counter opens without signal

    network.weather = "good"
    expect(page.locator("[data-sync]")).to_have_attribute("data-state", "saved", timeout=20_000)

    counts = ledger.counts(Event.objects.get(slug=world.event))
    assert sum(sum(kinds.values()) for kinds in counts.values()) == kept + TAPS
    expect(page.locator("[data-figure=event]")).to_have_text(str(kept + TAPS))
    call_command("tally", "check")
    assert f"{kept + TAPS} letters" in capsys.readouterr().out
    phone.context.close()

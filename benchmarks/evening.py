"""Five volunteers count in five browsers while networks fail and the server is killed: no letter may be lost.

``python -m benchmarks.evening`` is the full form, on SQLite and on PostgreSQL: two minutes, five kills
with SIGKILL, every network lost and found again at random, one POST in three sent twice, one answer in ten
lost. The tests run a small one. What happens is decided by the seed; how fast it happens, by the machine.
"""

import os
import random
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as NothingCame

from benchmarks.network import Network
from benchmarks.seed import CASES, EVENTS, key_of
from benchmarks.served import Served, prove

RESULTS = Path(__file__).parent / "results" / "evening.md"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PHONES = 5
KINDS = ("authority", "person")
# Waits for what has to come, in milliseconds: a machine under load takes its time.
PATIENCE = 90_000
# Each time the bar says something, this many were shown; so many taps were said to be none.
SHOWN = """() => {
  Object.assign(window, {shown: 0, missed: 0});
  addEventListener("DOMContentLoaded", () => {
    const bar = document.querySelector("[data-bar-words]");
    const hear = () => (window[bar.parentElement.classList.contains("wrong") ? "missed" : "shown"] += 1);
    if (bar) new MutationObserver(hear).observe(bar, {characterData: true, childList: true, subtree: true});
  });
}"""
# What stands on the screen, for whoever wonders why a tap had no answer.
SEEN = """() => [...document.querySelectorAll("[data-bar], [data-sync], [data-notes], dialog[open]")]
  .map((part) => part.innerText)"""
SAVED = "[data-sync][data-state=saved][data-waiting='0']"


@dataclass
class Verdict:
    """What came of an evening. ``shown`` are letters that a screen said were logged and not taken back."""

    taps: int = 0
    undos: int = 0
    shown: int = 0
    entries: int = 0
    ledger: int = 0
    tally: int = 0
    on_screens: list[int] = field(default_factory=list)
    kills: int = 0
    requests: int = 0
    check: str = ""
    seconds: float = 0

    @property
    def is_sound(self) -> bool:
        """Whether every letter that was shown counts once, here and there and on every screen."""
        same = {self.shown, self.ledger, self.tally, *self.on_screens}
        whole = len(same) == 1 and self.entries == self.taps + self.undos
        return whole and self.check.startswith("The tally is the ledger")


class Volunteer:
    """One browser at the table, with a network of its own."""

    def __init__(self, browser: Browser, network: Network, number: int) -> None:
        self.network = network
        self.context = browser.new_context(viewport={"width": 390, "height": 844})
        self.context.add_cookies([{"name": "device", "value": key_of(number), "url": network.url}])
        self.context.add_init_script(f"({SHOWN})()")
        self.page: Page = self.context.new_page()
        self.open()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    def open(self) -> None:
        """Opens the counter, with or without signal."""
        self.page.goto(f"{self.network.url}/events/{EVENTS[0]}/count/")
        self.page.locator("[data-counter][data-ready] .tap").first.wait_for(timeout=PATIENCE)

    def tap(self, case: str, kind: str) -> None:
        """Logs one letter; returns when the bar says so.

        Taps again where the table moved, or where the machine let go so late that it was taken for a hold.
        """
        before = self.page.evaluate("window.shown")
        while self.page.evaluate("window.shown") == before:
            heard = self.page.evaluate("window.shown + window.missed")
            self.page.locator(f"[data-rows]:not([data-moved]) #tap-{case}-{kind}").click()
            try:
                self.page.wait_for_function(
                    "heard => window.shown + window.missed > heard || document.querySelector('dialog[open]')",
                    arg=heard,
                    timeout=PATIENCE,
                )
            except NothingCame as error:
                raise AssertionError(f"A tap had no answer: {self.page.evaluate(SEEN)}") from error
            if self.page.locator("dialog[open]").count():
                self.page.keyboard.press("Escape")

    def undo(self) -> bool:
        """Takes the last one back, where the bar offers it."""
        button = self.page.locator("[data-undo-last]:visible")
        if not button.count():
            return False
        button.click()
        self.page.locator("[data-undo-last]").wait_for(state="hidden", timeout=PATIENCE)
        return True

    def figure(self) -> int:
        """The event's letters on this screen."""
        return int(self.page.locator('[data-figure="event"]').inner_text().replace(",", ""))


def evening(
    *, seed: int, postgres: str = "", phones: int = PHONES, steps: int, kills: int, pause: float = 0
) -> Verdict:
    """Lets so many things happen, ``pause`` seconds apart, and tells what came of it."""
    verdict, chance = Verdict(), random.Random(seed)
    at_steps = {steps * (n + 1) // (kills + 1) for n in range(kills)}
    with ExitStack() as stack:
        served = stack.enter_context(Served(postgres, phones=phones, for_browsers=True))
        served.start()
        networks = [
            stack.enter_context(Network(served.port, seed=seed * 100 + n, doubles=3, loses=10))
            for n in range(phones)
        ]
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        crowd = [Volunteer(browser, network, n) for n, network in enumerate(networks)]
        begun = time.monotonic()
        back_at = -1
        for step in range(steps):
            if step in at_steps:
                served.kill()
                verdict.kills += 1
                back_at = step + 3
            if step == back_at:
                served.start()
            volunteer = chance.choice(crowd)
            if chance.randrange(3) == 0:
                volunteer.network.weather = chance.choice(["storm", "storm", "cut"])
            what = chance.randrange(12)
            if what == 0:
                volunteer.open()
            elif what == 1:
                verdict.undos += volunteer.undo()
            else:
                volunteer.tap(chance.choice(CASES), chance.choice(KINDS))
                verdict.taps += 1
            time.sleep(pause)
        if served.process is None:
            served.start()
        verdict.shown = verdict.taps - verdict.undos
        for network in networks:
            network.weather = "good"
        for volunteer in crowd:
            volunteer.page.locator(SAVED).wait_for(timeout=PATIENCE)
        for volunteer in crowd:
            volunteer.open()
            volunteer.page.locator(SAVED).wait_for(timeout=PATIENCE)
            verdict.on_screens.append(volunteer.figure())
        verdict.seconds = time.monotonic() - begun
        verdict.requests = sum(len(network.posts) for network in networks)
        browser.close()
        served.stop()
        [(verdict.entries, verdict.ledger)] = served.rows("SELECT COUNT(*), SUM(quantity) FROM letters_entry")
        [(verdict.tally,)] = served.rows("SELECT SUM(quantity) FROM letters_counter")
        done = served.run("manage.py", "tally", "check", check=False)
        verdict.check = (done.stdout + done.stderr).strip()
    return verdict


def _told(postgres: str) -> dict[str, Any]:
    verdict = evening(seed=20131214, postgres=postgres, steps=600, kills=5, pause=0.15)
    sums = {"ledger": int(verdict.ledger), "tally": int(verdict.tally), "seconds": round(verdict.seconds, 1)}
    return vars(verdict) | sums | {"sound": verdict.is_sound}


def main() -> None:
    """The full form, kept in ``benchmarks/results/evening.md``."""
    prove("The evening", __doc__.splitlines(), RESULTS, _told)


if __name__ == "__main__":
    main()

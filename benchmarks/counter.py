"""What the counter weighs, and how soon it answers a thumb on a slow phone, each beside its limit.

Script is weighed as a browser gets it from production's files, compressed with Brotli. A tap is timed in the
page, from the thumb's leaving the screen to the first frame after the bar said what was logged, with the
processor slowed down four times, as fast as a hurried volunteer taps; the letter is on the disk by then.

Beside it stands the least there is: a page of one button, which writes one record as durably and says so. It
tells how fast this machine was in this run.
"""

import random
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.evening import ARGUMENTS, CHROMIUM, Volunteer
from benchmarks.network import Network
from benchmarks.readymade import ROOT
from benchmarks.seed import CASES
from benchmarks.served import Served
from marathon.statics import without_comments

RESULTS = Path(__file__).parent / "results" / "counter.md"
TAPS = 200
# A hurried volunteer's from tap to tap: some let the page send and redraw meanwhile.
PAUSES_S = (0.2, 0.7)
SLOWED = 4
LIMIT_KB, LIMIT_MS, LIMIT_S = 40, 100, 5
TIMED = """(says) => {
  window.taps = [];
  const bar = document.querySelector(says);
  let began = 0;
  addEventListener("pointerup", (event) => (began = event.timeStamp), true);
  new MutationObserver(() => {
    const from = began;
    requestAnimationFrame(() => setTimeout(() => window.taps.push(performance.now() - from)));
  }).observe(bar, {characterData: true, childList: true, subtree: true});
}"""

LEAST = """<!doctype html><meta name="viewport" content="width=device-width">
<button>+1</button><p>–</p><script>
  const opening = indexedDB.open("least", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("entries", {keyPath: "id"});
  opening.onsuccess = () => (document.body.dataset.ready = "");
  document.querySelector("button").onclick = () => {
    const tx = opening.result.transaction("entries", "readwrite", {durability: "strict"});
    tx.objectStore("entries").put({id: crypto.randomUUID(), quantity: 1});
    tx.oncomplete = () => (document.querySelector("p").textContent = `+1 ${performance.now()}`);
  };
</script>"""


def weigh() -> list[tuple[str, int]]:
    """The counter's scripts with their compressed bytes, the worker among them."""
    static = ROOT / "static" / "js"
    beside = ("counter.js", "vendor/idb.js", "vendor/lean-qr.js", "counter-worker.js")
    modules = [*(static / name for name in beside), *sorted((static / "counter").rglob("*.js"))]
    return [(str(path.relative_to(static)), _weight(path)) for path in modules]


def _weight(path: Path) -> int:
    text = path.read_text()
    is_whole = path.name == "counter-worker.js" or path.parent.name == "vendor"
    return len(brotli.compress((text if is_whole else without_comments(text)).encode(), quality=11))


def tap(page: Page, buttons: list[str], says: str) -> list[float]:
    """Milliseconds from each tap on one of the buttons to its answer in ``says``, the fastest first."""
    session = page.context.new_cdp_session(page)
    places = [page.locator(button).bounding_box() or {} for button in buttons]
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.evaluate(TIMED, says)
    hurry = random.Random(1)
    for n in range(TAPS):
        time.sleep(hurry.uniform(*PAUSES_S))
        # By place, and nothing else is asked of the page meanwhile: it would be in the way of the answer.
        place = places[n % len(places)]
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.wait_for_function("n => window.taps.length === n", arg=TAPS)
    taken: list[float] = page.evaluate("window.taps")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return sorted(taken)


def tap_the_least(browser: Browser, network: Network) -> list[float]:
    """The same of a page that does no more than it must."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.route("**/least", lambda route: route.fulfill(body=LEAST, content_type="text/html"))
    page.goto(f"{network.url}/least")
    page.locator("[data-ready]").wait_for()
    taken = tap(page, ["button"], "p")
    page.close()
    return taken


def measure() -> dict[str, Any]:
    """What is told of one run."""
    with ExitStack() as stack:
        served = stack.enter_context(Served(phones=2, for_browsers=True))
        served.start()
        network = stack.enter_context(Network(served.port))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        ola, ala = (Volunteer(browser, network, n) for n in range(2))
        least = tap_the_least(browser, network)
        taken = tap(ola.page, [f"#tap-{case}-authority" for case in CASES], "[data-bar-words]")
        ola.page.locator("[data-sync][data-state=saved]").wait_for()
        ala.page.bring_to_front()
        seen = []
        for _turn in range(5):
            before = ala.figure()
            ola.tap(CASES[0], "person")
            begun = time.monotonic()
            ala.page.wait_for_function(
                "n => Number(document.querySelector('[data-figure=event]').textContent) > n", arg=before
            )
            seen.append(time.monotonic() - begun)
        network.weather = "cut"
        begun = time.monotonic()
        ola.open()
        cold = time.monotonic() - begun
        browser.close()
    return {"least": least, "taken": taken, "seen": seen, "cold": cold}


def _percentiles(taken: list[float]) -> tuple[float, float]:
    return statistics.median(taken), taken[int(len(taken) * 0.99) - 1]


def main() -> None:
    """Prints the tables and keeps them in ``benchmarks/results/counter.md``."""
    weights = weigh()
    told = measure()
    (p50, p99), (least50, least99) = _percentiles(told["taken"]), _percentiles(told["least"])
    late = max(told["seen"])
    whole = sum(size for _name, size in weights) / 1000
    lines = ["# The counter", "", *__doc__.splitlines(), ""]
    lines += ["| measured | found | limit | part of it |", "| --- | ---: | ---: | ---: |"]
    rows = [
        ("script, compressed", f"{whole:.1f} kB", f"{LIMIT_KB} kB", whole / LIMIT_KB),
        (f"tap to answer, p50 of {TAPS}", f"{p50:.0f} ms", f"{LIMIT_MS} ms", p50 / LIMIT_MS),
        (f"tap to answer, p99 of {TAPS}", f"{p99:.0f} ms", f"{LIMIT_MS} ms", p99 / LIMIT_MS),
        ("the least there is, p50 and p99", f"{least50:.0f} and {least99:.0f} ms", "–", None),
        ("others' taps are seen after", f"{late:.1f} s", f"{LIMIT_S} s", late / LIMIT_S),
        ("opened without signal", f"{told['cold']:.2f} s", "–", None),
    ]
    for name, found, limit, part in rows:
        lines.append(f"| {name} | {found} | {limit} | {'–' if part is None else f'{part:.2f}'} |")
    lines += ["", "| script | bytes, compressed |", "| --- | ---: |"]
    lines += [f"| {name} | {size:,} |" for name, size in weights]
    text = "\n".join(lines) + "\n"
    print(text)
    RESULTS.write_text(text)


if __name__ == "__main__":
    main()

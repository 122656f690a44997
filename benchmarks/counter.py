"""What the counter weighs, and how soon it answers a thumb on a slow phone, each beside its limit.

Script is weighed as a browser gets it from production's files, compressed with Brotli. A tap is timed in the
page, from the thumb's leaving the screen to the first frame after the bar said what was logged, with the
processor slowed down four times, as fast as a hurried volunteer taps; the letter is on the disk by then.
"""

import random
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Page, sync_playwright

from benchmarks.evening import ARGUMENTS, CHROMIUM, Volunteer
from benchmarks.network import Network
from benchmarks.readymade import ROOT
from benchmarks.seed import CASES
from benchmarks.served import Served
from marathon.statics import without_comments

RESULTS = Path(__file__).parent / "results" / "counter.md"
TAPS = 200
# A hurried volunteer's, among them some that let the page send and redraw.
PAUSES_MS = (100, 600)
SLOWED = 4
LIMIT_KB, LIMIT_MS, LIMIT_S = 40, 100, 5
TIMED = """() => {
  window.taps = [];
  const bar = document.querySelector("[data-bar-words]");
  let began = 0;
  addEventListener("pointerup", (event) => (began = event.timeStamp), true);
  new MutationObserver(() => {
    const from = began;
    requestAnimationFrame(() => setTimeout(() => window.taps.push(performance.now() - from)));
  }).observe(bar, {childList: true});
}"""


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


def tap(page: Page) -> list[float]:
    """Milliseconds from each tap to its visible answer."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.evaluate(TIMED)
    hurry = random.Random(1)
    for n in range(TAPS):
        button = page.locator(f"#tap-{CASES[n % len(CASES)]}-authority")
        button.scroll_into_view_if_needed()
        box = button.bounding_box() or {}
        page.wait_for_timeout(hurry.uniform(*PAUSES_MS))
        # By place: a locator looks at the page between the pointer's events, in the way of the answer.
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_function("n => window.taps.length > n", arg=n, polling=50)
    taken: list[float] = page.evaluate("window.taps")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
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
        taken = tap(ola.page)
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
    return {"taken": taken, "seen": seen, "cold": cold}


def main() -> None:
    """Prints the tables and keeps them in ``benchmarks/results/counter.md``."""
    weights = weigh()
    told = measure()
    taken = sorted(told["taken"])
    p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99) - 1]
    late = max(told["seen"])
    whole = sum(size for _name, size in weights) / 1000
    lines = ["# The counter", "", *__doc__.splitlines(), ""]
    lines += ["| measured | found | limit | part of it |", "| --- | ---: | ---: | ---: |"]
    rows = [
        ("script, compressed", f"{whole:.1f} kB", f"{LIMIT_KB} kB", whole / LIMIT_KB),
        (f"tap to answer, p50 of {TAPS}", f"{p50:.0f} ms", f"{LIMIT_MS} ms", p50 / LIMIT_MS),
        (f"tap to answer, p99 of {TAPS}", f"{p99:.0f} ms", f"{LIMIT_MS} ms", p99 / LIMIT_MS),
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

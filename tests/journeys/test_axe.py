"""Every public page is for everyone: axe finds nothing, nothing scrolls sideways, the console is silent."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import World
from tests.journeys.counting import ready_to_count, tap

pytestmark = pytest.mark.browser

AXE = Path(__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}},
    resultTypes: ["violations"],
  });
  return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).slice(0, 3)}`);
}"""
PAGES = [
    "/",
    "/why/",
    "/cases/",
    "/cases/?outcome=free",
    "/cases/?country=nowhere&happened=killed&outcome=free",
    "/cases/yorm-bopha/",
    "/cases/roxana-saberi/",
    "/cases/yorm-bopha/letter/",
    "/events/",
    "/events/?when=past",
    "/events/warszawa-rehearsal/",
    "/good-news/",
    "/tally/",
    "/tally/write-for-rights-2013/",
    "/tally/embed/",
    "/join/",
    "/privacy/",
    "/accounts/login/",
    "/accounts/signup/",
]

# What somebody sees who signed in and counts.
WORK = [
    "/me/",
    "/me/data/",
    "/events/warszawa-rehearsal/count/",
    "/events/warszawa-rehearsal/wall/",
    "/events/warszawa-rehearsal/shifts/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]
SIGNED_OUT = ["/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/"]


# Each scheme and each language once: what differs between them is the same on every page.
both = pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "pl")])


def faults(page: Page) -> list[str]:
    """What axe finds. Evaluated, not loaded as a script, so that the page keeps its own policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over


@both
def test_public_pages_have_no_fault(world: World, browser: Browser, scheme: Any, language: str):
    page = browser.new_context(color_scheme=scheme).new_page()
    world.listen(page)

    found = looked_at(world, page, language, PAGES + SIGNED_OUT)

    assert found == {}
    assert world.complaints == []


@both
def test_pages_of_work_have_no_fault(world: World, browser: Browser, scheme: Any, language: str):
    page = browser.new_context(color_scheme=scheme).new_page()
    world.listen(page)
    page.goto(f"{world.url}/accounts/login/")
    page.locator("input[name=login]").fill("volunteer@example.org")
    page.locator("input[name=password]").fill(world.password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/me/")
    page.goto(f"{world.url}/events/{world.event}/count/")
    ready_to_count(page)
    tap(page)
    page.locator(".count-bar .undo").wait_for()

    found = looked_at(world, page, language, WORK)

    assert found == {}
    assert world.complaints == []


def looked_at(world: World, page: Page, language: str, addresses: list[str]) -> dict[str, Any]:
    """What is wrong with each address, wide and narrow; nothing where all is well."""
    prefix = "" if language == "en" else f"/{language}"
    page.add_init_script(path=AXE)
    found: dict[str, Any] = {}
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(f"{world.url}{prefix}{address}")
        if address.endswith("/count/"):
            ready_to_count(page)
        wide = faults(page)
        page.set_viewport_size({"width": 320, "height": 640})
        narrow = faults(page)
        if seen := [*{*wide, *narrow}, *([sideways(page)] if sideways(page) else [])]:
            found[address] = seen
        if answer is None or answer.status != 200:
            found[address] = "did not answer"
    page.context.close()
    return found


def test_missing_page_has_no_fault(world: World, browser: Browser):
    page = browser.new_page(viewport={"width": 320, "height": 640})

    answer = page.goto(f"{world.url}/nothing/")

    assert answer is not None
    assert answer.status == 404
    assert (faults(page), sideways(page)) == ([], 0)


def test_first_visit_weighs_at_most_sixty_kilobytes(world: World, browser: Browser):
    weights = {address: weight(browser, world.url + address) for address in PAGES}

    assert {address: kilobytes for address, kilobytes in weights.items() if kilobytes > 60} == {}


def weight(browser: Browser, address: str) -> float:
    """The kilobytes of a first visit, pictures aside, each file as gzip would send it."""
    page = browser.new_page()
    total = 0

    def add(response: Any) -> None:
        nonlocal total
        if response.request.resource_type != "image":
            body = response.body()
            total += len(body) if response.url.endswith(".woff2") else len(gzip.compress(body))

    page.on("requestfinished", lambda request: add(request.response()))
    page.goto(address, wait_until="networkidle")
    page.close()
    return total / 1024

"""How a volunteer counts, with the counter and, without script, on the plain page."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import World

# What the bar says of a tap that may have been meant for another row.
MISSED = re.compile("Not taken|Nie przyjęto")


def ready_to_count(page: Page) -> None:
    """Waits until the counter has taken the plain page's place."""
    page.locator("[data-counter][data-ready]").wait_for()


def has_script(page: Page) -> bool:
    """Whether the counter took the plain page's place."""
    return page.locator("[data-counter-plain]").count() == 0


def joined(world: World, url: str, context: BrowserContext, nickname: str = "Ola") -> Page:
    """A phone that has just joined, with the counter open."""
    page = context.new_page()
    page.goto(f"{url}/join/#{world.join_token}")
    page.get_by_label("Nickname").fill(nickname)
    page.get_by_role("button", name="Join").click()
    ready_to_count(page)
    return page


def figure(page: Page, number: int) -> None:
    """The event's letters on this screen come to be so many."""
    expect(page.locator("[data-figure=event]")).to_have_text(str(number))


def all_saved(page: Page) -> None:
    """The screen comes to say that nothing waits."""
    expect(page.locator("[data-sync][data-state=saved][data-waiting='0']")).to_be_visible(timeout=20_000)


def tap(page: Page, button: str = ".tap") -> None:
    """Taps one letter, with script as soon as the rows stand where they are seen."""
    there = page.locator(f":is([data-rows]:not([data-moved]), [data-counter-plain]) {button}").first
    there.click()
    missed = page.locator("[data-bar].wrong").filter(has_text=MISSED)
    if missed.count():  # they moved in between
        there.click()
        expect(missed).to_have_count(0)


def try_now(page: Page) -> None:
    """Presses the button, where it is still there: of itself the counter may be quicker."""
    button = page.locator("[data-note=trouble]").get_by_role("button", name="Try now")
    button.evaluate_all("(found) => found.forEach((button) => button.click())")


def log_several(page: Page, case: str, number: int, label: str) -> None:
    """Several letters at once for a case."""
    row = page.locator(f"#case-{case}")
    if has_script(page):
        row.get_by_role("button", name="Several").click()
        form = page.get_by_role("dialog", name="Several at once")
    else:
        row.get_by_text("Several at once").click()
        form = row
    form.get_by_label("How many at once?").fill(str(number))
    form.get_by_label(label).check()
    form.get_by_role("button", name="Log them").click()

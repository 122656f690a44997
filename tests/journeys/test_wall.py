"""The wall in a library: letters tapped elsewhere appear, the network goes and comes, a hundred is full."""

import uuid
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from events.models import Event, Role
from letters import ledger
from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


def log(world: World, quantity: int) -> None:
    """So many letters on a phone elsewhere."""
    event = Event.objects.get(slug=world.event)
    role = Role.objects.get(event=event, kind=Role.Kind.ORGANISER)
    line = ledger.Line(uuid.uuid4(), world.case, "authority", quantity, written_at=timezone.now())
    ledger.record(event, entries=[line], by=role, channel="tap", at=timezone.now())


# From the time of the big number to the campaign's heading below it, in px.
ROOM_BELOW_THE_TIME = """() => {
  const place = (part) => document.querySelector(part).getBoundingClientRect();
  return place(".wall-all").top - place(".wall-as-of").bottom;
}"""


def wall_of(world: World, browser: Browser) -> Page:
    """A projector at which the organiser signed in. It asks for the figures when the window wakes up."""
    page = browser.new_context(
        viewport={"width": 1280, "height": 720}, reduced_motion="reduce", locale="en-GB"
    ).new_page()
    world.listen(page)
    page.goto(f"{world.url}/accounts/login/")
    page.locator("input[name=login]").fill("organiser@example.org")
    page.locator("input[name=password]").fill(world.password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/me/")
    page.clock.install()
    page.goto(f"{world.url}/events/{world.event}/wall/")
    return page


def until(page: Page, said: Any) -> None:
    """The page's five seconds pass, as often as it takes until it says so."""
    for _turn in range(40):
        page.clock.run_for(5_000)
        try:
            said(500)
        except AssertionError:
            continue
        return
    said(500)


def test_evening_at_the_wall(world: World, browser: Browser):
    log(world, 97)
    page = wall_of(world, browser)
    number, mark = page.locator("[data-figure=letters]"), page.locator("[data-wall-moment]")
    signal = page.locator("[data-signal-word]")
    expect(number).to_have_text("97")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    for width, height in ((1280, 900), (1024, 768), (1920, 1080), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(ROOM_BELOW_THE_TIME) >= 0, f"at {width} × {height}"

    log(world, 5)
    until(page, lambda ms: expect(number).to_have_text("102", timeout=ms))
    expect(page.locator(f"[data-case={world.case}] [data-number]")).to_have_text("102")
    expect(page.locator("[data-figure=campaign_letters]")).to_have_text("102")
    expect(mark).to_contain_text("100 letters")
    expect(mark).to_be_visible()
    page.clock.run_for(10_000)
    expect(mark).to_be_hidden()

    page.reload()
    log(world, 1)
    until(page, lambda ms: expect(number).to_have_text("103", timeout=ms))
    expect(mark).to_be_hidden()

    def cafe(route: Route) -> None:
        route.fulfill(status=200, body="<p>Please sign in to our wifi.</p>")

    time = page.locator("[data-as-of]").inner_text()
    page.route("**/wall.json", cafe)
    log(world, 1)
    until(page, lambda ms: expect(signal).to_have_text("no signal", timeout=ms))
    expect(number).to_have_text("103")
    expect(page.locator("[data-as-of]")).to_have_text(time)
    page.unroute("**/wall.json")
    until(page, lambda ms: expect(number).to_have_text("104", timeout=ms))
    expect(signal).to_have_text("")
    assert world.complaints == []
    page.context.close()

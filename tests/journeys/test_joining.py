"""From the link on the poster to the number that everybody sees."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


def test_two_taps_make_a_volunteer_and_a_third_moves_the_tally(world: World, browser: Browser):
    page, watcher = browser.new_page(), browser.new_page()
    world.listen(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    watcher.goto(f"{world.url}/tally/")
    expect(watcher.locator("[data-tally=letters]")).to_have_text("0")

    page.goto(f"{world.url}/join/#{world.join_token}")
    expect(page.get_by_label("Nickname")).to_be_focused()
    assert page.url == f"{world.url}/join/"
    page.keyboard.type("Ola")
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(f"{world.url}/events/{world.event}/count/")
    page.get_by_role("button", name=re.compile(r"^\+1")).first.click()

    expect(watcher.locator("[data-tally=letters]")).to_have_text("1", timeout=20_000)
    assert [address for address in asked if world.join_token in address] == []
    assert world.complaints == []
    page.close()
    watcher.close()


def test_a_volunteer_joins_without_script(world: World, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{world.url}/join/")

    page.get_by_label("Code of your invitation").fill(" ".join(world.join_token.lower()))
    page.get_by_label("Nickname").fill("Ola")
    page.get_by_role("button", name="Join").click()

    expect(page).to_have_url(f"{world.url}/events/{world.event}/count/")
    context.close()

"""A wifi's login page, a tired server, a right taken back: every entry stays, and people read what to do."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from benchmarks.network import Network
from events.models import Event
from letters import ledger
from tests.journeys.conftest import World
from tests.journeys.counting import all_saved, joined, tap, try_now

pytestmark = pytest.mark.browser

# What comes instead of our answer, what it is taken for, and what the page says.
WEATHERS = [
    ("portal", "portal", "The wifi here answers instead of our server"),
    ("login", "portal", "The wifi here answers instead of our server"),
    ("forbidden", "portal", "The wifi here answers instead of our server"),
    ("cut", "away", "The server cannot be reached."),
    ("too_many", "too_many", "The server asks us to wait"),
    ("trouble", "trouble", "The server has a problem, not you."),
    ("too_large", "too_large", "The connection refuses even small parcels"),
    ("denied", "denied", "This phone may not count here any more"),
    ("stale", "stale", "The server does not recognise this page any more"),
]
ENTRIES = "/entries"


def counted(world: World) -> int:
    counts = ledger.counts(Event.objects.get(slug=world.event))
    return sum(sum(kinds.values()) for kinds in counts.values())


def test_nobody_elses_answer_is_taken_for_the_servers(world: World, network: Network, browser: Browser):
    page = joined(world, network.url, browser.new_context())
    sync, note = page.locator("[data-sync]"), page.locator("[data-note=trouble]")
    network.only = ENTRIES

    for taps, (weather, why, sentence) in enumerate(WEATHERS, start=1):
        network.weather = weather
        tap(page)
        expect(sync).to_have_attribute("data-why", why)
        expect(sync).to_have_attribute("data-waiting", "1")
        expect(note).to_contain_text(sentence)
        expect(page.locator("[data-figure=event]")).to_have_text(str(taps))
        network.weather = "good"
        try_now(page)
        if why == "stale":
            page.reload()
        all_saved(page)
        expect(note).to_have_count(0)

    assert counted(world) == len(WEATHERS)
    page.context.close()


def test_a_phone_that_may_not_count_any_more_keeps_what_it_counted(
    world: World, network: Network, browser: Browser, capsys: pytest.CaptureFixture
):
    page = joined(world, network.url, browser.new_context())
    sync = page.locator("[data-sync]")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    tap(page)
    expect(page.locator("[data-figure=event]")).to_have_text("1")
    all_saved(page)

    network.weather, network.only = "cut", "/api/"
    for _tap in range(3):
        tap(page)
    expect(sync).to_have_attribute("data-waiting", "3")
    page.context.clear_cookies(name="device")
    network.weather = "good"
    page.reload()

    expect(sync).to_have_attribute("data-state", "denied", timeout=20_000)
    expect(page.locator("[data-note=trouble]")).to_contain_text("What waits is safe on this phone.")
    expect(sync).to_have_attribute("data-waiting", "3")
    assert counted(world) == 1
    expect(page.get_by_role("button", name="Try now")).to_be_visible()

    invitation = page.context.new_page()
    invitation.goto(f"{network.url}/join/#{world.join_token}")
    invitation.get_by_label("Nickname").fill("Ola")
    invitation.get_by_role("button", name="Join").click()
    try_now(page)
    all_saved(page)
    assert counted(world) == 4
    call_command("tally", "check")
    assert "4 letters" in capsys.readouterr().out
    page.context.close()

"""What a volunteer does with the counter: thumbs, keys, teams, mistakes, a dying battery."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from benchmarks.network import Network
from events.models import Event, Team
from letters import ledger
from letters.models import Entry
from tests.journeys.conftest import World
from tests.journeys.counting import all_saved, figure, joined, log_several, ready_to_count, tap, try_now
from tests.journeys.test_axe import faults, sideways

pytestmark = pytest.mark.browser

STATES = """() => new Promise((done) => {
  const asked = indexedDB.open("letter-marathon");
  asked.onsuccess = () => {
    const all = asked.result.transaction("entries").objectStore("entries").getAll();
    all.onsuccess = () => done(all.result.map(({state}) => state));
  };
})"""


def test_an_evening_at_the_table(world: World, browser: Browser, network: Network):
    event = Event.objects.get(slug=world.event)
    team = Team.objects.create(event=event, name="Klasa 7")
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = joined(world, network.url, context)
    world.listen(page)
    bar = page.locator("[data-bar-words]")

    # A team and a number stay until they are changed, also over a new start.
    page.get_by_role("button", name="Choose a team").click()
    page.locator("#team-which").select_option("Klasa 7")
    number = page.get_by_label("Number in the team, if you use them")
    number.fill("0")
    page.get_by_role("button", name="Count for them").click()
    expect(page.get_by_role("alert")).to_have_text("Type a whole number from 1 to 9,999, or leave it empty.")
    assert number.input_value() == "0"
    number.fill("12")
    page.get_by_role("button", name="Count for them").click()
    expect(page.get_by_role("button", name="Team: Klasa 7, number 12")).to_be_visible()
    page.reload()
    ready_to_count(page)
    expect(page.get_by_role("button", name="Team: Klasa 7, number 12")).to_be_visible()

    # By keys alone: a tap, several, and one taken back.
    page.locator("#tap-yorm-bopha-person").focus()
    page.keyboard.press("Enter")
    expect(bar).to_have_text(re.compile(r"^\+1 Yorm Bopha, to her · Klasa 7, 12 "))
    page.locator("#case-yorm-bopha").get_by_role("button", name="Several").focus()
    page.keyboard.press("Enter")
    several = page.get_by_role("dialog", name="Several at once")
    expect(several.get_by_label("How many at once?")).to_be_focused()
    page.keyboard.type("10001")
    page.keyboard.press("Enter")
    expect(several.get_by_role("alert")).to_have_text("Type a whole number from 1 to 10,000.")
    assert several.get_by_label("How many at once?").input_value() == "10001"
    assert faults(page) == []
    several.get_by_label("How many at once?").fill("7")
    page.keyboard.press("Enter")
    figure(page, 8)
    expect(page.locator("#case-yorm-bopha").get_by_role("button", name="Several")).to_be_focused()
    page.locator("#tap-tun-aung-authority").click(delay=700)  # held
    expect(several).to_be_visible()
    page.keyboard.press("Escape")
    expect(several).to_be_hidden()
    figure(page, 8)
    page.keyboard.press("Enter")  # where the hold was: it is a tap again, at the first press
    figure(page, 9)
    page.get_by_role("button", name="Undo 1 Dr Tun Aung").first.click()
    expect(bar).to_have_text("Taken back: 1 Dr Tun Aung, authority")
    figure(page, 8)
    page.get_by_text("The last twenty").click()
    expect(page.locator(".count-latest li")).to_have_count(3)
    all_saved(page)
    assert faults(page) == []
    assert sideways(page) == 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways(page) == 0
    page.evaluate("document.documentElement.dir = 'ltr'")

    # Figures are everybody's; a second tab has the same queue.
    ala = joined(world, network.url, browser.new_context(), "Ala")
    figure(ala, 8)
    tap(ala, "#tap-yorm-bopha-authority")
    figure(page, 9)
    second = context.new_page()
    second.goto(page.url)
    ready_to_count(second)
    second.bring_to_front()
    tap(second, "#tap-yorm-bopha-authority")
    figure(second, 10)
    expect(page.locator(".count-latest li")).to_have_count(4)
    second.close()
    ala.context.close()

    # Modes and order.
    page.get_by_role("button", name="This phone").click()
    phone = page.get_by_role("dialog", name="This phone")
    phone.get_by_label("most logged first").check()
    phone.get_by_label("for the left hand").check()
    phone.get_by_label("large buttons").check()
    assert faults(page) == []
    phone.get_by_role("button", name="Done").click()
    assert page.locator(".count-row h2").first.inner_text() == "Yorm Bopha"
    assert sideways(page) == 0
    tall = page.locator("#tap-yorm-bopha-authority").bounding_box()
    assert tall is not None
    assert tall["height"] >= 90
    page.reload()
    ready_to_count(page)
    expect(page.locator("[data-counter][data-left][data-large]")).to_be_visible()
    all_saved(page)

    counts = ledger.counts(event)
    assert counts["yorm-bopha"] == {"authority": 9, "person": 1}
    assert sum(counts["tun-aung"].values()) == 0
    assert sorted(Entry.objects.filter(case__slug="tun-aung").values_list("quantity", flat=True)) == [-1, 1]
    assert list(Entry.objects.filter(quantity=7).values_list("team", "writer_number")) == [(team.pk, 12)]
    assert world.complaints == []
    context.close()


# How far what was seen has moved by itself, as browsers reckon it: up to .1 is good.
MOVED = """() => new Promise((told) => {
  let moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (moved += value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(moved), 200);
})"""


def test_the_page_does_not_jump_while_it_opens(world: World, browser: Browser, network: Network):
    page = joined(world, network.url, browser.new_context(viewport={"width": 390, "height": 844}))
    for _visit in ("first", "again"):
        page.goto(f"{network.url}/events/{world.event}/count/")
        ready_to_count(page)
        assert page.evaluate(MOVED) <= 0.1
    page.context.close()


# Two fingers held on two buttons, long enough for both to ask how many.
TWO_HELD = """() => {
  for (const [id, isPrimary] of [["tap-yorm-bopha-authority", true], ["tap-tun-aung-authority", false]]) {
    const press = { bubbles: true, isPrimary, pointerId: isPrimary ? 1 : 2, button: 0 };
    document.getElementById(id).dispatchEvent(new PointerEvent("pointerdown", press));
  }
}"""


@pytest.mark.parametrize("second_is_primary", [False, True], ids=["two fingers", "finger and mouse"])
def test_two_buttons_held_at_once_ask_once(
    world: World, browser: Browser, network: Network, second_is_primary: bool
):
    page = joined(world, network.url, browser.new_context())
    page.evaluate(TWO_HELD.replace("false]", f"{str(second_is_primary).lower()}]"))
    several = page.get_by_role("dialog", name="Several at once")
    expect(several.get_by_text("Yorm Bopha")).to_be_visible()
    page.wait_for_timeout(700)  # as long as a second hold would take
    expect(several.get_by_text("Yorm Bopha")).to_be_visible()
    several.get_by_label("How many at once?").fill("5")
    several.get_by_role("button", name="Log them").click()
    figure(page, 5)
    all_saved(page)
    assert list(Entry.objects.values_list("case__slug", "quantity")) == [("yorm-bopha", 5)]
    page.context.close()


# Enter pressed twice without a breath: the second finds the dialog closed, its answer yet to be heard.
ENTER_TWICE = """() => {
  document.querySelector("#ask-several button[type=submit]").click();
  document.querySelector("#case-yorm-bopha .count-more").click();
}"""


def test_a_question_asked_again_before_its_answer_is_heard_loses_nothing(
    world: World, browser: Browser, network: Network
):
    page = joined(world, network.url, browser.new_context())
    page.locator("#case-yorm-bopha").get_by_role("button", name="Several").click()
    several = page.get_by_role("dialog", name="Several at once")
    several.get_by_label("How many at once?").fill("5")
    page.evaluate(ENTER_TWICE)
    figure(page, 5)
    expect(several).to_be_hidden()
    all_saved(page)
    assert list(Entry.objects.values_list("case__slug", "quantity")) == [("yorm-bopha", 5)]
    page.context.close()


def test_enter_twice_after_a_button_was_held_logs_what_was_typed(
    world: World, browser: Browser, network: Network
):
    page = joined(world, network.url, browser.new_context())
    button = page.locator("#tap-yorm-bopha-authority")
    button.hover()
    page.mouse.down()
    several = page.get_by_role("dialog", name="Several at once")
    expect(several).to_be_visible()
    page.mouse.up()
    several.get_by_label("How many at once?").fill("12")
    page.keyboard.press("Enter")
    expect(several).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    figure(page, 12)
    # Whoever means it is heard.
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    figure(page, 13)
    all_saved(page)
    assert list(Entry.objects.values_list("quantity", flat=True)) == [12, 1]
    page.context.close()


# Puts a case's button where the dialog's is, and says where that is.
BENEATH = """() => {
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const [x, y] = middle(document.querySelector("#ask-several button[type=submit]").getBoundingClientRect());
  // Of the last row, which lies above the others.
  const tap = [...document.querySelectorAll("[data-rows] .tap")].at(-1);
  const [left, top] = middle(tap.getBoundingClientRect());
  tap.style.transform = `translate(${x - left}px, ${y - top}px)`;
  return [x, y];
}"""


def test_the_second_tap_of_a_double_one_logs_nothing_beneath_the_dialog(
    world: World, browser: Browser, network: Network
):
    page = joined(world, network.url, browser.new_context(viewport={"width": 390, "height": 844}))
    page.locator("#case-yorm-bopha").get_by_role("button", name="Several").click()
    page.get_by_role("dialog", name="Several at once").get_by_label("How many at once?").fill("5")
    x, y = page.evaluate(BENEATH)
    page.mouse.dblclick(x, y)
    figure(page, 5)
    all_saved(page)
    assert list(Entry.objects.values_list("case__slug", "quantity")) == [("yorm-bopha", 5)]
    # Whoever means it is heard.
    page.wait_for_timeout(600)
    page.mouse.click(x, y)
    figure(page, 6)
    all_saved(page)
    page.context.close()


# Remembers where the rows stand whenever the state changes, with a thumb at them until something waits; and
# once a note has pushed them, hears a tap that had come before.
UNDER_THE_THUMB = """() => {
  const top = () => document.querySelector("[data-rows]").getBoundingClientRect().top;
  const sync = document.querySelector("[data-sync]");
  const notes = document.querySelector("[data-notes]");
  window.places = [["begun", top()]];
  const remember = () => window.places.push([sync.dataset.state, top()]);
  const tap = document.getElementById("tap-yorm-bopha-authority");
  const press = (type) => new PointerEvent(type, { bubbles: true, isPrimary: true, pointerId: 7, button: 0 });
  const rubbing = setInterval(() => {
    if (sync.dataset.state === "waiting") return clearInterval(rubbing);
    document.querySelector("[data-rows]").dispatchEvent(press("pointerdown"));
    document.querySelector("[data-rows]").dispatchEvent(press("pointerup"));
  }, 200);
  const before = press("pointerdown");
  new MutationObserver(remember).observe(sync, { attributeFilter: ["data-state"] });
  new MutationObserver((_changes, observer) => {
    observer.disconnect();
    window.places.push(["note", top()]);
    tap.dispatchEvent(before);
    tap.dispatchEvent(press("pointerup"));
    tap.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
  }).observe(notes, { childList: true });
}"""


def test_the_table_does_not_move_under_the_thumb(world: World, browser: Browser, network: Network):
    page = joined(world, network.url, browser.new_context(viewport={"width": 390, "height": 844}))
    bar = page.locator("[data-bar-words]")
    page.evaluate(UNDER_THE_THUMB)
    network.weather = "cut"
    tap(page, "#tap-yorm-bopha-authority")
    expect(page.locator("[data-sync][data-state=waiting]")).to_be_visible()
    expect(page.locator("[data-note=trouble]")).to_be_visible()

    # What has to be told waits for the thumb; a tap at the place where the button was before is none.
    places = page.evaluate("window.places")
    told = [name for name, _top in places].index("note")
    assert "waiting" in [state for state, _top in places[:told]]
    assert {top for _state, top in places[:told]} == {places[0][1]}
    assert places[told][1] > places[0][1]
    expect(bar).to_have_text("Not taken: the table moved just then. Tap again.")
    figure(page, 1)

    # Whoever sees where it is now is heard.
    tap(page, "#tap-yorm-bopha-authority")
    expect(bar).to_contain_text("+1 Yorm Bopha")
    network.weather = "good"
    try_now(page)
    all_saved(page)
    assert [entry.quantity for entry in Entry.objects.all()] == [1, 1]
    page.context.close()


def test_news_of_the_marathon_leave_the_keyboard_where_it_is(
    world: World, browser: Browser, network: Network
):
    page = joined(world, network.url, browser.new_context())
    button = page.locator("#tap-yorm-bopha-person")
    button.focus()
    page.evaluate("window.drawn = document.activeElement")
    Event.objects.filter(slug=world.event).update(name="The rehearsal attic")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The rehearsal attic", timeout=20_000)

    assert not page.evaluate("window.drawn.isConnected")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    figure(page, 1)
    all_saved(page)
    page.context.close()


def test_a_team_that_was_removed_is_let_go(world: World, browser: Browser, network: Network):
    team = Team.objects.create(event=Event.objects.get(slug=world.event), name="Klasa 7")
    page = joined(world, network.url, browser.new_context())
    page.get_by_role("button", name="Choose a team").click()
    page.locator("#team-which").select_option("Klasa 7")
    page.get_by_role("button", name="Count for them").click()
    expect(page.get_by_role("button", name="Team: Klasa 7")).to_be_visible()
    team.delete()
    # The next look hears of it.
    expect(page.locator("[data-note=team]")).to_contain_text(
        "The team that was chosen here is there no more.", timeout=20_000
    )
    tap(page, "#tap-yorm-bopha-authority")
    figure(page, 1)
    all_saved(page)
    assert Entry.objects.get().team is None
    page.context.close()


# What the screen says of safety at the moment when the figure changes.
WATCH_FOR_LIES = """() => {
  const [figure, sync] = ["figure=event", "sync"].map((what) => document.querySelector(`[data-${what}]`));
  new MutationObserver((_, watch) => {
    window.seen = { figure: figure.textContent, state: sync.dataset.state };
    watch.disconnect();
  }).observe(figure, { childList: true, characterData: true, subtree: true });
}"""


def test_what_is_not_taken_is_put_right_or_dropped(world: World, browser: Browser, network: Network):
    event = Event.objects.get(slug=world.event)
    team = Team.objects.create(event=event, name="Klasa 7")
    page = joined(world, network.url, browser.new_context())
    page.get_by_role("button", name="Choose a team").click()
    page.locator("#team-which").select_option("Klasa 7")
    page.get_by_role("button", name="Count for them").click()
    network.weather, network.only = "cut", "/api/"
    tap(page, "#tap-yorm-bopha-authority")
    tap(page, "#tap-yorm-bopha-person")
    figure(page, 2)
    page.get_by_role("button", name="Try now").wait_for()
    team.delete()
    network.weather = "good"
    try_now(page)

    refused = page.get_by_role("region", name="2 entries were not taken")
    expect(refused.get_by_text("This marathon has no such team.")).to_have_count(2)
    figure(page, 0)
    page.goto(f"{network.url}/pl/events/{world.event}/count/")
    expect(page.get_by_text("Ten maraton nie ma takiej grupy.")).to_have_count(2)
    page.goto(f"{network.url}/events/{world.event}/count/")
    ready_to_count(page)
    sync = page.locator("[data-sync]")
    expect(sync).to_have_attribute("data-state", "refused")
    expect(page.locator("[data-sync-words]")).to_have_text("2 not taken")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    expect(sync).to_have_attribute("data-state", "denied")
    expect(page.locator("[data-sync-words]")).to_have_text("2 not taken")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    expect(sync).to_have_attribute("data-state", "refused")
    page.locator("[data-note=refused]").get_by_role("button", name="Look at it").click()
    expect(refused.get_by_role("heading")).to_be_focused()
    assert faults(page) == []
    refused.get_by_role("button", name="Put it right").first.click()
    page.get_by_role("dialog", name="Put it right").get_by_label("Team").select_option("")
    page.evaluate(WATCH_FOR_LIES)
    network.weather = "cut"
    page.get_by_role("button", name="Send again").click()
    figure(page, 1)
    # Not a word of safety before the server has it, however soon it is sent.
    assert page.evaluate("window.seen.figure") == "1"
    assert page.evaluate("window.seen.state") in {"sending", "waiting"}
    network.weather = "good"
    try_now(page)
    expect(page.locator("[data-sync-words]")).to_have_text("1 not taken")
    page.on("dialog", lambda dialog: dialog.accept())
    # What was taken moved the table, and what is tapped in that moment is not heard.
    expect(page.locator("[data-note=refused]")).to_contain_text("1 entry was not taken")
    expect(page.locator("[data-moved]")).to_have_count(0)
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator("[data-refused]")).to_be_hidden()
    all_saved(page)

    assert ledger.counts(event)["yorm-bopha"] == {"authority": 1}
    page.context.close()


def test_a_dying_phone_hands_over_what_waits(
    world: World, browser: Browser, network: Network, tmp_path: Path, capsys: pytest.CaptureFixture
):
    dying, other = (joined(world, network.url, browser.new_context(), name) for name in ("Ola", "Ala"))
    network.weather, network.only = "cut", "/api/"
    for _tap in range(30):
        tap(dying, "#tap-yorm-bopha-authority")
    figure(dying, 30)
    dying.get_by_role("button", name="This phone").click()
    dying.get_by_role("button", name="Hand over what waits").click()
    dialog = dying.get_by_role("dialog", name="Hand over what waits")
    expect(dialog.get_by_text("Code 1 of 2")).to_be_visible()
    assert faults(dying) == []
    codes = [dying.locator("[data-qr]").get_attribute("data-address") or ""]
    dialog.get_by_role("button", name="Next code").click()
    codes.append(dying.locator("[data-qr]").get_attribute("data-address") or "")
    with dying.expect_download() as download:
        dialog.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "letters.json"
    download.value.save_as(file)
    assert len(json.loads(file.read_text())["entries"]) == 30

    # A stranger's link counts nothing by itself.
    other.goto(codes[0])
    take = other.get_by_role("dialog", name="Take over from another phone")
    expect(take).to_contain_text("entries from another phone. Take them over?")
    assert "#" not in other.url
    take.get_by_role("button", name="Close").click()
    figure(other, 0)
    for code in (*codes, codes[0]):
        other.goto("about:blank")
        other.goto(code)
        take.get_by_role("button", name="Take over").click()
        expect(take).to_contain_text(re.compile("new here|here already"))
        take.get_by_role("button", name="Close").click()
    figure(other, 30)
    other.get_by_role("button", name="This phone").click()
    other.locator("[data-takes-file]").set_input_files(file)
    take.get_by_role("button", name="Take over").click()
    expect(take).to_contain_text("All of them are here already. Nothing counts twice.")
    take.get_by_role("button", name="Close").click()

    expect(other.get_by_role("button", name="Try now")).to_be_visible()
    network.weather = "good"
    try_now(other)
    all_saved(other)
    figure(other, 30)
    dying.reload()  # a charger was found
    ready_to_count(dying)
    all_saved(dying)
    figure(dying, 30)
    assert dying.evaluate(STATES) == ["settled"] * 30
    call_command("tally", "check")
    assert "30 entries, 30 letters" in capsys.readouterr().out
    dying.context.close()
    other.context.close()


# This phone's memory is full: nothing that it is told to keep is kept.
FULL = """() => {
  const full = () => { throw new DOMException("full", "QuotaExceededError"); };
  IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = full;
}"""


def test_what_cannot_be_taken_over_is_said_loudly(
    world: World, browser: Browser, network: Network, tmp_path: Path
):
    other = joined(world, network.url, browser.new_context(), "Ala")
    dying = joined(world, network.url, browser.new_context())
    network.weather, network.only = "cut", "/api/"
    tap(dying, "#tap-yorm-bopha-authority")
    figure(dying, 1)
    dying.get_by_role("button", name="This phone").click()
    dying.get_by_role("button", name="Hand over what waits").click()
    with dying.expect_download() as download:
        dying.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "letters.json"
    download.value.save_as(file)

    other.evaluate(FULL)
    other.get_by_role("button", name="This phone").click()
    other.locator("[data-takes-file]").set_input_files(file)
    take = other.get_by_role("dialog", name="Take over from another phone")
    take.get_by_role("button", name="Take over").click()
    expect(take).to_contain_text(
        "NOT taken over: this phone could not write to its memory. Keep the other phone on"
    )
    take.get_by_role("button", name="Close").click()
    figure(other, 0)
    dying.context.close()
    other.context.close()


def test_a_clock_that_is_wrong_is_told_with_both_times(world: World, browser: Browser, network: Network):
    context = browser.new_context()
    context.add_init_script("const now = Date.now; Date.now = () => now() - 47 * 60_000;")
    page = joined(world, network.url, context)

    expect(page.locator("[data-note=clock]")).to_contain_text("This phone’s clock is slow")
    log_several(page, "yorm-bopha", 3, "authority")
    expect(page.locator("[data-bar-words]")).to_contain_text("by this phone,")
    expect(page.locator("[data-bar-words]")).to_contain_text("by the server")
    all_saved(page)
    assert Entry.objects.get().quantity == 3
    context.close()


def test_a_browser_that_keeps_nothing_counts_on_the_plain_page(world: World, browser: Browser):
    context = browser.new_context()
    context.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page = context.new_page()
    page.goto(f"{world.url}/join/#{world.join_token}")
    page.get_by_label("Nickname").fill("Ola")
    page.get_by_role("button", name="Join").click()

    expect(page.get_by_text("This browser keeps nothing without signal.")).to_be_visible()
    page.locator("[data-counter-plain] .tap").first.click()
    expect(page.locator("[data-counter-plain] .count-bar")).to_contain_text("+1")
    assert Entry.objects.count() == 1
    context.close()


def test_a_phone_whose_memory_fails_comes_to_the_plain_page(world: World, browser: Browser, network: Network):
    context = browser.new_context()
    page = joined(world, network.url, context)
    page.evaluate("navigator.serviceWorker.ready")
    context.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page.reload()

    expect(page.get_by_text("This browser keeps nothing without signal.")).to_be_visible()
    for _tap in range(2):
        tap(page, "#tap-yorm-bopha-authority")
        expect(page.locator("[data-counter-plain] .count-bar")).to_contain_text("+1")
    expect(page.locator("[data-counter-plain] .count-head")).to_contain_text("2")
    assert Entry.objects.count() == 2
    context.close()

"""A marathon's evening as people live it: the link, the table, the number, the letter, the stories."""

import io
import json
import re
import subprocess
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World
from tests.journeys.counting import log_several, ready_to_count, tap

pytestmark = pytest.mark.browser

CASES = ("yorm-bopha", "tun-aung", "miriam-lopez", "jabeur-mejri")
KINDS = ("authority", "person", "copy")
# What the table adds up to before the rest comes in through the API: a tap each, and five at once.
AT_THE_TABLE = len(CASES) * len(KINDS) + 5
WANTED = 100
SEND = """async ({address, entries}) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  const answer = await fetch(address, {
    method: "POST",
    headers: {"Content-Type": "application/json", "X-CSRFToken": token},
    body: JSON.stringify({entries}),
  });
  return [answer.status, await answer.json()];
}"""
SAYS = """async (letters) => {
  const answer = await fetch("/tally.json", {cache: "no-store"});
  return (await answer.json()).letters === letters;
}"""


def tally_of(world: World, page: Page) -> dict[str, Any]:
    """What ``/tally.json`` says now."""
    facts: dict[str, Any] = page.request.get(f"{world.url}/tally.json").json()
    return facts


def counted(page: Page, case: str) -> Any:
    """The number beside a case's name at the table."""
    return page.locator(f"#case-{case} .count-who b")


def letters_at_the_table(page: Page, *, by_script: bool = True) -> int:
    """What stands beside the cases' names, added up."""
    page.reload()
    if by_script:
        ready_to_count(page)
    return sum(int(text) for text in page.locator(".count-who b").all_inner_texts())


def log_at_the_table(page: Page) -> None:
    """A letter of every kind for each case, five more at once for the first, and one that is taken back."""
    for case in CASES:
        for number, kind in enumerate(KINDS, start=1):
            tap(page, f"#tap-{case}-{kind}")
            expect(counted(page, case)).to_have_text(str(number))
    log_several(page, CASES[0], 5, "to her")
    expect(counted(page, CASES[0])).to_have_text("8")
    tap(page, f"#tap-{CASES[0]}-authority")
    expect(counted(page, CASES[0])).to_have_text("9")
    page.get_by_role("button", name="Undo").first.click()
    expect(counted(page, CASES[0])).to_have_text("8")
    expect(page.locator(".count-latest").get_by_text("taken back")).to_have_count(1)


def rest_for_the_api() -> list[dict[str, Any]]:
    """Lines for every case and kind that bring the evening to the hundred."""
    pairs = [(case, kind) for case in CASES for kind in KINDS]
    share, over = divmod(WANTED - AT_THE_TABLE, len(pairs))
    return [
        {
            "id": str(uuid.uuid4()),
            "case": case,
            "kind": kind,
            "quantity": share + (place < over),
            "written_at": timezone.now().isoformat(),
            "team": None,
        }
        for place, (case, kind) in enumerate(pairs)
    ]


def said_by_check() -> str:
    """What ``manage.py tally check`` prints; it raises where the tally is not the ledger."""
    out = io.StringIO()
    call_command("tally", "check", stdout=out)
    return out.getvalue()


def told_by(program: str, *arguments: str | Path) -> str:
    """What a program of poppler says of a file."""
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def test_hundred_letters_are_exactly_a_hundred_though_everything_is_sent_twice(
    world: World, browser: Browser
):
    page = browser.new_page()
    world.listen(page)
    before = tally_of(world, page)["letters"]
    table = f"{world.url}/events/{world.event}/count/"

    page.goto(f"{world.url}/join/#{world.join_token}")
    page.get_by_label("Nickname").fill("Ola")
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(table)
    ready_to_count(page)
    with page.expect_response(lambda response: response.request.method == "POST") as taps:
        log_at_the_table(page)

    # The answer to the first taps was lost, and the counter sends the entries again.
    entries = json.loads(taps.value.request.post_data or "")["entries"]
    again = page.evaluate(SEND, {"address": f"/api/v1/events/{world.event}/entries", "entries": entries})
    assert [row["status"] for row in again[1]["results"]] == ["duplicate"] * len(entries)
    assert letters_at_the_table(page) == AT_THE_TABLE

    lines = rest_for_the_api()
    address = f"/api/v1/events/{world.event}/entries"
    for batch in (lines[:1], lines[1:4], lines[4:]):
        sent = {"address": address, "entries": batch}
        once, twice = page.evaluate(SEND, sent), page.evaluate(SEND, sent)
        assert [status for status, _answer in (once, twice)] == [201, 201]
        assert [row["status"] for row in once[1]["results"]] == ["created"] * len(batch)
        assert [row["status"] for row in twice[1]["results"]] == ["duplicate"] * len(batch)
        assert once[1]["tally"] == twice[1]["tally"]

    page.wait_for_function(SAYS, arg=before + WANTED, polling=200)
    facts = tally_of(world, page)
    by_kind = {row["case"]: row["by_kind"] for row in facts["by_case"] if row["letters"]}
    assert facts["by_channel"] == [{"channel": "tap", "letters": WANTED, "actions": 0}]
    assert {case: set(kinds) for case, kinds in by_kind.items()} == {case: set(KINDS) for case in CASES}
    assert sum(sum(kinds.values()) for kinds in by_kind.values()) == WANTED
    home = browser.new_context().new_page()
    home.goto(f"{world.url}/")
    expect(home.locator("a.odometer")).to_have_text(str(before + WANTED))
    assert f"{WANTED} letters" in said_by_check()
    assert world.complaints == []
    home.context.close()
    page.close()


def test_the_table_counts_the_same_without_script(world: World, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    table = f"{world.url}/events/{world.event}/count/"

    page.goto(f"{world.url}/join/")
    page.get_by_label("Code of your invitation").fill(world.join_token.lower())
    page.get_by_label("Nickname").fill("Ola")
    page.get_by_role("button", name="Join").click()
    expect(page).to_have_url(table)
    with page.expect_request(lambda request: request.method == "POST") as first_tap:
        log_at_the_table(page)
    page.reload()
    again = page.request.post(table, form=dict(parse_qsl(first_tap.value.post_data or "")))

    assert "That was counted already, once." in again.text()
    assert letters_at_the_table(page, by_script=False) == AT_THE_TABLE
    assert f"{AT_THE_TABLE} letters" in said_by_check()
    context.close()


def test_a_visitor_finds_a_case_and_takes_a_letter_home(world: World, page: Page, tmp_path: Path):
    world.listen(page)
    page.goto(f"{world.url}/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cases").click()
    page.get_by_role("link", name=re.compile("Dr Tun Aung")).first.click()
    page.get_by_role("link", name="Write a letter").click()
    page.get_by_label("Your name").fill("Ola Wiśniewska")
    page.get_by_label("Your town").fill("Łódź")
    page.get_by_label("Your own words").fill("I read about your patients.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Get the letter (PDF)").click()
    file = tmp_path / "letter.pdf"
    download.value.save_as(file)

    text = told_by("pdftotext", "-layout", file, "-")
    words = " ".join(text.split())
    assert "Dear President," in words
    assert "release him immediately and unconditionally" in words
    assert "I read about your patients." in words
    assert words.count("Ola Wiśniewska") == 2  # above as the sender, below as the signature
    assert "historical – do not send" in words
    assert re.search(r"^Pages:\s+1$", told_by("pdfinfo", file), flags=re.MULTILINE)
    fonts = told_by("pdffonts", file).splitlines()[2:]
    assert fonts
    assert [row for row in fonts if not re.search(r"\byes yes (yes|no)\b", row)] == []
    assert page.context.cookies() == []
    assert world.complaints == []


def test_a_reader_filters_the_stories_and_changes_the_language(world: World, page: Page):
    world.listen(page)
    page.goto(f"{world.url}/cases/")
    everybody = page.locator(".stamps li").count()
    page.locator("#filter-country").select_option("KH")
    page.get_by_role("button", name="Show").click()

    expect(page.locator(".stamps li")).to_have_count(1)
    expect(page.locator(".stamps")).to_contain_text("Yorm Bopha")
    assert everybody == 15
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Polski").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    assert page.url.startswith(f"{world.url}/pl/cases/?country=KH")
    expect(page.locator(".stamps li")).to_have_count(1)
    page.locator(".stamps a[href$='/yorm-bopha/']").first.click()
    expect(page).to_have_url(f"{world.url}/pl/cases/yorm-bopha/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{world.url}/cases/yorm-bopha/")
    assert page.context.cookies() == []
    assert world.complaints == []

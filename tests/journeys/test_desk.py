"""A letter, from the first word to the file, with script and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that nobody used before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_preview_follows_what_is_typed_and_the_letter_arrives_in_place(
    world: World, page: Page, tmp_path: Path
):
    world.listen(page)
    page.goto(f"{world.url}/cases/yorm-bopha/letter/")
    page.get_by_label("Your name").fill("Ola Nowak")
    page.get_by_label("Your town").fill("Łódź")
    page.get_by_label("Your own words").fill("I think of you.")
    expect(page.locator(".letter-sheet")).to_contain_text("I think of you.")
    page.get_by_label("I may travel to that country.").check()
    expect(page.locator(".letter-sheet .signature")).to_have_text("O. N.")

    page.get_by_text("letter to the person").click()
    expect(page.locator(".rules")).to_contain_text("Not a word about the case.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Get the letter (PDF)").click()

    assert download.value.suggested_filename == "letter-yorm-bopha.pdf"
    download.value.save_as(tmp_path / "letter.pdf")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    expect(page.get_by_label("Your name")).to_have_value("Ola Nowak")
    assert page.url.endswith("/cases/yorm-bopha/letter/?to=person&in=en")
    assert page.context.cookies() == []
    assert world.complaints == []


def test_refusal_leads_to_the_field_and_keeps_the_words(world: World, page: Page):
    page.goto(f"{world.url}/cases/yorm-bopha/letter/")
    page.get_by_label("Your own words").fill("Amnesty asks you.")
    page.get_by_role("button", name="Get the letter (PDF)").click()

    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_text("Please leave out “Amnesty”")).to_be_visible()
    expect(page.get_by_label("Your own words")).to_have_value("Amnesty asks you.")
    page.get_by_label("Your own words").fill("She asks you.")
    expect(page.locator(".letter-sheet")).to_contain_text("She asks you.")


def test_everything_works_without_script(world: World, browser: Browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{world.url}/cases/yorm-bopha/letter/")
    page.get_by_label("letter to the person").check()
    page.get_by_label("Your name").fill("Ola Nowak")
    page.get_by_role("button", name="Show").click()

    assert "Dear Yorm Bopha," in page.locator(".letter-sheet").inner_text()
    assert page.get_by_label("Your name").input_value() == "Ola Nowak"
    page.get_by_label("Your town").fill("Łódź")
    with page.expect_download() as download:
        page.get_by_role("button", name="Get the letter (PDF)").click()
    assert download.value.suggested_filename == "letter-yorm-bopha.pdf"
    page.context.close()

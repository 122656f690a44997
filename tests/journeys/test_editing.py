"""A letter is edited: the preview follows, and says which words it must not carry."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


def test_forbidden_word_is_flagged_while_it_is_typed(world: World, browser: Browser):
    page = world.signed_in(browser, "coordinator")
    page.goto(f"{world.url}/sections/poland/texts/yorm-bopha/")
    page.locator("a[href*='/wording/']").first.click()
    text = page.get_by_label("Text")
    before = text.input_value()
    printed = page.get_by_alt_text("The letter as it comes out of the printer")
    expect(printed).to_be_visible()
    expect(page.get_by_role("heading", name="How it looks", exact=True)).to_be_visible()
    first = printed.get_attribute("src")

    text.fill(before.replace("{{ sender }}", "Amnesty asks you.\n\n{{ sender }}"))

    expect(page.locator("#preview [role=alert]")).to_contain_text("leave out “Amnesty”")
    expect(page.locator("#preview .letter-sheet")).to_contain_text("Amnesty asks you.")
    text.fill(before.replace("{{ sender }}", "She asks you.\n\n{{ sender }}"))
    expect(page.locator("#preview .letter-sheet")).to_contain_text("She asks you.")
    expect(page.locator("#preview [role=alert]")).to_have_count(0)
    expect(page.get_by_role("heading", name="How it will look. It is not kept yet.")).to_be_visible()
    assert printed.get_attribute("src") != first
    assert world.complaints == []

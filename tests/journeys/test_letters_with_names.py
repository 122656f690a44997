"""A class's list becomes letters: with script in place, without it all the same."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from letters.press.binding import pages_of
from tests.journeys.conftest import World
from tests.paper import text_of

pytestmark = pytest.mark.browser

PAGE = "/events/warszawa-rehearsal/pack/names/"


def test_refused_list_stays_and_the_mended_one_is_printed(world: World, browser: Browser, tmp_path: Path):
    page = world.signed_in(browser, "organiser")
    page.goto(world.url + PAGE)
    (tmp_path / "class.csv").write_text("name,town\nOla,Łódź\n,Kraków\n")
    page.get_by_label("Or a file").set_input_files(tmp_path / "class.csv")
    page.get_by_label("Yorm Bopha – authority").check()
    page.get_by_role("button", name="Print the letters").click()

    expect(page.get_by_role("alert")).to_contain_text("Nothing is there. It is needed.")
    expect(page.get_by_label("Yorm Bopha – authority")).to_be_checked()
    # The file stays chosen, and is read anew once it is mended.
    assert page.get_by_label("Or a file").evaluate("field => field.files[0].name") == "class.csv"
    page.get_by_label("Or a file").set_input_files([])
    page.get_by_label("The names").fill("Ola Nowak, Łódź\nمحمد علي")
    with page.expect_download() as download:
        page.get_by_role("button", name="Print the letters").click()

    download.value.save_as(tmp_path / "letters.pdf")
    assert download.value.suggested_filename == "warszawa-rehearsal-letters.pdf"
    expect(page.get_by_role("status")).to_have_text("The letters are saved on your device.")
    pdf = (tmp_path / "letters.pdf").read_bytes()
    assert (pages_of(pdf), text_of(pdf).count("Ola Nowak")) == (2, 2)
    assert [line for line in world.complaints if "422" not in line] == []

"""What docs/organisers.md tells an administrator to do, from the event to the first letter counted at it."""

import datetime as dt
import re
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


def sign_in(world: World, page: Page) -> None:
    page.goto(f"{world.url}/admin/")
    page.locator("[name=login]").fill("admin@example.org")
    page.locator("[name=password]").fill(world.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{world.url}/admin/")


def choose(page: Page, field: str, name: str) -> None:
    """Opens a field that completes itself, and takes what is looked for."""
    page.locator(f"#id_{field} ~ .select2 .select2-selection").click()
    page.keyboard.type(name)
    page.locator(".select2-results__option", has_text=name).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_an_event_made_in_the_back_office_is_counted_at_by_its_invitation(
    world: World, browser: Browser, settings: Any
):
    settings.BASE_URL = world.url
    page, phone = browser.new_page(color_scheme="dark"), browser.new_context().new_page()
    world.listen(page)
    world.listen(phone)
    today = timezone.now().astimezone(ZoneInfo("Europe/Warsaw")).date()

    sign_in(world, page)
    page.goto(f"{world.url}/admin/events/event/add/")
    page.get_by_label("Address:").fill("liceum-lodz")
    page.get_by_label("Name:").fill("Liceum w Łodzi")
    choose(page, "campaign", "The rehearsal")
    choose(page, "section", "Poland")
    choose(page, "cases", "Yorm Bopha")
    save(page)
    page.get_by_role("button", name="Add another Opening").click()
    choose(page, "openings-0-venue", "Biblioteka")
    for name, day in (("starts", today), ("ends", today + dt.timedelta(days=1))):
        page.locator(f"[name=openings-0-{name}_at_0]").fill(day.isoformat())
        page.locator(f"[name=openings-0-{name}_at_1]").fill("23:00")
    page.get_by_label("Status:").select_option("approved")
    save(page)
    page.get_by_role("link", name="Make an invitation").click()
    page.get_by_label("Label").fill("door poster")
    page.get_by_role("button", name="Make the invitation").click()
    # A QR code needs a light ground, also where the page is dark.
    picture = page.get_by_alt_text("The link as a QR code").get_attribute("src") or ""
    assert re.search(r"fill='(white|#fff)'", unquote(picture))

    phone.goto(page.get_by_label("Link").input_value())
    phone.get_by_label("Nickname").fill("Ola")
    phone.get_by_role("button", name="Join").click()
    expect(phone).to_have_url(f"{world.url}/events/liceum-lodz/count/")
    phone.get_by_role("button", name=re.compile(r"^\+1 authority")).click()
    expect(phone.locator(".count-row b")).to_have_text("1")
    phone.goto(f"{world.url}/events/")
    expect(phone.get_by_role("link", name="Liceum w Łodzi").first).to_be_visible()
    assert world.complaints == []
    phone.context.close()
    page.close()

"""An administrator prepares an evening in the back office, and the browser has nothing to complain about."""

import pytest
from playwright.sync_api import Page, expect

from cases.models import Addressee, Case
from events.models import Event, Invitation
from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


@pytest.fixture
def office(page: Page, world: World) -> Page:
    """The back office with an administrator in it."""
    world.listen(page)
    page.goto(f"{world.url}/accounts/login/")
    page.fill("[name=login]", "admin@example.org")
    page.fill("[name=password]", world.password)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(f"{world.url}/me/")
    page.goto(f"{world.url}/admin/")
    return page


def test_an_evening_is_prepared(office: Page, world: World) -> None:
    office.goto(f"{world.url}/admin/events/event/add/")
    office.locator("[name=name]").press_sequentially("Our evening")
    expect(office.locator("[name=slug]")).to_have_value("our-evening")
    for field, typed, found in (("campaign", "rehea", "The rehearsal"), ("section", "pola", "Poland")):
        office.locator(f".field-{field} .select2-selection").click()
        office.keyboard.type(typed)
        office.locator(".select2-results__option", has_text=found).click()
    office.locator(".field-cases .select2-selection").click()
    office.keyboard.type("yorm")
    office.locator(".select2-results__option", has_text="Yorm Bopha").click()
    office.select_option("[name=status]", "approved")
    office.get_by_text("Add another Opening").click()
    office.locator("#openings-0 .select2-selection").click()
    office.keyboard.type("biblio")
    office.locator(".select2-results__option", has_text="Biblioteka").click()
    office.locator("#openings-0 .field-starts_at .date-icon").click()
    office.locator(".calendarbox:visible td:not(.nonday) a").first.click()
    office.fill("[name=openings-0-ends_at_0]", office.input_value("[name=openings-0-starts_at_0]"))
    office.fill("[name=openings-0-starts_at_1]", "18:00")
    office.fill("[name=openings-0-ends_at_1]", "23:00")
    office.click("[name=_continue]")
    expect(office.locator(".errornote")).to_have_count(0)
    event = Event.objects.get(slug="our-evening")
    assert event.openings.get().starts_at.astimezone(event.zone).hour == 18
    office.get_by_role("link", name="Make an invitation").click()
    office.fill("[name=label]", "Door")
    office.get_by_role("button", name="Make the invitation").click()
    link = office.get_by_label("Link", exact=True).input_value()
    assert len(link.partition("/join/#")[2]) == 26
    assert office.locator("#content img").evaluate("image => image.naturalWidth") > 100
    assert Invitation.objects.get(label="Door").event == event
    assert world.complaints == []


def test_no_page_of_the_back_office_breaks_the_policy_of_content(office: Page, world: World) -> None:
    case, addressee = Case.objects.get(slug="bolotnaya-three"), Addressee.objects.first()
    assert addressee is not None
    for path in (
        "cases/case/",
        f"cases/case/{case.pk}/change/",
        f"cases/case/{case.pk}/change/?language=pl",
        f"cases/addressee/{addressee.pk}/change/",
        "cases/campaign/",
        "events/event/",
        "events/role/add/",
        "events/user/add/",
        "events/invitation/",
        "letters/entry/",
    ):
        office.goto(f"{world.url}/admin/{path}")
        expect(office.locator("#content h1")).to_be_visible()
    assert world.complaints == []

"""A marathon's whole year, with four people in four browsers.

Registered, questioned, approved, counted on two phones and on paper, recounted, posted, reported, verified,
made final, and thanked with the news that came of it.
"""

import datetime as dt
import io
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from events import mails
from tests.journeys.conftest import World
from tests.journeys.counting import log_several, ready_to_count, tap

pytestmark = pytest.mark.browser

OLA, WRITER = "ola@example.net", "writer@example.net"
PASSWORD = "a marathon in december"
NAME = "The night library"
TAPS = {"ala": {"authority": 4, "person": 2}, "jan": {"person": 3}}
AT_ONCE = 10
ON_PAPER = {"authority": 14, "person": 5}
LOGGED = {"authority": 28, "person": 10}
# Three letters that nobody logged lie in the pile.
IN_THE_PILES = {"authority": 31, "person": 10}
LETTERS = 41


def mailed(to: str, about: str) -> str:
    """The text of the newest mail to somebody about something, once the worker has sent what waits."""
    mails.deliver(at=timezone.now())
    found = [m for m in mail.outbox if to in m.to and about in f"{m.subject}\n{m.body}"]
    assert found, [(m.to, m.subject) for m in mail.outbox]
    return str(found[-1].body)


def link_in(world: World, text: str, part: str) -> str:
    """The link of a mail that has the part in it, on the server of the test."""
    found = next(link for link in re.findall(r"https?://\S+", text) if part in link)
    return world.url + "/" + found.split("/", 3)[3]


def sign_in(world: World, page: Page, who: str) -> None:
    """A demonstration's account, signed in."""
    page.goto(f"{world.url}/accounts/login/")
    page.locator("input[name=login]").fill(f"{who}@example.org")
    page.locator("input[name=password]").fill(world.password)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/me/")


def person(world: World, browser: Browser, *, has_script: bool, phone: bool = False) -> Page:
    """Somebody with a browser of their own."""
    size: Any = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
    page = browser.new_context(viewport=size, java_script_enabled=has_script).new_page()
    page.set_default_timeout(8000)
    world.listen(page)
    return page


def register(world: World, ola: Page) -> str:
    """Ola registers her marathon, signed out until the last step; its address."""
    now = dt.datetime.now(ZoneInfo("Europe/Warsaw")).replace(minute=0, second=0, microsecond=0)
    ola.goto(f"{world.url}/events/")
    ola.get_by_role("link", name="Register").first.click()
    ola.get_by_label("Which marathon is it part of?").select_option("poland/rehearsal")
    ola.get_by_label("What is your marathon called?").fill(NAME)
    ola.get_by_label("Your name").fill("Ola")
    ola.get_by_role("button", name="Go on").click()
    ola.get_by_label("Name of the place").fill("Library on the hill")
    ola.get_by_label("Street and number").fill("ul. Górna 1")
    ola.get_by_label("Town", exact=True).fill("Kraków")
    ola.get_by_role("button", name="Save and go on").click()
    ola.get_by_label("From", exact=True).fill((now - dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    ola.get_by_label("Until", exact=True).fill((now + dt.timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M"))
    ola.get_by_role("button", name="Save and go on").click()
    ola.get_by_label("How many letters do you hope for?").fill("50")
    ola.get_by_role("button", name="Go on").click()
    for box in ola.locator("input[name=cases]").all():
        box.uncheck()
    ola.get_by_role("checkbox", name="Yorm Bopha").check()
    ola.get_by_role("button", name="Go on").click()
    ola.get_by_role("link", name="Make an account").click()
    ola.locator("input[name=email]").fill(OLA)
    ola.locator("input[name=password1]").fill(PASSWORD)
    ola.locator("main button[type=submit]").first.click()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.M)
    assert code, mail.outbox[-1].body
    ola.locator("input[name=code]").fill(code[1])
    ola.locator("main button[type=submit]").first.click()
    ola.get_by_role("button", name="Register this marathon").click()
    expect(ola.get_by_text("It is registered")).to_be_visible()
    return ola.url.split("/events/")[1].split("/")[0]


def question_and_approve(world: World, ola: Page, coordinator: Page, slug: str) -> None:
    """The coordinator asks back, Ola answers by the mail's link, the coordinator approves."""
    assert f"/sections/poland/events/{slug}/" in mailed("coordinator@example.org", NAME)
    coordinator.goto(f"{world.url}/sections/poland/")
    coordinator.get_by_role("link", name=re.compile(NAME)).first.click()
    coordinator.get_by_text("Ask back").click()
    coordinator.get_by_label("Your question").fill("Is there a lift?")
    coordinator.get_by_role("button", name="Send the question").click()
    ola.goto(link_in(world, mailed(OLA, "Is there a lift?"), "/edit/"))
    ola.get_by_label("Your answer").fill("Yes, beside the stairs.")
    ola.get_by_role("button", name="Send the answer").click()
    coordinator.goto(link_in(world, mailed("coordinator@example.org", "beside the stairs"), "/sections/"))
    coordinator.get_by_role("button", name="Approve", exact=True).click()
    expect(coordinator.get_by_text("It is approved and public.")).to_be_visible()
    assert "/volunteers/" in mailed(OLA, "is approved")


def invite(world: World, ola: Page, slug: str) -> tuple[str, str]:
    """Ola makes an invitation: the link that its QR code says, and the code to type."""
    ola.goto(f"{world.url}/events/{slug}/volunteers/invitations/")
    ola.get_by_role("button", name="Make the invitation").click()
    expect(ola.get_by_alt_text("The link as a QR code")).to_be_visible()
    link = ola.get_by_label("Link to send").input_value()
    return f"{world.url}/join/{link.split('/join/')[1]}", ola.locator("p.code").first.inner_text()


def join(world: World, phone: Page, invitation: tuple[str, str], nickname: str, *, has_script: bool) -> None:
    """A phone joins: by the link, or by the code that is typed where no script reads the link's end."""
    link, code = invitation
    phone.goto(link if has_script else f"{world.url}/join/")
    if not has_script:
        phone.locator("input[name=code]").fill(code)
    phone.get_by_label("Nickname").fill(nickname)
    phone.get_by_role("button", name="Join").click()
    phone.wait_for_url("**/events/**")


def plan_shifts(world: World, ola: Page, slug: str) -> None:
    """Two shifts of a place each."""
    for task in ("The table", "Tea"):
        ola.goto(f"{world.url}/events/{slug}/volunteers/shifts/")
        ola.get_by_label("What is to be done?").fill(task)
        ola.get_by_label("How many people?").fill("1")
        ola.get_by_role("button", name="Add to the plan").click()
    expect(ola.locator(".shift-rows > li")).to_have_count(2)


def take_a_shift(world: World, phone: Page, slug: str, task: str) -> None:
    """The volunteer takes a place."""
    phone.goto(f"{world.url}/events/{slug}/shifts/")
    phone.get_by_role("button", name=re.compile(f"I will help.*{task}")).click()
    expect(phone.get_by_text("The place is yours.")).to_be_visible()


def count_on(
    world: World, phone: Page, slug: str, taps: dict[str, int], *, at_once: int = 0, has_script: bool
) -> None:
    """The phone logs letters, one by one and several at once."""
    phone.goto(f"{world.url}/events/{slug}/count/")
    if has_script:
        ready_to_count(phone)
    number = phone.locator("#case-yorm-bopha .count-who b")
    stands = int(number.inner_text())
    for kind, times in taps.items():
        for _ in range(times):
            stands += 1
            tap(phone, f"#tap-yorm-bopha-{kind}")
            expect(number).to_have_text(str(stands))
    if at_once:
        log_several(phone, "yorm-bopha", at_once, "authority")
        expect(number).to_have_text(str(stands + at_once))


def type_a_sheet(world: World, ola: Page, slug: str) -> None:
    """Ola prints one paper sheet, and types it when it comes back."""
    ola.goto(f"{world.url}/events/{slug}/sheets/")
    ola.get_by_label("How many sheets?").fill("1")
    ola.get_by_role("button", name="Make and print").click()
    ola.emulate_media(media="print")
    expect(ola.get_by_role("img", name="Code that opens this sheet")).to_be_visible()
    ola.emulate_media(media="screen")
    ola.goto(f"{world.url}/events/{slug}/sheets/1/")
    ola.get_by_label("authority").fill(str(ON_PAPER["authority"]))
    ola.get_by_label("to her").fill(str(ON_PAPER["person"]))
    ola.get_by_role("button", name="Count this sheet").click()
    expect(ola.get_by_text("Sheet 1 is counted: 19 in all.")).to_be_visible()


def recount(world: World, ola: Page, slug: str) -> None:
    """One pile has three letters more than were logged: Ola says why, and accepts."""
    ola.goto(f"{world.url}/events/{slug}/recount/")
    ola.get_by_label("authority").fill(str(IN_THE_PILES["authority"]))
    ola.get_by_label("to her").fill(str(IN_THE_PILES["person"]))
    ola.get_by_role("button", name="Compare with the count").click()
    expect(ola.get_by_text("in the pile 3 more")).to_be_visible()
    ola.get_by_label("Why do they differ?").select_option(label="letters nobody logged")
    ola.get_by_role("button", name="Compare with the count").click()
    ola.get_by_role("button", name="Accept the piles").click()
    expect(ola.get_by_text("Accepted: the count says what lay in the piles.")).to_be_visible()


def post(world: World, ola: Page, slug: str) -> None:
    """Two parcels, each packed and posted."""
    for number in (1, 2):
        ola.goto(f"{world.url}/events/{slug}/post/")
        first = ola.locator(".destination").first
        first.get_by_text("Pack a parcel").click()
        first.get_by_role("button", name="It is packed").click()
        ola.goto(f"{world.url}/events/{slug}/post/{number}/")
        ola.get_by_label("Number on the receipt").fill(f"RR {number}")
        ola.get_by_role("button", name="It is posted").click()
    ola.goto(f"{world.url}/events/{slug}/post/")
    expect(ola.get_by_text("all posted")).to_have_count(2)


def report(world: World, ola: Page, coordinator: Page, slug: str) -> None:
    """Ola signs the final figures, the coordinator verifies them and says that the result is final."""
    ola.goto(f"{world.url}/events/{slug}/report/")
    ola.get_by_label("How many people wrote?").fill("12")
    ola.get_by_label("These are our final figures.").check()
    ola.get_by_role("button", name="Sign the report").click()
    expect(ola.get_by_text("Your report is signed. Thank you!")).to_be_visible()
    coordinator.goto(link_in(world, mailed("coordinator@example.org", "A report to verify"), "/reports/"))
    expect(coordinator.locator(".figures dd").first).to_contain_text(str(LETTERS))
    coordinator.get_by_role("button", name="Verify").click()
    assert "found it right" in mailed(OLA, "is verified")
    coordinator.goto(f"{world.url}/sections/poland/reports/")
    for box in coordinator.locator("section[aria-labelledby=final] input[type=checkbox]").all():
        box.check()
    coordinator.get_by_role("button", name="The result is final").click()
    expect(coordinator.get_by_text("final since")).to_be_visible()


def follow(world: World, writer: Page) -> None:
    """A writer at home leaves an address for the case, and says so once more."""
    writer.goto(f"{world.url}/cases/yorm-bopha/")
    writer.get_by_role("link", name="Write to me when there is news").click()
    writer.get_by_label("Your e-mail address").fill(WRITER)
    writer.get_by_role("button", name="Write to me when there is news").click()
    writer.goto(link_in(world, mailed(WRITER, "Yorm Bopha"), "/news/"))
    writer.get_by_role("button", name="Yes, write to me").click()
    expect(writer.get_by_role("heading", name="We will write to you")).to_be_visible()


def tell_the_news(world: World, coordinator: Page) -> None:
    """The coordinator tells those who wrote what came of it."""
    coordinator.goto(f"{world.url}/sections/poland/news/")
    coordinator.get_by_role("link", name=re.compile("Tell it.*Yorm Bopha, 22 November 2013")).click()
    expect(coordinator.get_by_text(f"your {LETTERS} letters").first).to_be_visible()
    coordinator.get_by_role("button", name="Tell them now").click()
    expect(coordinator.get_by_text("The news is on its way.")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_marathon_from_its_registration_to_the_news_that_came_of_it(
    world: World, browser: Browser, has_script: bool
):
    ola, coordinator = (person(world, browser, has_script=has_script) for _ in range(2))
    ala, jan = (person(world, browser, has_script=has_script, phone=True) for _ in range(2))
    sign_in(world, coordinator, "coordinator")

    slug = register(world, ola)
    question_and_approve(world, ola, coordinator, slug)
    invitation = invite(world, ola, slug)
    plan_shifts(world, ola, slug)
    for phone, nickname, task in ((ala, "Ala", "The table"), (jan, "Jan", "Tea")):
        join(world, phone, invitation, nickname, has_script=has_script)
        take_a_shift(world, phone, slug, task)
    follow(world, jan)
    count_on(world, ala, slug, TAPS["ala"], at_once=AT_ONCE, has_script=has_script)
    count_on(world, jan, slug, TAPS["jan"], has_script=has_script)
    type_a_sheet(world, ola, slug)
    recount(world, ola, slug)
    post(world, ola, slug)
    report(world, ola, coordinator, slug)
    tell_the_news(world, coordinator)

    facts = ola.request.get(f"{world.url}/tally/rehearsal/poland.json").json()
    assert (facts["letters"], facts["status"]) == (LETTERS, "final")
    assert {row["channel"]: row["letters"] for row in facts["by_channel"]} == {
        "tap": 19,
        "sheet": 19,
        "recount": 3,
    }
    assert f"{NAME}: your {LETTERS} letters" in mailed(OLA, "Good news of Yorm Bopha")
    assert "we have forgotten your address" in mailed(WRITER, "Good news of Yorm Bopha")
    out = io.StringIO()
    call_command("tally", "check", stdout=out)
    assert f"{LETTERS}" in out.getvalue()
    # The browser notes that a form came back: the piles differed, and wanted a reason.
    assert [said for said in world.complaints if "/recount/" not in said] == []

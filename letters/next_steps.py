"""What is next for an event: from its facts and an instant, the steps of its way with how far each is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.dates import long_date
from events.models import Event
from letters.models import Report
from letters.recounts import EARLY, Checkpoint

DONE, NOW, LATER = "done", "now", "later"
BEFORE, DURING, AFTER = "before", "during", "after"
PHASES = (BEFORE, DURING, AFTER)


@dataclass(frozen=True)
class Facts:
    """How an event stands, as far as its next step hangs on it."""

    status: str = Event.Status.APPROVED
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    is_closed: bool = False
    volunteers: int = 0
    shifts: int = 0
    free_places: int = 0
    sheets: int = 0
    untyped: int = 0
    letters: int = 0
    held_phones: int = 0
    recount_waits: bool = False
    counted_at: dt.datetime | None = None
    checkpoint: Checkpoint | None = None
    posted: int = 0
    report: str = Report.Status.MISSING


@dataclass(frozen=True)
class Step:
    """One step: its part of the way, how far it is, what it says, and the page where it is done."""

    phase: str
    state: str
    title: str
    words: str = ""
    page: str = ""


def phase(facts: Facts, at: dt.datetime) -> str:
    """Which part of its way the event is on."""
    if facts.status != Event.Status.APPROVED or facts.first is None or facts.last is None:
        return BEFORE
    if at < facts.first:
        return BEFORE
    return DURING if at <= facts.last and not facts.is_closed else AFTER


def steps(facts: Facts, at: dt.datetime) -> list[Step]:
    """All steps of the event, in their order. A marathon that was declined or called off has none."""
    if facts.status in (Event.Status.DECLINED, Event.Status.CANCELLED):
        return []
    here = phase(facts, at)
    return [*_before(facts, here), *_during(facts, here), *_after(facts, here)]


def next_step(found: list[Step], here: str) -> Step | None:
    """The one thing to do now: of the part of the way that the event is on, else the first that is open."""
    now = [step for step in found if step.state == NOW]
    return next((step for step in now if step.phase == here), now[0] if now else None)


def _state(is_done: bool, own: str, here: str) -> str:
    """Done, or to be done when its part of the way has come."""
    if is_done:
        return DONE
    return NOW if PHASES.index(own) <= PHASES.index(here) else LATER


def _before(facts: Facts, here: str) -> Iterator[Step]:
    yield _approval(facts)
    # What was not prepared is no step any more when the doors are closed.
    if facts.volunteers or here != AFTER:
        yield _volunteers(facts, here)
    if facts.shifts and not facts.free_places:
        yield Step(BEFORE, DONE, _("Every shift has its people"), page="shift_list")
    elif facts.shifts and here != AFTER:
        free = ngettext(
            "%(n)d place in a shift is free.", "%(n)d places in shifts are free.", facts.free_places
        )
        yield Step(BEFORE, NOW, _("Fill the shifts"), free % {"n": facts.free_places}, "shift_list")
    elif here == BEFORE:
        words = _("Say when you need how many people. Volunteers choose for themselves.")
        yield Step(BEFORE, NOW, _("Plan shifts"), words, "shift_list")
    if facts.sheets or here != AFTER:
        words = _("A table whose phone has no signal ticks boxes on paper; somebody types the sums later.")
        is_next = here == BEFORE and facts.status == Event.Status.APPROVED
        state = DONE if facts.sheets else NOW if is_next else LATER
        yield Step(BEFORE, state, _("Make and print tally sheets"), "" if facts.sheets else words, "sheets")


def _approval(facts: Facts) -> Step:
    title, words = {
        Event.Status.DRAFT: (
            _("Send it for approval"),
            _("Your marathon is a draft. A coordinator looks at it once you send it."),
        ),
        Event.Status.SUBMITTED: (
            _("Wait for approval"),
            _("A coordinator looks at it, and you get a mail. Invite your team in the meantime."),
        ),
        Event.Status.ASKED: (
            _("Answer the coordinator’s question"),
            _("They need to know something before they approve it."),
        ),
    }.get(Event.Status(facts.status), (_("Your marathon is approved"), ""))
    is_done = facts.status == Event.Status.APPROVED
    return Step(BEFORE, DONE if is_done else NOW, title, words, "event_edit")


def _volunteers(facts: Facts, here: str) -> Step:
    if not facts.volunteers:
        words = _("A link or a printed slip is enough: no account, no address.")
        return Step(BEFORE, NOW, _("Invite volunteers"), words, "invitations")
    title = ngettext("%(n)d volunteer joined", "%(n)d volunteers joined", facts.volunteers)
    return Step(BEFORE, DONE, title % {"n": facts.volunteers}, page="volunteers")


def _during(facts: Facts, here: str) -> Iterator[Step]:
    if facts.held_phones:
        title = ngettext(
            "%(n)d phone is held back from the public number",
            "%(n)d phones are held back from the public number",
            facts.held_phones,
        )
        words = _("It logged more than a hand can do. Accept its letters, or take them back.")
        yield Step(here, NOW, title % {"n": facts.held_phones}, words, "phones")
    if facts.recount_waits:
        yield Step(
            here, NOW, _("Look at the recount"), _("Its differences wait for your yes or no."), "recount"
        )
    elif here == DURING and facts.checkpoint and facts.checkpoint.is_due:
        yield Step(DURING, NOW, _("Count the piles"), _("A checkpoint has come."), "recount")
    if here == BEFORE:
        first = facts.first
        words = _("From %(day)s on.") % {"day": long_date(first.date())} if first else ""
        yield Step(DURING, LATER, _("Count letters"), words, "count")
    elif here == DURING:
        yield Step(DURING, NOW, _("Count letters"), _("The doors are open."), "count")
    else:
        title = ngettext("%(n)d letter counted", "%(n)d letters counted", facts.letters)
        yield Step(DURING, DONE, title % {"n": facts.letters}, page="count")


def _after(facts: Facts, here: str) -> Iterator[Step]:
    is_settled = facts.report in (Report.Status.SIGNED, Report.Status.VERIFIED)
    if facts.untyped and not is_settled:
        title = ngettext("Type %(n)d paper sheet", "Type %(n)d paper sheets", facts.untyped)
        words = _("What stayed empty needs no typing.")
        yield Step(AFTER, _state(False, AFTER, here), title % {"n": facts.untyped}, words, "sheets")
    elif facts.sheets:
        yield Step(AFTER, DONE, _("The paper sheets are typed"), page="sheets")
    was_counted = bool(facts.counted_at and facts.last and facts.counted_at >= facts.last - EARLY)
    if is_settled or (here == AFTER and was_counted):
        yield Step(AFTER, DONE, _("The last recount is done"), page="recount")
    elif not facts.recount_waits:
        words = _("Count every pile once more when the doors are closed.")
        yield Step(AFTER, _state(False, AFTER, here), _("Recount all piles"), words, "recount")
    yield _post(facts, here)
    yield _report(facts, here)
    words = _("A certificate, a picture with your number, and a word to everybody who helped.")
    yield Step(AFTER, NOW if is_settled else LATER, _("Say thank you"), words, "report")


def _post(facts: Facts, here: str) -> Step:
    if facts.posted >= facts.letters > 0:
        return Step(AFTER, DONE, _("All letters are posted"), page="post")
    left = max(0, facts.letters - facts.posted)
    words = ngettext("%(n)d letter is not on its way yet.", "%(n)d letters are not on their way yet.", left)
    return Step(AFTER, _state(False, AFTER, here), _("Post the letters"), words % {"n": left}, "post")


def _report(facts: Facts, here: str) -> Step:
    if facts.report == Report.Status.RETURNED:
        words = _("A coordinator asks about it.")
        return Step(AFTER, NOW, _("Look at the report again"), words, "report")
    if facts.report == Report.Status.MISSING:
        words = _("The final figures, with your name to them. It takes two minutes.")
        return Step(AFTER, _state(False, AFTER, here), _("Sign the report"), words, "report")
    if facts.report == Report.Status.SIGNED:
        return Step(AFTER, DONE, _("The report is signed"), _("A coordinator verifies it."), "report")
    return Step(AFTER, DONE, _("The report is verified"), "", "report")

"""A report is signed once, the ledger says its figures afterwards, and counting is closed."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Mail, Role, Trace
from events.parties import Party
from letters import ledger, reckoning, recounts, reports
from letters.ledger import Line
from letters.models import Entry, Head, Holdback, Report
from letters.reports import Figure
from tests.makers import NOW, make_case, make_device_role, make_event, make_role, make_section

pytestmark = pytest.mark.django_db
BOPHA, AUNG = ("yorm-bopha", "authority"), ("tun-aung", "person")
# The openings of the makers end six hours after NOW.
AFTER = NOW + dt.timedelta(hours=8)


@pytest.fixture
def event() -> Event:
    return make_event(slug="library", cases=[make_case(slug="yorm-bopha"), make_case(slug="tun-aung")])


@pytest.fixture
def organiser(event: Event) -> Role:
    return make_role("organiser", event=event)


def log(event: Event, quantity: int, cell=BOPHA, *, channel="tap", at=NOW) -> None:
    line = Line(uuid.uuid4(), *cell, quantity)
    role = make_device_role(event, uuid.uuid4().hex)
    result = ledger.record(event, entries=[line], by=role, channel=channel, at=at)
    assert result.outcomes[0].status == "created"


def sign(event: Event, organiser: Role, figures, *, version=0, writers=None, words="", at=AFTER) -> Report:
    return reports.sign(
        Event.objects.get(pk=event.pk),
        figures,
        version=version,
        writers=writers,
        words=words,
        role=organiser,
        by=Party(organiser.user),
        at=at,
    )


def total(event: Event, cell=BOPHA) -> int:
    entries = Entry.objects.filter(event=event, case__slug=cell[0], kind=cell[1])
    return sum(entries.values_list("quantity", flat=True))


def lines(report: Report) -> list[tuple[str, int, int, str]]:
    found = report.lines.select_related("case")
    return [(line.case.slug, line.logged, line.figure, line.words) for line in found]


def test_origins_tell_each_cell_by_the_way_it_came_in(event):
    log(event, 3)
    log(event, 4, channel="sheet")
    log(event, 2, AUNG)

    assert reports.origins(event) == {BOPHA: {"tap": 3, "sheet": 4}, AUNG: {"tap": 2}}


def test_signed_report_makes_the_ledger_say_its_figures_and_closes_the_count(event, organiser):
    log(event, 10)
    log(event, 5, AUNG)

    figures = {BOPHA: Figure(13, "a box nobody logged"), AUNG: Figure(4, "one torn up")}
    report = sign(event, organiser, figures, writers=40, words="Snow.")

    assert (total(event), total(event, AUNG)) == (13, 4)
    assert lines(report) == [
        ("yorm-bopha", 10, 13, "a box nobody logged"),
        ("tun-aung", 5, 4, "one torn up"),
    ]
    assert (report.status, report.version, report.letters, report.writers) == ("signed", 1, 17, 40)
    assert (report.words, report.signed_by, report.signed_at) == ("Snow.", organiser.user, AFTER)
    head = Head.objects.get()
    assert (report.seq, report.chain) == (head.seq, head.chain)
    assert Event.objects.get().closed_at == AFTER
    assert list(reckoning.check(reckoning.Reckoning())) == []


def test_what_the_report_adds_counts_for_the_last_of_the_opening_hours(event, organiser):
    sign(event, organiser, {BOPHA: Figure(7)})

    entry = Entry.objects.get()
    assert (entry.channel, entry.quantity) == ("report", 7)
    assert entry.written_at == NOW + dt.timedelta(hours=6, seconds=-1)


def test_report_of_an_evening_without_signal_needs_no_reasons(event, organiser):
    report = sign(event, organiser, {BOPHA: Figure(120), AUNG: Figure(0)})

    assert (total(event), report.letters) == (120, 120)
    assert lines(report) == [("yorm-bopha", 0, 120, "typed from paper"), ("tun-aung", 0, 0, "")]


def test_figures_that_differ_without_words_are_refused_and_named(event, organiser):
    log(event, 10)
    log(event, 5, AUNG)

    with pytest.raises(reports.WordsMissing) as refused:
        sign(event, organiser, {BOPHA: Figure(13), AUNG: Figure(5)})

    assert refused.value.cells == [BOPHA]
    assert (total(event), Event.objects.get().closed_at) == (10, None)
    assert not Report.objects.exclude(status="missing").exists()


def test_cell_that_is_not_named_stays_as_it_was_counted(event, organiser):
    log(event, 10)
    log(event, 5, AUNG)

    report = sign(event, organiser, {BOPHA: Figure(10)})

    assert lines(report) == [("yorm-bopha", 10, 10, ""), ("tun-aung", 5, 5, "")]


def test_case_that_left_the_event_keeps_its_figure(event, organiser):
    log(event, 5, AUNG)
    event.cases.remove(event.cases.get(slug="tun-aung"))

    report = sign(event, organiser, {BOPHA: Figure(0)})

    assert (report.letters, lines(report)) == (5, [("yorm-bopha", 0, 0, ""), ("tun-aung", 5, 5, "")])


def test_double_click_signs_once(event, organiser):
    first = sign(event, organiser, {BOPHA: Figure(7)})
    again = sign(event, organiser, {BOPHA: Figure(7)}, at=AFTER + dt.timedelta(seconds=1))

    assert (first.version, again.version, again.signed_at, total(event)) == (1, 1, AFTER, 7)
    assert Trace.objects.filter(act="report_signed").count() == 1


def test_two_with_different_figures_do_not_overwrite_each_other(event, organiser):
    sign(event, organiser, {BOPHA: Figure(7)})

    with pytest.raises(reports.SignedMeanwhile):
        sign(event, organiser, {BOPHA: Figure(8)})

    assert total(event) == 7


def test_signing_again_keeps_what_was_counted_and_why_it_differs(event, organiser):
    log(event, 10)
    sign(event, organiser, {BOPHA: Figure(13, "a box"), AUNG: Figure(2)})

    report = sign(event, organiser, {BOPHA: Figure(13, "a box"), AUNG: Figure(3)}, version=1)

    assert lines(report) == [("yorm-bopha", 10, 13, "a box"), ("tun-aung", 0, 3, "typed from paper")]
    assert (report.version, total(event), total(event, AUNG)) == (2, 13, 3)


def test_signing_again_after_a_sheet_was_typed_late_counts_it_as_counted(event, organiser):
    log(event, 10)
    sign(event, organiser, {BOPHA: Figure(13, "a box")})
    log(event, 2, channel="sheet", at=AFTER)

    report = sign(event, organiser, {BOPHA: Figure(13, "a box")}, version=1)

    assert (lines(report)[0], total(event)) == (("yorm-bopha", 12, 13, "a box"), 13)


def test_returned_report_is_signed_again_and_waits_for_the_coordinator(event, organiser):
    sign(event, organiser, {BOPHA: Figure(7)})
    Report.objects.update(status="returned", answer="Really?", answered_at=AFTER)

    report = sign(event, organiser, {BOPHA: Figure(7)}, version=1)

    assert (report.status, report.version, report.answer) == ("signed", 2, "Really?")


def test_open_recount_has_to_be_settled_first(event, organiser):
    log(event, 10)
    recounts.enter(
        event,
        {BOPHA: recounts.Pile(13, "forgotten")},
        key=uuid.uuid4(),
        counted_at=NOW,
        role=organiser,
        by=Party(organiser.user),
        at=NOW,
    )

    with pytest.raises(reports.RecountOpen):
        sign(event, organiser, {BOPHA: Figure(10)})


def test_phone_that_is_held_back_has_to_be_settled_first(event, organiser):
    Holdback.objects.create(event=event, device=uuid.uuid4(), raised_at=NOW)

    with pytest.raises(reports.PhonesHeld):
        sign(event, organiser, {BOPHA: Figure(10)})


def test_verified_report_and_final_result_stand(event, organiser):
    sign(event, organiser, {BOPHA: Figure(7)})
    Report.objects.update(status="verified", answered_at=AFTER)
    with pytest.raises(reports.FiguresFinal):
        sign(event, organiser, {BOPHA: Figure(8)}, version=1)
    other = make_event()
    other.section.participations.create(campaign=other.campaign, final_at=NOW)
    with pytest.raises(reports.FiguresFinal):
        sign(other, make_role("organiser", event=other), {})


@pytest.mark.parametrize("fields", [{"status": "submitted"}, {"form": "outside"}])
def test_event_that_was_not_held_here_has_no_report(fields):
    event = make_event(**fields)

    with pytest.raises(reports.NotHeldHere):
        sign(event, make_role("organiser", event=event), {})

    assert not Report.objects.exists()


def test_organisers_and_coordinators_are_told_with_the_fingerprint(event, organiser):
    coordinator = make_role("coordinator", section=event.section).user
    make_role("coordinator", section=make_section())

    report = sign(event, organiser, {BOPHA: Figure(1340)})

    sent = {mail.to: (mail.name, mail.subject) for mail in Mail.objects.all()}
    assert sent == {
        organiser.user.email: ("report_receipt", f"Thank you: 1,340 letters from “{event.name}”"),
        coordinator.email: ("report_signed", f"A report to verify: {event.name}"),
    }
    receipt = Mail.objects.get(name="report_receipt").body
    assert report.chain in receipt
    assert "/events/library/report/" in receipt
    assert f"/sections/{event.section.slug}/reports/library/" in Mail.objects.get(name="report_signed").body


def test_trail_holds_the_figures_alone(event, organiser):
    sign(event, organiser, {BOPHA: Figure(7)}, words="Ola wrote all night.")

    trace = Trace.objects.get()
    assert (trace.act, trace.as_role, trace.event) == ("report_signed", "organiser", event)
    assert trace.facts == {"letters": 7, "actions": 0, "version": 1, "seq": 1, "difference": 1}

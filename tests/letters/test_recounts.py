"""Piles are counted beside the ledger, and differences become entries once."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Role, Trace
from events.parties import Party
from letters import differences, ledger, reckoning, recounts
from letters.ledger import Line
from letters.models import Entry, Recount, Report
from letters.recounts import Pile
from tests.makers import NOW, make_case, make_device_role, make_event, make_role

pytestmark = pytest.mark.django_db
BOPHA, AUNG = ("yorm-bopha", "authority"), ("tun-aung", "person")
LATER = NOW + dt.timedelta(minutes=30)


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha"), make_case(slug="tun-aung")])


@pytest.fixture
def volunteer(event: Event) -> Role:
    return make_device_role(event, "a key")


@pytest.fixture
def organiser(event: Event) -> Role:
    return make_role("organiser", event=event)


def log(event: Event, volunteer: Role, quantity: int, *, at=NOW, cell=BOPHA, written_at=None) -> Line:
    line = Line(uuid.uuid4(), *cell, quantity, written_at=written_at)
    ledger.record(event, entries=[line], by=volunteer, channel="tap", at=at)
    return line


def enter(event: Event, volunteer: Role, piles, *, counted_at=NOW, at=LATER, key=None) -> Recount:
    return recounts.enter(
        event,
        piles,
        key=key or uuid.uuid4(),
        counted_at=counted_at,
        role=volunteer,
        by=Party(device_key="a key"),
        at=at,
    )


def accept(recount: Recount, organiser: Role, at=LATER) -> Recount:
    return recounts.accept(recount, role=organiser, by=Party(organiser.user), at=at)


def total(event: Event, cell=BOPHA) -> int:
    entries = Entry.objects.filter(event=event, case__slug=cell[0], kind=cell[1])
    return sum(entries.values_list("quantity", flat=True))


def is_sound() -> bool:
    return list(reckoning.check(reckoning.Reckoning())) == []


def test_recount_keeps_what_was_found_and_what_was_logged_and_changes_nothing(event, volunteer):
    log(event, volunteer, 10)

    recount = enter(event, volunteer, {BOPHA: Pile(13, "forgotten", "two boxes")})

    assert (recount.number, recount.status, recount.seq, recount.counted_at) == (1, "open", 1, NOW)
    assert recount.counted_by == volunteer.pseudonym
    [line] = recount.lines.all()
    assert (line.counted, line.logged, line.difference) == (13, 10, 3)
    assert (line.reason, line.words) == ("forgotten", "two boxes")
    assert total(event) == 10
    trace = Trace.objects.get()
    assert (trace.act, trace.what, trace.as_role) == ("recount_entered", "1", "volunteer")
    assert trace.facts == {"piles": 1, "difference": 3}


def test_what_came_after_the_piles_were_taken_is_no_difference(event, volunteer, organiser):
    log(event, volunteer, 10)
    log(event, volunteer, 4, at=NOW + dt.timedelta(minutes=5))

    recount = enter(event, volunteer, {BOPHA: Pile(8, "twice")})
    accept(recount, organiser)

    assert recount.lines.get().logged == 10
    assert total(event) == 12
    assert is_sound()


def test_piles_without_a_difference_wait_for_nobody(event, volunteer):
    log(event, volunteer, 10)

    recount = enter(event, volunteer, {BOPHA: Pile(10, "twice"), AUNG: Pile(0)})

    assert (recount.status, recount.settled_at) == ("accepted", LATER)
    assert [line.reason for line in recount.lines.all()] == ["", ""]


def test_difference_without_a_reason_is_refused_with_what_was_logged(event, volunteer):
    log(event, volunteer, 10)

    with pytest.raises(recounts.ReasonMissing) as refused:
        enter(event, volunteer, {BOPHA: Pile(13)})

    assert refused.value.logged == {BOPHA: 10}
    assert not Recount.objects.exists()


def test_recount_of_nothing_is_refused(event, volunteer):
    with pytest.raises(recounts.NothingCounted):
        enter(event, volunteer, {})


def test_double_click_enters_one_recount_and_another_has_to_wait(event, volunteer):
    key = uuid.uuid4()

    first = enter(event, volunteer, {BOPHA: Pile(3, "forgotten")}, key=key)
    again = enter(event, volunteer, {BOPHA: Pile(3, "forgotten")}, key=key)
    with pytest.raises(recounts.RecountWaits):
        enter(event, volunteer, {BOPHA: Pile(4, "forgotten")})

    assert first == again == Recount.objects.get()


def test_accepted_recount_becomes_entries_once(event, volunteer, organiser):
    log(event, volunteer, 10)
    recount = enter(event, volunteer, {BOPHA: Pile(7, "twice"), AUNG: Pile(2, "forgotten")})

    accept(recount, organiser)
    settled = accept(recount, organiser)

    assert (settled.status, settled.settled_by) == ("accepted", organiser.user)
    assert (total(event), total(event, AUNG)) == (7, 2)
    assert Entry.objects.get(quantity=2).hour == NOW
    assert [trace.act for trace in Trace.objects.order_by("pk")] == ["recount_entered", "recount_accepted"]
    assert is_sound()


def test_dropped_recount_changes_nothing_and_makes_room(event, volunteer, organiser):
    recount = enter(event, volunteer, {BOPHA: Pile(3, "forgotten")})

    recounts.drop(recount, by=Party(organiser.user), at=LATER)
    recounts.drop(recount, by=Party(organiser.user), at=LATER)
    with pytest.raises(recounts.RecountSettled):
        accept(recount, organiser)
    second = enter(event, volunteer, {BOPHA: Pile(4, "forgotten")})

    assert (total(event), second.number) == (0, 2)
    assert Trace.objects.filter(act="recount_dropped").count() == 1


def test_accepted_recount_cannot_be_dropped(event, volunteer, organiser):
    recount = accept(enter(event, volunteer, {BOPHA: Pile(3, "forgotten")}), organiser)

    with pytest.raises(recounts.RecountSettled):
        recounts.drop(recount, by=Party(organiser.user), at=LATER)

    assert total(event) == 3


def test_letters_that_are_gone_by_now_cannot_be_taken_back_again(event, volunteer, organiser):
    line = log(event, volunteer, 10)
    recount = enter(event, volunteer, {BOPHA: Pile(7, "twice")})
    back = Line(uuid.uuid4(), reverses=line.id)
    ledger.record(event, entries=[back], by=volunteer, channel="tap", at=LATER)

    with pytest.raises(differences.NothingToTakeBack):
        accept(recount, organiser)

    assert (total(event), Recount.objects.get().status) == (0, "open")


def test_nothing_is_recounted_once_the_report_is_verified(event, volunteer):
    Report.objects.create(event=event, status="verified", signed_at=NOW, answered_at=NOW)

    with pytest.raises(recounts.CountFinal):
        enter(event, volunteer, {BOPHA: Pile(3, "forgotten")})


class TestDeliveredLater:
    """A phone without signal may bring letters that lay in the piles already."""

    def test_letters_written_before_and_delivered_after_are_listed(self, event, volunteer, organiser):
        recount = enter(event, volunteer, {BOPHA: Pile(3, "forgotten")})
        log(event, volunteer, 2, at=LATER, written_at=NOW - dt.timedelta(minutes=5))
        log(event, volunteer, 5, at=LATER, written_at=NOW + dt.timedelta(minutes=5))

        before = [entry.quantity for entry in recounts.delivered_later(recount)]
        recount = accept(recount, organiser, at=LATER + dt.timedelta(minutes=1))

        assert before == [entry.quantity for entry in recounts.delivered_later(recount)] == [2]

    def test_what_was_taken_back_meanwhile_is_listed_too(self, event, volunteer):
        line = log(event, volunteer, 4)
        recount = enter(event, volunteer, {BOPHA: Pile(3, "twice")})
        back = Line(uuid.uuid4(), reverses=line.id)
        ledger.record(event, entries=[back], by=volunteer, channel="tap", at=LATER)

        assert [entry.quantity for entry in recounts.delivered_later(recount)] == [-4]

    def test_what_came_and_was_taken_back_since_is_not(self, event, volunteer):
        recount = enter(event, volunteer, {BOPHA: Pile(3, "forgotten")})
        line = log(event, volunteer, 2, at=LATER, written_at=NOW - dt.timedelta(minutes=5))
        back = Line(uuid.uuid4(), reverses=line.id)
        ledger.record(event, entries=[back], by=volunteer, channel="tap", at=LATER)

        assert list(recounts.delivered_later(recount)) == []


def test_cost_is_the_same_for_a_long_ledger(event, volunteer, django_assert_num_queries):
    for _more in range(2):
        log(event, volunteer, 1)
        log(event, volunteer, 1, at=LATER)
        # How far it was, the counters, what came since.
        with django_assert_num_queries(3):
            assert recounts.logged_at(event, NOW).figures[BOPHA] >= 1


class TestCheckpoints:
    """Every six hours, and when the bell rings."""

    OPENS, CLOSES = NOW, NOW + dt.timedelta(hours=14)

    def next_at(self, hours: float, counted: float | None = None):
        found = recounts.next_checkpoint(
            [(self.OPENS, self.CLOSES)],
            counted_at=None if counted is None else NOW + dt.timedelta(hours=counted),
            at=NOW + dt.timedelta(hours=hours),
        )
        return found and ((found.at - NOW) / dt.timedelta(hours=1), found.is_due)

    @pytest.mark.parametrize(
        ("at", "counted", "expected"),
        [
            (-3, None, (6, False)),
            (5, None, (6, False)),
            (7, None, (6, True)),
            (7, 5.5, (12, False)),
            (7, 4, (6, True)),
            (13, 6, (12, True)),
            (13, 12, (14, False)),
            (15, 12, (14, True)),
            (15, 14, None),
        ],
    )
    def test_the_next_one_is_told_until_all_is_counted(self, at, counted, expected):
        assert self.next_at(at, counted) == expected

    def test_event_without_openings_has_none(self):
        assert recounts.next_checkpoint([], counted_at=None, at=NOW) is None

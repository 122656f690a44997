"""The ledger is made to say what people found."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Role
from letters import differences, ledger, reckoning
from letters.ledger import Line
from letters.models import Counter, Entry, Report
from letters.refusals import LineRefused
from tests.makers import NOW, make_case, make_device_role, make_event, make_role, make_team

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=7)


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha"), make_case(slug="tun-aung")])


@pytest.fixture
def organiser(event: Event) -> Role:
    return make_role("organiser", event=event)


def log(event: Event, *quantities: int, **fields) -> list[Line]:
    lines = [Line(uuid.uuid4(), "yorm-bopha", "authority", n, **fields) for n in quantities]
    ledger.record(event, entries=lines, by=make_device_role(event, uuid.uuid4().hex), channel="tap", at=NOW)
    return lines


def settle(event, organiser, difference, **fields):
    return differences.settle(
        event,
        {("yorm-bopha", "authority"): difference},
        **({"key": KEY, "by": organiser, "channel": "recount", "at": NOW} | fields),
    )


def lines_of(event: Event) -> list[tuple[int, str]]:
    return [(e.quantity, e.channel) for e in Entry.objects.filter(event=event).order_by("seq")]


def is_sound() -> bool:
    return list(reckoning.check(reckoning.Reckoning())) == []


def test_missing_letters_are_added(event, organiser):
    log(event, 5)

    result = settle(event, organiser, 3)

    assert lines_of(event) == [(5, "tap"), (3, "recount")]
    assert result.cases["yorm-bopha"] == {"authority": 8}
    assert is_sound()


def test_many_missing_letters_are_added_in_lines_of_ten_thousand(event, organiser):
    settle(event, organiser, 23_000)

    assert lines_of(event) == [(10_000, "recount"), (10_000, "recount"), (3_000, "recount")]


def test_letters_too_many_are_taken_back_from_the_newest_and_the_rest_written_again(event, organiser):
    team = make_team(event)
    log(event, 5)
    log(event, 4, team=team.pk, written_at=NOW - dt.timedelta(hours=2))
    log(event, 1)

    settle(event, organiser, -3)

    assert lines_of(event) == [(5, "tap"), (4, "tap"), (1, "tap"), (-1, "tap"), (-4, "tap"), (2, "recount")]
    again = Entry.objects.get(quantity=2)
    assert (again.team_id, again.hour) == (team.pk, NOW - dt.timedelta(hours=2))
    assert sum(Counter.objects.values_list("quantity", flat=True)) == 7
    assert is_sound()


def test_the_same_difference_is_settled_once(event, organiser):
    log(event, 5, 5)

    settle(event, organiser, -3)
    settle(event, organiser, -3)
    settle(event, organiser, 2, key=uuid.UUID(int=8))
    settle(event, organiser, 2, key=uuid.UUID(int=8))

    assert sum(quantity for quantity, _channel in lines_of(event)) == 9


def test_what_came_after_the_recount_is_not_taken_back(event, organiser):
    log(event, 2)
    log(event, 9)

    with pytest.raises(differences.NothingToTakeBack):
        settle(event, organiser, -3, up_to_seq=1)

    assert lines_of(event) == [(2, "tap"), (9, "tap")]


def test_nothing_is_written_where_the_ledger_refuses_a_line(event, organiser):
    with pytest.raises(LineRefused) as refused:
        differences.settle(
            event,
            {("yorm-bopha", "authority"): 1, ("nobody", "authority"): 1},
            key=KEY,
            by=organiser,
            channel="report",
            at=NOW,
        )

    assert str(refused.value.sentence) == "This marathon does not write for that case."
    assert lines_of(event) == []


class TestCorrections:
    """What people put right from paper comes after the counter closed."""

    def test_are_taken_after_the_counter_closed(self, event, organiser):
        Event.objects.filter(pk=event.pk).update(closed_at=NOW)
        event.refresh_from_db()

        settle(event, organiser, 3, at=NOW + dt.timedelta(days=60), written_at=NOW)

        assert Entry.objects.get().day == NOW.date()

    def test_are_refused_once_the_report_is_verified(self, event, organiser):
        Report.objects.create(event=event, status="verified", signed_at=NOW, answered_at=NOW)

        with pytest.raises(LineRefused):
            settle(event, organiser, 3)

    def test_are_refused_once_the_sections_result_is_final(self, event, organiser):
        event.campaign.participations.create(section=event.section, final_at=NOW)

        with pytest.raises(LineRefused):
            settle(event, organiser, 3)

    def test_count_for_the_day_they_were_written_whatever_the_hours(self, event, organiser):
        settle(event, organiser, 3, written_at=NOW - dt.timedelta(days=9))

        assert Entry.objects.get().day == (NOW - dt.timedelta(days=9)).date()

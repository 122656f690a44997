"""The act of writing into the ledger."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from events.models import Event, Participation, Role
from letters import chain, ledger
from letters.ledger import Line
from letters.models import ChannelCounter, Counter, Entry, Head, HourCounter
from tests.makers import NOW, make_case, make_device_role, make_event, make_opening, make_section, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha"), make_case(slug="tun-aung")])


@pytest.fixture
def role(event: Event) -> Role:
    return make_device_role(event)


def a_line(case: str = "yorm-bopha", kind: str = "authority", quantity: int = 1, **fields) -> Line:
    return Line(id=uuid.uuid4(), case=case, kind=kind, quantity=quantity, **({"written_at": NOW} | fields))


def back(line: Line, **fields) -> Line:
    return Line(id=uuid.uuid4(), reverses=line.id, **({"written_at": NOW} | fields))


def record(event: Event, role: Role, *lines: Line, at: dt.datetime = NOW) -> ledger.Result:
    return ledger.record(event, entries=lines, by=role, channel="tap", at=at)


def told(result: ledger.Result) -> list[str]:
    return [outcome.code or outcome.status for outcome in result.outcomes]


def sums() -> dict[str, int]:
    return {
        model.__name__: sum(model.objects.values_list("quantity", flat=True))
        for model in (Entry, Counter, ChannelCounter, HourCounter)
    }


def test_entry_is_written_with_its_counters_and_its_head(event, role):
    line = a_line(quantity=3)

    result = record(event, role, line)

    entry = Entry.objects.get()
    assert (entry.pk, entry.seq, entry.quantity, entry.device) == (line.id, 1, 3, role.pseudonym)
    assert (entry.channel, entry.recorded_at, entry.day, entry.hour) == ("tap", NOW, NOW.date(), NOW)
    assert entry.chain == chain.link("", {name: getattr(entry, name) for name in chain.FIELDS})
    assert sums() == {"Entry": 3, "Counter": 3, "ChannelCounter": 3, "HourCounter": 3}
    head = Head.objects.get()
    assert (head.seq, head.chain, head.letters, head.actions) == (1, entry.chain, 3, 0)
    assert (told(result), result.seq, result.chain, result.letters) == (["created"], 1, entry.chain, 3)
    assert result.cases == {"yorm-bopha": {"authority": 3}, "tun-aung": {}}


def test_same_line_twice_counts_once(event, role):
    line = a_line()

    assert told(record(event, role, line, line)) == ["created", "duplicate"]
    assert told(record(event, role, line)) == ["duplicate"]
    assert sums() == {"Entry": 1, "Counter": 1, "ChannelCounter": 1, "HourCounter": 1}


def test_line_without_a_clock_is_the_same_later(event, role):
    line = a_line(written_at=None)
    record(event, role, line)

    result = record(event, role, line, at=NOW + dt.timedelta(minutes=3))

    assert (told(result), Entry.objects.get().written_at) == (["duplicate"], NOW)


def test_line_is_a_duplicate_after_the_event_closed(event, role):
    line = a_line()
    record(event, role, line)
    event.closed_at = NOW
    event.save()

    assert told(record(event, role, line, a_line(), back(line))) == [
        "duplicate",
        "event_closed",
        "event_closed",
    ]


def test_line_is_a_duplicate_after_its_case_left(event, role):
    line = a_line()
    record(event, role, line)
    event.cases.remove(event.cases.get(slug="yorm-bopha"))

    assert told(record(event, role, line, a_line(), back(line))) == [
        "duplicate",
        "case_not_in_event",
        "created",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"case": "tun-aung"},
        {"kind": "person"},
        {"quantity": 2},
        {"written_at": NOW - dt.timedelta(seconds=1)},
        {"case": "nobody"},
        {"reverses": uuid.UUID(int=7)},
    ],
)
def test_other_content_under_the_same_id_is_refused_and_the_first_stays(event, role, other):
    line = a_line()
    record(event, role, line)
    fields = {"case": line.case, "kind": line.kind, "quantity": 1, "written_at": NOW} | other

    assert told(record(event, role, Line(id=line.id, **fields))) == ["id_reused"]
    assert list(Entry.objects.values_list("case__slug", "quantity")) == [("yorm-bopha", 1)]


def test_same_id_at_another_event_is_refused(event, role):
    case = event.cases.get(slug="yorm-bopha")
    other = make_event(cases=[case])
    line = a_line()
    record(event, role, line)

    assert told(record(other, role, line)) == ["id_reused"]


def test_bad_lines_never_block_good_ones(event, role):
    team = make_team(make_event(), "elsewhere")
    lines = [
        a_line(case="nobody"),
        a_line(kind="petition"),
        a_line(kind="\x00"),
        a_line(quantity=0),
        a_line(quantity=-1),
        a_line(quantity=10_001),
        a_line(quantity=10**18),
        a_line(team=team.pk),
        a_line(written_at=NOW + dt.timedelta(hours=24, seconds=1)),
        back(a_line()),
        a_line(),
        a_line(quantity=10_000),
    ]

    assert told(record(event, role, *lines)) == [
        "case_not_in_event",
        "kind_not_counted",
        "kind_not_counted",
        *["quantity_out_of_range"] * 4,
        "team_not_in_event",
        "written_at_in_future",
        "reverses_unknown",
        "created",
        "created",
    ]
    assert list(Entry.objects.values_list("seq", flat=True)) == [1, 2]


def test_refused_id_may_come_again_with_better_content(event, role):
    bad = a_line(quantity=0)
    good = Line(id=bad.id, case="yorm-bopha", kind="authority", quantity=1, written_at=NOW)

    assert told(record(event, role, bad, good)) == ["quantity_out_of_range", "created"]


def test_actions_are_counted_beside_the_letters(event, role):
    event.kinds = ["authority", "petition"]

    result = record(event, role, a_line(), a_line(kind="petition", quantity=4))

    head = Head.objects.get()
    assert (result.letters, head.letters, head.actions) == (1, 1, 4)
    assert result.cases["yorm-bopha"] == {"authority": 1, "petition": 4}


def test_reversal_takes_the_entry_back_where_it_was_counted(event, role):
    line = a_line(quantity=3, team=make_team(event).pk, written_at=NOW - dt.timedelta(hours=20))
    first = record(event, role, line)
    tomorrow = NOW + dt.timedelta(days=1)

    undo = back(line, written_at=tomorrow)
    result = ledger.record(event, entries=[undo], by=role, channel="desk", at=tomorrow)

    entry, reversal = Entry.objects.order_by("seq")
    for name in ("case_id", "kind", "team_id", "day", "hour", "channel"):
        assert getattr(reversal, name) == getattr(entry, name)
    assert (reversal.quantity, reversal.written_at, reversal.recorded_at) == (-3, tomorrow, tomorrow)
    assert list(Counter.objects.values_list("quantity", flat=True)) == [0]
    assert (first.letters, result.letters, result.cases["yorm-bopha"]) == (3, 0, {"authority": 0})


def test_reversal_counts_once(event, role):
    line = a_line()
    undo = back(line)
    record(event, role, line, undo)

    lines = [undo, back(line), back(undo)]

    assert told(record(event, role, *lines)) == ["duplicate", "already_reversed", "reverses_unknown"]
    assert sums() == {"Entry": 0, "Counter": 0, "ChannelCounter": 0, "HourCounter": 0}


def test_two_reversals_in_one_batch_count_once(event, role):
    line = a_line()

    assert told(record(event, role, line, back(line), back(line))) == [
        "created",
        "created",
        "already_reversed",
    ]
    assert sums() == {"Entry": 0, "Counter": 0, "ChannelCounter": 0, "HourCounter": 0}


def test_reversal_knows_no_entry_of_another_event(event, role):
    line = a_line()
    record(event, role, line)

    assert told(record(make_event(), role, back(line))) == ["reverses_unknown"]


@pytest.mark.parametrize(
    ("written_at", "counts_for"),
    [
        (NOW - dt.timedelta(hours=5), NOW - dt.timedelta(hours=5)),
        # The openings start six hours before NOW, and the tables are laid a day before that.
        (NOW - dt.timedelta(hours=30), NOW - dt.timedelta(hours=30)),
        (NOW - dt.timedelta(hours=31), NOW),
        (dt.datetime(1, 1, 1, tzinfo=dt.UTC), NOW),
        (NOW + dt.timedelta(hours=2), NOW),
        (None, NOW),
    ],
)
def test_letter_counts_for_when_it_was_written_where_the_phone_can_be_right(
    event, role, written_at, counts_for
):
    record(event, role, a_line(written_at=written_at))

    entry = Entry.objects.get()
    assert (entry.day, entry.hour) == (counts_for.date(), counts_for)
    assert entry.written_at == (written_at or NOW)


def test_day_ends_at_the_events_midnight(event, role):
    late = dt.datetime(2026, 12, 12, 23, 30, tzinfo=dt.UTC)

    record(event, role, a_line(written_at=late), at=late)

    entry = Entry.objects.get()
    assert (entry.day, entry.hour) == (dt.date(2026, 12, 13), late.replace(minute=0))


def test_nothing_is_taken_before_the_tables_are_laid_or_after_the_grace(role):
    event = make_event(cases=list(role.event.cases.all()), opens=False)
    assert told(record(event, role, a_line())) == ["event_closed"]

    event = Event.objects.get(pk=event.pk)
    make_opening(event, starts_at=NOW + dt.timedelta(hours=25), ends_at=NOW + dt.timedelta(hours=26))
    assert told(record(event, role, a_line())) == ["event_closed"]

    event = Event.objects.get(pk=event.pk)
    assert told(record(event, role, a_line(), at=NOW + dt.timedelta(days=16))) == ["event_closed"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("events", [Event.objects.all(), Event.objects.with_span()], ids=["plain", "span"])
def test_nothing_is_taken_once_the_campaign_is_final(event, role, events):
    event.campaign.is_final = True
    event.campaign.save()

    assert told(record(events.get(pk=event.pk), role, a_line())) == ["event_closed"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("events", [Event.objects.all(), Event.objects.with_span()], ids=["plain", "span"])
def test_nothing_is_taken_once_the_sections_result_is_final(event, role, events):
    Participation.objects.create(section=event.section, campaign=event.campaign, final_at=NOW)

    assert told(record(events.get(pk=event.pk), role, a_line())) == ["event_closed"]
    assert not Entry.objects.exists()


def test_other_sections_count_on(event, role):
    Participation.objects.create(section=make_section(), campaign=event.campaign, final_at=NOW)

    assert told(record(Event.objects.with_span().get(pk=event.pk), role, a_line())) == ["created"]


def test_batch_costs_the_same_however_long(event, role, django_assert_num_queries):
    record(event, role, a_line())
    event = Event.objects.with_span().get(pk=event.pk)

    # A savepoint and its release; head, known, cases with counts, phone, pace; entries, head, three counters,
    # the phone's letters and its pace. PostgreSQL takes each five or seven in one letter.
    for length in (1, 3, 50):
        lines = [a_line() for _ in range(length)]
        with django_assert_num_queries(4 if connection.vendor == "postgresql" else 14):
            record(event, role, *lines)


def test_chain_can_be_verified_by_anybody(event, role):
    lines = [a_line(), a_line("tun-aung", "person", 2, team=make_team(event).pk)]
    record(event, role, *lines, back(lines[0]))

    previous = ""
    for fields in Entry.objects.order_by("seq").values(*chain.FIELDS, "chain"):
        assert "device" not in chain.canonical(fields)
        assert fields["chain"] == chain.link(previous, fields)
        previous = fields["chain"]
    assert Head.objects.get().chain == previous
    assert chain.canonical(fields).startswith('{"case":')

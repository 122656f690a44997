"""``manage.py tally``: the proof, and the counters made anew."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from events.models import Event, Role
from letters import guards, reckoning
from letters.models import ChannelCounter, Counter, Entry, Head, HourCounter
from tests.letters.test_ledger import a_line, back, record
from tests.makers import NOW, make_case, make_device_role, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Role:
    event = make_event(slug="warszawa", cases=[make_case(slug="yorm-bopha")])
    role = make_device_role(event)
    line = a_line(quantity=5)
    record(event, role, line, a_line(kind="person", quantity=2), back(line), a_line())
    return role


def tally(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("tally", *words, stdout=out, stderr=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def all_counts() -> list[tuple]:
    rows = Counter.objects.values_list("event", "case", "kind", "day", "quantity")
    channels = ChannelCounter.objects.values_list("event", "channel", "kind", "quantity")
    hours = HourCounter.objects.values_list("event", "hour", "kind", "quantity")
    heads = Head.objects.values_list("event", "seq", "chain", "letters", "actions")
    found = [*rows, *channels, *hours, *heads]
    return sorted((row for row in found if row[-1] or len(row) == 5), key=str)


def test_check_passes_where_the_counters_are_the_ledger(role):
    make_event()

    assert tally("check") == (0, "The tally is the ledger: 1 events, 4 entries, 3 letters.\n")
    assert tally("check", "--event", "warszawa")[0] == 0


def test_check_of_an_unknown_event_says_so(role):
    assert tally("check", "--event", "nowhere") == (1, "There is no event “nowhere”.")


@pytest.mark.parametrize(
    ("model", "named"),
    [
        (Counter, "counter (CASE, person, 2026-12-12) is 7, the ledger’s 2"),
        (ChannelCounter, "counter by channel (tap, person) is 7, the ledger’s 2"),
        (HourCounter, "counter by hour (2026-12-12 18:00:00+00:00, person) is 7, the ledger’s 2"),
    ],
)
def test_check_names_a_counter_that_differs(role, model, named):
    model.objects.filter(kind="person").update(quantity=7)

    code, said = tally("check")

    case = str(role.event.cases.get().pk)
    assert (code, said.splitlines()[0]) == (1, f"warszawa: {named.replace('CASE', case)}")
    assert said.endswith("The tally differs from the ledger in 1 places.")


def test_check_names_a_counter_that_is_missing_or_too_many(role):
    Counter.objects.filter(kind="person").delete()
    other = make_event(slug="lodz")
    ChannelCounter.objects.create(event=other, channel="tap", kind="copy", quantity=9)

    code, said = tally("check")

    assert (code, said.count("\n")) == (1, 2)
    assert "lodz: counter by channel (tap, copy) is 9, the ledger’s 0\n" in said


def test_check_names_a_head_that_differs(role):
    Head.objects.update(letters=9, chain="0")

    assert [line.split(" is ")[0] for line in tally("check")[1].splitlines()[:2]] == [
        "warszawa entry 4: the head’s chain",
        "warszawa entry 4: the head’s letters",
    ]


def test_check_names_the_row_that_was_changed_with_the_guards_away(role):
    entry = Entry.objects.get(seq=2)
    guards.remove(connection)
    Entry.objects.filter(seq=2).update(quantity=3)
    guards.install(connection)

    lines = tally("check")[1].splitlines()

    assert lines[0] == f"warszawa entry 2 ({entry.pk}): is not as it was written: the chain breaks here"
    # The head's letters, three counters and the phone's differ too; the rows that follow are not blamed.
    assert len(lines) == 1 + 5 + 1


def test_check_names_the_gap_and_the_guards_that_are_missing(role):
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM letters_entry WHERE seq = 2")

    said = tally("check")[1]

    assert "entry 3 (" in said
    assert "): follows number 1\n" in said
    for name in guards._triggers(connection):
        assert f"ledger: the guard {name} is missing from the database\n" in said


def test_check_names_an_end_that_was_cut_off(role):
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM letters_entry WHERE seq = 4")
    guards.install(connection)

    assert "warszawa entry 3: the head’s seq is 4, the ledger’s 3\n" in tally("check")[1]


def test_check_reads_in_chunks(role, monkeypatch):
    monkeypatch.setattr(reckoning, "CHUNK", 2)

    assert tally("check")[0] == 0


def test_rebuild_makes_every_counter_anew_and_can_be_repeated(role):
    before, entries = all_counts(), list(Entry.objects.values_list())
    Counter.objects.all().delete()
    ChannelCounter.objects.update(quantity=1)
    HourCounter.objects.create(event=role.event, hour=NOW, kind="copy", quantity=3)
    Head.objects.update(letters=1, seq=2, chain="")

    for _time in range(2):
        assert tally("rebuild") == (0, "The counters of 1 events are made anew from the ledger.\n")
        assert (all_counts(), list(Entry.objects.values_list())) == (before, entries)
    assert tally("check")[0] == 0


def test_rebuild_warns_where_the_head_knew_more_than_the_ledger(role):
    Head.objects.update(seq=5)

    assert "warszawa: the head stood further than the ledger goes." in tally("rebuild")[1]
    assert tally("check")[0] == 0


def test_counting_goes_on_after_a_rebuild(role):
    event = Event.objects.get(slug="warszawa")
    Head.objects.all().delete()
    tally("rebuild", "--event", "warszawa")

    result = record(event, role, a_line())

    assert (result.seq, result.letters) == (5, 4)
    assert tally("check")[0] == 0

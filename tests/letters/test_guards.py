"""What the database refuses, whoever asks."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from letters import guards
from letters.models import Entry
from tests.letters.test_ledger import a_line, record
from tests.makers import NOW, make_case, make_device_role, make_event, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Entry:
    case = make_case(slug="yorm-bopha")
    event = make_event(cases=[case])
    team = make_team(event)
    record(event, make_device_role(event), a_line(quantity=3, team=team.pk), a_line())
    return Entry.objects.get(seq=1)


def copy_of(entry: Entry, **fields) -> Entry:
    kept = {name: getattr(entry, name) for name in ("event_id", "case_id", "kind", "team_id", "channel")}
    kept |= {"day": entry.day, "hour": entry.hour, "written_at": NOW, "recorded_at": NOW, "chain": "x"}
    return Entry(**{"id": uuid.uuid4(), "seq": 3, "quantity": 1} | kept | fields)


def refused(act) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return str(caught.value).splitlines()[0]


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_guards_stand_after_the_migrations():
    assert guards.missing(connection) == []


def test_entry_never_changes(entry):
    assert refused(lambda: Entry.objects.update(quantity=4)) == guards.NEVER_CHANGED
    assert refused(lambda: Entry.objects.update(device=None)) == guards.NEVER_CHANGED


def test_entry_is_never_deleted(entry):
    assert refused(lambda: sql("DELETE FROM letters_entry")) == guards.NEVER_DELETED
    assert Entry.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE.")
def test_ledger_is_never_emptied(entry):
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused(lambda: sql("TRUNCATE letters_entry CASCADE")) == guards.NEVER_DELETED


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE.")
def test_entry_is_never_replaced(entry):
    names = ", ".join(field.column for field in Entry._meta.fields)
    chosen = names.replace("seq", "3")

    statement = (
        f"INSERT OR REPLACE INTO letters_entry ({names}) SELECT {chosen} FROM letters_entry WHERE seq = 1"
    )

    assert refused(lambda: sql(statement)) == guards.KNOWN_ALREADY


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_number_follows_the_last_one(entry, seq):
    assert refused(lambda: copy_of(entry, seq=seq).save(force_insert=True)) == guards.NUMBER_NOT_NEXT


def test_numbers_of_one_statement_follow_each_other(entry):
    Entry.objects.bulk_create([copy_of(entry, seq=3), copy_of(entry, seq=4)])

    rows = [copy_of(entry, seq=5), copy_of(entry, seq=7)]

    assert refused(lambda: Entry.objects.bulk_create(rows)) == guards.NUMBER_NOT_NEXT


def test_reversal_matches_its_entry(entry):
    copy_of(entry, reverses_id=entry.pk, quantity=-3).save(force_insert=True)

    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    "other",
    [
        {"quantity": -2},
        {"kind": "person"},
        {"channel": "desk"},
        {"team_id": None},
        {"day": dt.date(2026, 12, 1)},
        {"hour": NOW - dt.timedelta(hours=1)},
        {"reverses_id": uuid.uuid4()},
    ],
)
def test_reversal_that_does_not_match_is_refused(entry, other):
    reversal = copy_of(entry, **{"reverses_id": entry.pk, "quantity": -3} | other)

    assert refused(lambda: reversal.save(force_insert=True)) == guards.WRONG_REVERSAL


def test_reversal_for_another_case_or_event_is_refused(entry):
    for fields in ({"case_id": make_case().pk}, {"event_id": make_event().pk, "seq": 1}):
        reversal = copy_of(entry, **{"reverses_id": entry.pk, "quantity": -3} | fields)
        assert refused(lambda row=reversal: row.save(force_insert=True)) == guards.WRONG_REVERSAL


def test_reversal_of_a_reversal_is_refused(entry):
    undo = copy_of(entry, reverses_id=entry.pk, quantity=-3)
    undo.save(force_insert=True)

    again = copy_of(entry, seq=4, reverses_id=undo.pk, quantity=3)

    assert refused(lambda: again.save(force_insert=True)) in (
        guards.WRONG_REVERSAL,
        'new row for relation "letters_entry" violates check constraint "entry_negative_only_in_reverse"',
    )


def test_entry_is_reversed_once(entry):
    copy_of(entry, reverses_id=entry.pk, quantity=-3).save(force_insert=True)

    again = copy_of(entry, seq=4, reverses_id=entry.pk, quantity=-3)

    assert refused(lambda: again.save(force_insert=True)) in (
        guards.KNOWN_ALREADY,
        'duplicate key value violates unique constraint "letters_entry_reverses_id_key"',
    )


def test_without_the_guards_the_ledger_is_soft_and_says_so(entry):
    guards.remove(connection)

    assert Entry.objects.update(quantity=4) == 2
    assert guards.missing(connection) == sorted(guards._triggers(connection))

    guards.install(connection)
    guards.install(connection)
    assert guards.missing(connection) == []

"""The ledger's statements that a full table says all day, put together by hand, with few journeys between.

Each costs a tenth of what the same costs through a model: at every entry, that would be most of the work.
"""

import datetime as dt
import uuid
from collections import Counter as Multiset
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from events.models import Event
from letters.models import Entry, Head

Statement = tuple[str, list[Any]]
# Rows, and how many rows were met.
Answer = tuple[list[tuple[Any, ...]], int]

_OF_HEAD = ("event_id", "seq", "chain", "letters", "actions")
_HEAD = f"SELECT {', '.join(_OF_HEAD)} FROM letters_head WHERE event_id = %s"  # noqa: S608
_COUNTS = """
    SELECT c.id, c.slug, n.kind, SUM(n.quantity)
    FROM events_event_cases e
    JOIN cases_case c ON c.id = e.case_id
    LEFT JOIN letters_counter n ON n.event_id = e.event_id AND n.case_id = e.case_id
    WHERE e.event_id = %s
    GROUP BY c.id, c.slug, n.kind
    ORDER BY c.id, n.kind
"""
_PHONE = """
    SELECT n.quantity, h.id, h.status
    FROM (SELECT 1 AS one) o
    LEFT JOIN letters_devicecounter n ON n.event_id = %s AND n.device = %s
    LEFT JOIN letters_holdback h ON h.event_id = %s AND h.device = %s
"""
_PACE = "SELECT minute, quantity FROM letters_pacecounter WHERE event_id = %s AND device = %s AND minute IN "
_WRITE = (
    "INSERT INTO letters_entry (id, event_id, seq, chain, case_id, kind, quantity, reverses_id, team_id,"
    " writer_number, channel, device, written_at, recorded_at, day, hour) VALUES "
)
_WRITE_HEAD = "UPDATE letters_head SET seq = %s, chain = %s, letters = %s, actions = %s WHERE event_id = %s"


@dataclass(frozen=True, slots=True)
class Phone:
    """What a volunteer's phone has logged at an event: letters, entries by minute, and whether it is held."""

    letters: int
    by_minute: dict[dt.datetime, int]
    holdback: int | None
    # Of the holdback; empty where there is none.
    status: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event's ledger stands: its cases' numbers by slug, and what was counted for each by kind."""

    head: Head
    # Whether any event's ledger has an entry of the ids that were asked about.
    knows_some: bool
    cases: dict[str, int]
    counts: dict[str, dict[str, int]]
    # Where a phone was asked about.
    phone: Phone | None


@dataclass(frozen=True, slots=True)
class Move:
    """What is added to one table of counters, by the values of the columns that name a row of an event."""

    model: type[models.Model]
    names: tuple[str, ...]
    by: Multiset[Any]


def lock(
    event: Event,
    ids: Sequence[uuid.UUID],
    *,
    device: uuid.UUID | None = None,
    minutes: Collection[dt.datetime] = (),
) -> Standing:
    """How the event's ledger stands; its head is locked until the transaction ends, and made if need be.

    With a ``device``, how that phone stands, too, in the ``minutes`` asked about.
    """
    for_update = " FOR UPDATE" if connection.features.has_select_for_update else ""
    # Each statement sees what was there when it began: all but the first, what was written under the lock.
    asked: list[Statement] = [(_HEAD + for_update, [event.pk]), _known(ids), (_COUNTS, [event.pk])]
    if device is not None:
        asked += [_phone(event.pk, device), _pace(event.pk, device, minutes)]
    answers = _say(*asked)
    if not answers[0][0]:
        Head.objects.bulk_create([Head(event=event)], ignore_conflicts=True)
        answers = _say(*asked)
    (heads, _), (known, _), (rows, _), *of_phone = answers
    head = Head.from_db(connection.alias, _OF_HEAD, heads[0])
    return Standing(head, bool(known), *_by_case(rows), _phone_told(of_phone) if of_phone else None)


def counts(event: Event) -> dict[str, dict[str, int]]:
    """What was counted for each of the event's cases, by slug and by kind."""
    [(rows, _)] = _say((_COUNTS, [event.pk]))
    return _by_case(rows)[1]


def write(
    head: Head, entries: Sequence[Entry], moves: Sequence[Move], beside: Sequence[Statement] = ()
) -> None:
    """The entries are rows, the counters have moved, and the locked head stands as it does here.

    ``beside`` is said with it: what ``gained`` and ``lost`` make.

    The counters by no upsert: PostgreSQL asks a negative row's CHECK before it sees the conflict. The head's
    lock makes two steps safe.
    """
    moves = [Move(m.model, m.names, Multiset({key: n for key, n in m.by.items() if n})) for m in moves]
    moves = [move for move in moves if move.by]
    standing = [head.seq, head.chain, head.letters, head.actions, head.event_id]
    additions = [_addition(head.event_id, move) for move in moves]
    met = _say(_entries(entries), (_WRITE_HEAD, standing), *additions, *beside)
    for move, (_rows, count) in zip(moves, met[2:], strict=False):
        if count < len(move.by):
            _add_missing(head.event_id, move)


def gained(event_id: int, move: Move) -> list[Statement]:
    """Adds what is above zero, to a new row where there is none. Nothing to say where nothing is."""
    rows = [(*key, n) for key, n in _keys(move) if n > 0]
    if not rows:
        return []
    table, names = move.model._meta.db_table, ", ".join(move.names)
    marks = ", ".join([f"({', '.join(['%s'] * (len(move.names) + 2))})"] * len(rows))
    sql = (
        f"INSERT INTO {table} (event_id, {names}, quantity) VALUES {marks}"  # noqa: S608
        f" ON CONFLICT (event_id, {names}) DO UPDATE SET quantity = {table}.quantity + excluded.quantity"
    )
    return [(sql, [value for row in rows for value in (event_id, *row)])]


def lost(event_id: int, move: Move) -> list[Statement]:
    """Takes away what is below zero, from rows that are there: those of a forgotten phone are not."""
    losses = Multiset({key: n for key, n in move.by.items() if n < 0})
    return [_addition(event_id, Move(move.model, move.names, losses))] if losses else []


def _say(*statements: Statement) -> list[Answer]:
    """What the database answers to each; PostgreSQL gets them all in one letter."""
    if connection.vendor == "postgresql":
        params = [param for _sql, its_params in statements for param in its_params]
        statements = (("; ".join(sql for sql, _params in statements), params),)
    answers: list[Answer] = []
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            answers.append(_answer(cursor))
            while connection.vendor == "postgresql" and cursor.nextset():
                answers.append(_answer(cursor))
    return answers


def _answer(cursor: Any) -> Answer:
    return cursor.fetchall() if cursor.description else [], cursor.rowcount


def _known(ids: Sequence[uuid.UUID]) -> Statement:
    marks = ", ".join(["%s"] * len(ids)) or "NULL"
    adapted = [Entry._meta.pk.get_db_prep_value(id_, connection) for id_ in ids]
    return f"SELECT 1 FROM letters_entry WHERE id IN ({marks}) LIMIT 1", adapted  # noqa: S608


def _phone(event_id: int, device: uuid.UUID) -> Statement:
    who = [event_id, Entry._meta.pk.get_db_prep_value(device, connection)]
    return _PHONE, who * 2


def _pace(event_id: int, device: uuid.UUID, minutes: Collection[dt.datetime]) -> Statement:
    marks = ", ".join(["%s"] * len(minutes)) or "NULL"
    adapted = [connection.ops.adapt_datetimefield_value(minute) for minute in minutes]
    who = [event_id, Entry._meta.pk.get_db_prep_value(device, connection)]
    return f"{_PACE} ({marks})", [*who, *adapted]


def _phone_told(answers: Sequence[Answer]) -> Phone:
    (rows, _), (minutes, _) = answers
    [(letters, holdback, status)] = rows
    # SQLite knows no zones: what comes back is UTC.
    by_minute = {
        minute if minute.tzinfo else minute.replace(tzinfo=dt.UTC): quantity for minute, quantity in minutes
    }
    return Phone(letters or 0, by_minute, holdback, status or "")


def _by_case(rows: Sequence[Any]) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    cases: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    for case, slug, kind, quantity in rows:
        cases[slug] = case
        kinds = counts.setdefault(slug, {})
        if kind is not None:
            kinds[kind] = int(quantity)
    return cases, counts


def _entries(entries: Sequence[Entry]) -> Statement:
    at, on = connection.ops.adapt_datetimefield_value, connection.ops.adapt_datefield_value
    uuid_ = Entry._meta.pk.get_db_prep_value
    rows = [
        (
            *(uuid_(entry.id, connection), entry.event_id, entry.seq, entry.chain, entry.case_id),
            *(entry.kind, entry.quantity, uuid_(entry.reverses_id, connection), entry.team_id),
            entry.writer_number,
            *(entry.channel, uuid_(entry.device, connection), at(entry.written_at), at(entry.recorded_at)),
            *(on(entry.day), at(entry.hour)),
        )
        for entry in entries
    ]
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    return _WRITE + ", ".join([marks] * len(rows)), [value for row in rows for value in row]


def _keys(move: Move) -> list[tuple[list[Any], int]]:
    """The values that name each row, as the database wants them, and what is added to it."""
    columns = {field.attname: field for field in move.model._meta.concrete_fields}
    return [
        (
            [
                columns[name].get_db_prep_value(value, connection)
                for name, value in zip(move.names, key, strict=True)
            ],
            n,
        )
        for key, n in move.by.items()
    ]


def _addition(event_id: int, move: Move) -> Statement:
    keys = _keys(move)
    is_one = " AND ".join(f"{name} = %s" for name in move.names)
    sql = (
        f"UPDATE {move.model._meta.db_table} SET quantity = quantity"  # noqa: S608
        f" + CASE {' '.join([f'WHEN {is_one} THEN %s'] * len(keys))} END"
        f" WHERE event_id = %s AND ({' OR '.join([f'({is_one})'] * len(keys))})"
    )
    amounts = [value for key, n in keys for value in (*key, n)]
    return sql, [*amounts, event_id, *(value for key, _n in keys for value in key)]


def _add_missing(event_id: int, move: Move) -> None:
    rows = move.model._default_manager
    standing = set(rows.filter(event=event_id).values_list(*move.names))
    rows.bulk_create(
        move.model(event_id=event_id, quantity=quantity, **dict(zip(move.names, key, strict=True)))
        for key, quantity in move.by.items()
        if key not in standing
    )

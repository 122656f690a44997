"""The ledger's statements that a full table says all day, put together by hand, with few journeys between.

Each costs a tenth of what the same costs through a model: at every entry, that would be most of the work.
"""

import uuid
from collections import Counter as Multiset
from collections.abc import Sequence
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
_WRITE = (
    "INSERT INTO letters_entry (id, event_id, seq, chain, case_id, kind, quantity, reverses_id, team_id,"
    " channel, device, written_at, recorded_at, day, hour) VALUES "
)
_WRITE_HEAD = "UPDATE letters_head SET seq = %s, chain = %s, letters = %s, actions = %s WHERE event_id = %s"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event's ledger stands: its cases' numbers by slug, and what was counted for each by kind."""

    head: Head
    # Whether any event's ledger has an entry of the ids that were asked about.
    knows_some: bool
    cases: dict[str, int]
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Move:
    """What is added to one table of counters, by the values of the columns that name a row of an event."""

    model: type[models.Model]
    names: tuple[str, ...]
    by: Multiset[Any]


def lock(event: Event, ids: Sequence[uuid.UUID]) -> Standing:
    """How the event's ledger stands; its head is locked until the transaction ends, and made if need be."""
    for_update = " FOR UPDATE" if connection.features.has_select_for_update else ""
    # Each statement sees what was there when it began: the latter two, all that was written under the lock.
    asked = (_HEAD + for_update, [event.pk]), _known(ids), (_COUNTS, [event.pk])
    (heads, _), (known, _), (rows, _) = _say(*asked)
    if not heads:
        Head.objects.bulk_create([Head(event=event)], ignore_conflicts=True)
        (heads, _), (known, _), (rows, _) = _say(*asked)
    head = Head.from_db(connection.alias, _OF_HEAD, heads[0])
    return Standing(head, bool(known), *_by_case(rows))


def counts(event: Event) -> dict[str, dict[str, int]]:
    """What was counted for each of the event's cases, by slug and by kind."""
    [(rows, _)] = _say((_COUNTS, [event.pk]))
    return _by_case(rows)[1]


def write(head: Head, entries: Sequence[Entry], moves: Sequence[Move]) -> None:
    """The entries are rows, the counters have moved, and the locked head stands as it does here.

    The counters by no upsert: PostgreSQL asks a negative row's CHECK before it sees the conflict. The head's
    lock makes two steps safe.
    """
    moves = [Move(m.model, m.names, Multiset({key: n for key, n in m.by.items() if n})) for m in moves]
    moves = [move for move in moves if move.by]
    standing = [head.seq, head.chain, head.letters, head.actions, head.event_id]
    met = _say(
        _entries(entries), (_WRITE_HEAD, standing), *(_addition(head.event_id, move) for move in moves)
    )
    for move, (_rows, count) in zip(moves, met[2:], strict=True):
        if count < len(move.by):
            _add_missing(head.event_id, move)


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
            *(entry.channel, uuid_(entry.device, connection), at(entry.written_at), at(entry.recorded_at)),
            *(on(entry.day), at(entry.hour)),
        )
        for entry in entries
    ]
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    return _WRITE + ", ".join([marks] * len(rows)), [value for row in rows for value in row]


def _addition(event_id: int, move: Move) -> Statement:
    columns = {field.attname: field for field in move.model._meta.concrete_fields}
    keys = [
        [
            columns[name].get_db_prep_value(value, connection)
            for name, value in zip(move.names, key, strict=True)
        ]
        for key in move.by
    ]
    is_one = " AND ".join(f"{name} = %s" for name in move.names)
    sql = (
        f"UPDATE {move.model._meta.db_table} SET quantity = quantity"  # noqa: S608
        f" + CASE {' '.join([f'WHEN {is_one} THEN %s'] * len(keys))} END"
        f" WHERE event_id = %s AND ({' OR '.join([f'({is_one})'] * len(keys))})"
    )
    amounts = [value for key, n in zip(keys, move.by.values(), strict=True) for value in (*key, n)]
    return sql, [*amounts, event_id, *(value for key in keys for value in key)]


def _add_missing(event_id: int, move: Move) -> None:
    rows = move.model._default_manager
    standing = set(rows.filter(event=event_id).values_list(*move.names))
    rows.bulk_create(
        move.model(event_id=event_id, quantity=quantity, **dict(zip(move.names, key, strict=True)))
        for key, quantity in move.by.items()
        if key not in standing
    )

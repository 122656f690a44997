"""The ledger's statements that a full table says all day, put together by hand.

Each costs a tenth of what the same costs through a model: at every entry, that would be most of the work.
"""

import uuid
from collections import Counter as Multiset
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models

from events.models import Event
from events.prepared import Prepared
from letters.models import Entry, Head

head_to_write = Prepared(lambda event: Head.objects.select_for_update().filter(pk=event), int)

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


def counts(event: Event) -> Iterator[tuple[int, str, dict[str, int]]]:
    """The number and the slug of each of the event's cases, with what was counted for it by kind."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [event.pk])
        rows = cursor.fetchall()
    found: dict[int, tuple[str, dict[str, int]]] = {}
    for case, slug, kind, quantity in rows:
        kinds = found.setdefault(case, (slug, {}))[1]
        if kind is not None:
            kinds[kind] = int(quantity)
    for case, (slug, kinds) in found.items():
        yield case, slug, kinds


def knows_any(ids: Sequence[uuid.UUID]) -> bool:
    """Whether the ledger has an entry of one of these ids, at whatever event."""
    key = Entry._meta.pk
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM letters_entry WHERE id IN ({marks}) LIMIT 1",  # noqa: S608
            [key.get_db_prep_value(id_, connection) for id_ in ids],
        )
        return cursor.fetchone() is not None


def write(entries: Sequence[Entry]) -> None:
    """The entries are rows: as bulk_create would do it, but at a third of the cost and always in one go."""
    at, uuid_ = connection.ops.adapt_datetimefield_value, Entry._meta.pk.get_db_prep_value
    rows = [
        (
            *(uuid_(entry.id, connection), entry.event_id, entry.seq, entry.chain, entry.case_id),
            *(entry.kind, entry.quantity, uuid_(entry.reverses_id, connection), entry.team_id),
            *(entry.channel, uuid_(entry.device, connection), at(entry.written_at), at(entry.recorded_at)),
            *(connection.ops.adapt_datefield_value(entry.day), at(entry.hour)),
        )
        for entry in entries
    ]
    marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE + marks, [value for row in rows for value in row])


def write_head(head: Head) -> None:
    """The locked head stands in the database as it does here."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_HEAD, [head.seq, head.chain, head.letters, head.actions, head.event_id])


def move(model: type[models.Model], event: Event, names: tuple[str, ...], by: Multiset[Any]) -> None:
    """Adds to the event's counters in one statement, and makes those that are missing.

    Not an upsert: PostgreSQL asks a negative row's CHECK before it sees the conflict. The head's lock makes
    two steps safe.
    """
    moved = {values: quantity for values, quantity in by.items() if quantity}
    if not moved:
        return
    columns = {field.attname: field for field in model._meta.concrete_fields}
    fields = [columns[name] for name in names]
    keys = [
        [f.get_db_prep_value(value, connection) for f, value in zip(fields, values, strict=True)]
        for values in moved
    ]
    is_one = " AND ".join(f"{name} = %s" for name in names)
    cases = " ".join([f"WHEN {is_one} THEN %s"] * len(keys))
    any_of = " OR ".join([f"({is_one})"] * len(keys))
    amounts = [
        value for key, quantity in zip(keys, moved.values(), strict=True) for value in (*key, quantity)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET quantity = quantity + CASE {cases} END"  # noqa: S608
            f" WHERE event_id = %s AND ({any_of})",
            [*amounts, event.pk, *(value for key in keys for value in key)],
        )
        all_stood = cursor.rowcount == len(moved)
    if not all_stood:
        _add_missing(model, event, names, moved)


def _add_missing(
    model: type[models.Model], event: Event, names: tuple[str, ...], moved: dict[Any, int]
) -> None:
    rows = model._default_manager
    standing = set(rows.filter(event=event).values_list(*names))
    rows.bulk_create(
        model(event_id=event.pk, quantity=quantity, **dict(zip(names, values, strict=True)))
        for values, quantity in moved.items()
        if values not in standing
    )

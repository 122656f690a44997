"""What the database itself refuses, whoever asks: to change an entry, to leave a gap, to reverse wrongly.

A migration that alters the table of entries on SQLite makes it anew and loses these guards: it has to install
them again as its last step. ``tally check`` says where one is missing.
"""

# ruff: noqa: S608 - what is put together here are our own names, nothing that anybody typed

from typing import Any

TABLE = "letters_entry"

NEVER_CHANGED = "The ledger never changes: take an entry back by another one."
NEVER_DELETED = "The ledger never forgets: take an entry back by another one."
NUMBER_NOT_NEXT = "The number of an entry has to follow the last one of its event."
KNOWN_ALREADY = "The ledger has an entry of this id, or a reversal of the same entry, already."
WRONG_REVERSAL = "A reversal has to match the entry it takes back, and that may be no reversal."

# What a reversal shares with its entry; IS and IS NOT DISTINCT FROM because a team may be missing on both.
_SHARED = ("event_id", "case_id", "kind", "channel", "day", "hour")


def _matching(new: str, same: str) -> str:
    shared = " AND ".join(f"e.{name} = {new}.{name}" for name in _SHARED)
    return (
        f"SELECT 1 FROM {TABLE} e WHERE e.id = {new}.reverses_id AND e.reverses_id IS NULL AND {shared}"
        f" AND e.team_id {same} {new}.team_id AND e.quantity = -{new}.quantity"
    )


def _is_next(new: str) -> str:
    # Not by MAX(seq): by a plan that PostgreSQL made while the table was small, and keeps, it reads all of an
    # event's entries for each new one. Both halves are one step in the index of numbers.
    numbered = f"SELECT 1 FROM {TABLE} e WHERE e.event_id = {new}.event_id AND e.seq"
    follows = f"{new}.seq = 1 OR EXISTS ({numbered} = {new}.seq - 1)"
    return f"(({follows}) AND NOT EXISTS ({numbered} = {new}.seq))"


# INSERT OR REPLACE deletes without asking the trigger on DELETE, hence the guard on what is known already.
SQLITE = {
    "entry_never_changed": f"BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END",
    "entry_never_deleted": f"BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{NEVER_DELETED}'); END",
    "entry_known_already": (
        f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} e WHERE e.id = NEW.id)"
        f" OR EXISTS (SELECT 1 FROM {TABLE} e WHERE e.reverses_id = NEW.reverses_id)"
        f" BEGIN SELECT RAISE(ABORT, '{KNOWN_ALREADY}'); END"
    ),
    "entry_number_next": (
        f"BEFORE INSERT ON {TABLE} WHEN NOT {_is_next('NEW')}"
        f" BEGIN SELECT RAISE(ABORT, '{NUMBER_NOT_NEXT}'); END"
    ),
    "entry_reversal_matches": (
        f"BEFORE INSERT ON {TABLE} WHEN NEW.reverses_id IS NOT NULL AND NOT EXISTS ({_matching('NEW', 'IS')})"
        f" BEGIN SELECT RAISE(ABORT, '{WRONG_REVERSAL}'); END"
    ),
}

_RAISE = "RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE ="
POSTGRESQL_FUNCTIONS = {
    "letters_entry_stays": f"""
        BEGIN
            IF TG_OP = 'UPDATE' THEN {_RAISE} '{NEVER_CHANGED}'; END IF;
            {_RAISE} '{NEVER_DELETED}';
        END""",
    "letters_entry_follows": f"""
        BEGIN
            IF NOT {_is_next("NEW")} THEN {_RAISE} '{NUMBER_NOT_NEXT}'; END IF;
            IF NEW.reverses_id IS NOT NULL AND NOT EXISTS ({_matching("NEW", "IS NOT DISTINCT FROM")})
            THEN {_RAISE} '{WRONG_REVERSAL}'; END IF;
            RETURN NEW;
        END""",
}
POSTGRESQL = {
    "entry_never_changed": (
        f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION letters_entry_stays()"
    ),
    "entry_never_emptied": (
        f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION letters_entry_stays()"
    ),
    "entry_follows": f"BEFORE INSERT ON {TABLE} FOR EACH ROW EXECUTE FUNCTION letters_entry_follows()",
}


def install(connection: Any) -> None:
    """The guards stand, whether or not they stood before."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, body in POSTGRESQL_FUNCTIONS.items():
                cursor.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for name, rest in _triggers(connection).items():
            cursor.execute(f"CREATE TRIGGER {name} {rest}")


def remove(connection: Any) -> None:
    """The guards are gone: for migrations, and for tests that empty the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in POSTGRESQL:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}")
            for name in POSTGRESQL_FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(connection: Any) -> list[str]:
    """The names of the guards that do not stand. Must be empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'", [TABLE]
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        standing = {row[0] for row in cursor.fetchall()}
    return sorted(set(_triggers(connection)) - standing)


def _triggers(connection: Any) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE

"""How fast letters are logged: through HTTP by eight phones, beside the same statements without Django.

``python -m benchmarks.ledger`` prints a table, and keeps it in ``benchmarks/results/ledger.md``.
"""

import datetime as dt
import multiprocessing as mp
import os
import platform
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.phone import Phone
from benchmarks.readymade import postgres_url
from benchmarks.served import Served, connect

PHONES = 8
SINGLE = 250
BATCHES = ((20, 50), (100, 15))
RESULTS = Path(__file__).parent / "results" / "ledger.md"

Work = Callable[..., list[float]]


def through_http(served_at: int, url: str, number: int, requests: int, batch: int) -> list[float]:
    """Seconds of each request of one phone."""
    phone, took = Phone(served_at, number), []
    for _request in range(requests):
        entries = [phone.entry() for _ in range(batch)]
        begun = time.perf_counter()
        results = phone.deliver(entries)
        took.append(time.perf_counter() - begun)
        if any(result["status"] != "created" for result in results):
            raise RuntimeError(f"Not all were created: {results}")
    if phone.faults:
        raise RuntimeError(f"Other answers: {phone.faults}")
    return took


def raw(served_at: int, url: str, number: int, requests: int, batch: int) -> list[float]:
    """Seconds of each transaction of one client that says the same to the database, with nothing between."""
    connection, took = connect(url), []
    cursor = connection.cursor()
    is_postgres = url.startswith("postgres")
    event, case = cursor.execute("SELECT event_id, case_id FROM events_event_cases ORDER BY id").fetchone()
    if is_postgres:
        connection.commit()
    for _request in range(requests):
        ids = [uuid.uuid4() if is_postgres else uuid.uuid4().hex for _ in range(batch)]
        begun = time.perf_counter()
        _transaction(cursor, is_postgres, event, case, ids)
        connection.commit()
        took.append(time.perf_counter() - begun)
    connection.close()
    return took


def _transaction(cursor: Any, is_postgres: bool, event: int, case: int, ids: list[Any]) -> None:
    mark, lock = ("%s", " FOR UPDATE") if is_postgres else ("?", "")
    now = dt.datetime.now(dt.UTC)
    at, day = (now, now.date()) if is_postgres else (now.replace(tzinfo=None).isoformat(" "), str(now.date()))
    hour = now.replace(minute=0, second=0, microsecond=0)
    hour_at = hour if is_postgres else hour.replace(tzinfo=None).isoformat(" ")

    def say(statement: str, *values: Any) -> Any:
        return cursor.execute(statement.replace("?", mark), values)

    if not is_postgres:
        say("BEGIN IMMEDIATE")
    seq, _chain = say(f"SELECT seq, chain FROM letters_head WHERE event_id = ?{lock}", event).fetchone()
    say(f"SELECT * FROM letters_entry WHERE id IN ({', '.join('?' * len(ids))})", *ids).fetchall()
    say(
        "SELECT c.id, c.slug, n.kind, SUM(n.quantity) FROM cases_case c"
        " JOIN events_event_cases e ON e.case_id = c.id"
        " LEFT JOIN letters_counter n ON n.case_id = c.id AND n.event_id = e.event_id"
        " WHERE e.event_id = ? GROUP BY c.id, c.slug, n.kind",
        event,
    ).fetchall()
    columns = "id, event_id, seq, chain, case_id, kind, quantity, channel, written_at, recorded_at, day, hour"
    row = f"({', '.join('?' * 12)})"
    values = [
        value
        for n, id_ in enumerate(ids, start=seq + 1)
        for value in (id_, event, n, "0" * 64, case, "authority", 1, "tap", at, at, day, hour_at)
    ]
    say(f"INSERT INTO letters_entry ({columns}) VALUES {', '.join([row] * len(ids))}", *values)
    for table, key, wanted in (
        ("letters_counter", "case_id = ? AND kind = ? AND day = ?", (case, "authority", day)),
        ("letters_channelcounter", "channel = ? AND kind = ?", ("tap", "authority")),
        ("letters_hourcounter", "hour = ? AND kind = ?", (hour_at, "authority")),
    ):
        say(
            f"UPDATE {table} SET quantity = quantity + ? WHERE event_id = ? AND {key}",
            len(ids),
            event,
            *wanted,
        )
    say(
        "UPDATE letters_head SET seq = ?, chain = ?, letters = letters + ? WHERE event_id = ?",
        *(seq + len(ids), "0" * 64, len(ids), event),
    )


def _client(work: Work, gate: Any, out: Any, arguments: tuple[Any, ...]) -> None:
    gate.wait()
    try:
        out.put(work(*arguments))
    except Exception as error:
        out.put(error)


def measure(work: Work, served: Served, requests: int, batch: int) -> tuple[float, float, float]:
    """Entries a second of all clients together, and the median and the 99th percentile of a request in ms."""
    context = mp.get_context("spawn")
    gate, out = context.Barrier(PHONES + 1), context.Queue()
    crowd = [
        context.Process(
            target=_client, args=(work, gate, out, (served.port, served.url, number, requests, batch))
        )
        for number in range(PHONES)
    ]
    for process in crowd:
        process.start()
    gate.wait()
    begun = time.perf_counter()
    told = [out.get(timeout=600) for _process in crowd]
    seconds = time.perf_counter() - begun
    for process in crowd:
        process.join()
    for each in told:
        if isinstance(each, Exception):
            raise each
    took = sorted(second for each in told for second in each)
    rate = PHONES * requests * batch / seconds
    return rate, took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000


def lines(name: str, postgres: str) -> list[str]:
    """The rows of one database."""
    rows = []
    with Served(postgres, phones=PHONES) as served:
        served.start()
        measure(through_http, served, 10, 1)
        batches = [(f"batches of {batch}", requests, batch) for batch, requests in BATCHES]
        for what, requests, batch in [("single", SINGLE, 1), *batches]:
            http = measure(through_http, served, requests, batch)
            bare = measure(raw, served, requests, batch)
            told = [f"{http[0]:,.0f}", f"{http[1]:.1f}", f"{http[2]:.1f}", f"{bare[0]:,.0f}"]
            rows.append(f"| {name} | {what} | {' | '.join(told)} | {http[0] / bare[0]:.0%} |")
    return rows


def main() -> None:
    """Measure, print, keep."""
    databases = {"SQLite": ""} | ({"PostgreSQL": postgres_url()} if postgres_url() else {})
    told = [
        "# Logging letters",
        "",
        f"{dt.datetime.now(dt.UTC).date()}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; load before the run {os.getloadavg()[0]:.1f}; "
        f"{PHONES} clients in processes of their own on the same machine.",
        "Through HTTP: two workers in production's settings, every answer after its commit. Without Django:",
        "the same statements from the raw driver, with neither HTTP nor validation, access check or chain.",
        "An entry is one line of the ledger, here of one letter.",
        "",
        "| database | entries | HTTP, entries/s | median ms | p99 ms | without Django, entries/s | ratio |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for name, postgres in databases.items():
        told += lines(name, postgres)
    told += ["", "That nothing is lost or doubled while the server is killed: storm.md."]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(told) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    main()

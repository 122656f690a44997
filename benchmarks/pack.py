"""The pack: everything a marathon prints, laid out for the first time and again, beside the limits promised.

Run as ``python -m benchmarks.pack``; with ``measure`` it measures in the environment it is given.
"""

import datetime as dt
import io
import json
import os
import platform
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.served import Served

RESULTS = Path(__file__).resolve().parent / "results" / "pack.md"
# Seconds: the first time, again, and after one changed wording.
FIRST, AGAIN, CHANGED = 15, 1, 2
COPIES, COPIES_A_SECOND = 10_000, 10_000
# The peer gets slower with each page; so many say enough.
FEW_COPIES = 2_000


def measure() -> None:
    """Prints as JSON how long the rehearsal's full pack takes, and how many copies of a letter a second."""
    import django

    django.setup()
    import pikepdf
    from django.utils import timezone

    from cases.models import Wording
    from events.models import Event
    from events.parties import Party
    from letters import pack, press, printing, sheets
    from letters.press.binding import Part, bind
    from marathon import demonstration
    from tests.makers import make_parcel, make_role

    at = timezone.now()
    demonstration.load(at=at)
    event = Event.objects.select_related("section", "campaign").get(slug="warszawa-rehearsal")
    who = Party(make_role("organiser", event=event).user)
    sheets.issue(event, count=10, key=uuid.uuid4(), by=who, at=at)
    for number in (1, 2, 3):
        make_parcel(event, number)
    order = replace(pack.suggested(event, letters=20), cards=4, signs=1, posters=4, sheets=10)

    def whole() -> bytes:
        return printing.printed(pack.pack_of(event, order, day=at.date()), at=at)

    told: dict[str, Any] = {}
    told["first"], pdf = _timed(whole)
    told["again"], _same = _timed(whole)
    wording = Wording.objects.filter(language="en", addressee__case__slug="yorm-bopha").first()
    if wording is None:
        raise RuntimeError("The demonstration has no letter for Yorm Bopha.")
    Wording.objects.filter(pk=wording.pk).update(body=wording.body.replace("I ", "I, too, "))
    told["changed"], _other = _timed(whole)
    asked = pack.pack_of(event, order, day=at.date())
    told |= {"pages": press.pages_of(pdf), "kB": len(pdf) // 1024, "papers": len(asked.pieces)}
    letter = press.make(next(piece for piece in asked.pieces if piece.kind == "letter").job)
    seconds, many = _timed(lambda: bind([Part("A letter", letter, COPIES)], title="Copies", language="en"))
    told |= {"ours": COPIES / seconds, "our_kB": len(many) // 1024}

    def appended() -> bytes:
        with pikepdf.new() as book, pikepdf.open(io.BytesIO(letter)) as one:
            for _copy in range(FEW_COPIES):
                book.pages.append(one.pages[0])
            out = io.BytesIO()
            book.save(out)
        return out.getvalue()

    seconds, others = _timed(appended)
    told |= {"appended": FEW_COPIES / seconds, "appended_kB": len(others) // 1024}
    print(json.dumps(told))


def _timed(act: Callable[[], bytes]) -> tuple[float, bytes]:
    begun = time.perf_counter()
    made = act()
    return time.perf_counter() - begun, made


def main() -> None:
    """Measure, print, keep."""
    with Served("", phones=1) as served:
        told = json.loads(served.run("-m", "benchmarks.pack", "measure").stdout.splitlines()[-1])
    lines = [
        "# The pack",
        "",
        f"{dt.datetime.now(dt.UTC).date()}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; load before the run {os.getloadavg()[0]:.1f}.",
        f"The rehearsal's pack: {told['papers']} papers, {told['pages']} pages, {told['kB']:,} kB.",
        "",
        "| the whole pack | seconds | limit | part of it |",
        "|---|---:|---:|---:|",
    ]
    for name, key, limit in (
        ("the first time", "first", FIRST),
        ("again", "again", AGAIN),
        ("after one changed wording", "changed", CHANGED),
    ):
        lines.append(f"| {name} | {told[key]:.2f} | {limit} | {told[key] / limit:.2f} |")
    lines += [
        "",
        "| copies of one letter | pages a second | kB of the file | of ours |",
        "|---|---:|---:|---:|",
        f"| ours, {COPIES:,} | {told['ours']:,.0f} | {told['our_kB']:,} | 1 |",
        f"| limit | {COPIES_A_SECOND:,} | – | {COPIES_A_SECOND / told['ours']:.2f} |",
        f"| pikepdf's pages.append, {FEW_COPIES:,} | {told['appended']:,.0f} | {told['appended_kB']:,} "
        f"| {told['appended'] / told['ours']:.2f} |",
    ]
    RESULTS.write_text("\n".join(lines) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure()
    else:
        main()

"""Files of counts at the section's desk: 10,000 rows read and taken, beside the limit that was promised.

Run as ``python -m benchmarks.files``; with ``take KIND`` it takes one file in the environment it is given.
"""

import datetime as dt
import os
import platform
import sys
import time
import uuid
from pathlib import Path

from benchmarks.readymade import postgres_url
from benchmarks.served import Served

RESULTS = Path(__file__).resolve().parent / "results" / "files.md"
ROWS, PLACES, LIMIT = 10_000, 300, 20


def take(kind: str) -> None:
    """Brings one file in and takes it; prints the seconds of reading and of taking."""
    import django

    django.setup()
    from events.parties import Party
    from letters.intakes import bringing, taking
    from letters.models import Entry, Intake
    from tests.letters.intakes.corpus import HEADINGS, many, text, workbook
    from tests.makers import NOW, make_campaign, make_case, make_role, make_section

    campaign, section = make_campaign(slug="files"), make_section(slug="files")
    section.participations.create(campaign=campaign)
    make_case(campaign=campaign, slug="yorm-bopha", name="Yorm Bopha")
    who = Party(make_role("coordinator", section=section).user)
    rows = many(ROWS, places=PLACES)
    content = {"csv": text, "xlsx": workbook}[kind](*rows, headings=(*HEADINGS, "note"))
    begun = time.perf_counter()
    intake = bringing.bring(
        section, campaign, name=f"counts.{kind}", content=content, key=uuid.uuid4(), by=who, at=NOW
    )
    bringing.read(intake.pk, at=NOW)
    read = time.perf_counter()
    taking.take(Intake.objects.get(pk=intake.pk), by=who, at=NOW)
    taken = time.perf_counter()
    if Entry.objects.count() != ROWS:
        raise RuntimeError("Not every row was taken.")
    print(f"{read - begun:.2f} {taken - read:.2f}")


def line(name: str, postgres: str, kind: str) -> str:
    """The row of one file on one database of its own."""
    with Served(postgres, phones=1) as served:
        done = served.run("-m", "benchmarks.files", "take", kind)
    read, taken = (float(word) for word in done.stdout.split())
    whole = read + taken
    return f"| {name} | {kind.upper()} | {read:.1f} | {taken:.1f} | {whole:.1f} | {whole / LIMIT:.0%} |"


def main() -> None:
    """Measure, print, keep."""
    databases = {"SQLite": ""} | ({"PostgreSQL": postgres_url()} if postgres_url() else {})
    told = [
        "# Files of counts",
        "",
        f"{dt.datetime.now(dt.UTC).date()}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; load before the run {os.getloadavg()[0]:.1f}.",
        f"{ROWS:,} rows for {PLACES} places, read and taken as a whole; promised are {LIMIT} seconds.",
        "",
        "| database | file | reading, s | taking, s | both, s | of the limit |",
        "|---|---|---:|---:|---:|---:|",
    ]
    told += [line(name, postgres, kind) for name, postgres in databases.items() for kind in ("csv", "xlsx")]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(told) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    if sys.argv[1:2] == ["take"]:
        take(sys.argv[2])
    else:
        main()

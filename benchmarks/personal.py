"""Letters with names: one text for many, each with name, town, date, number and QR code, beside other tools.

Run as ``python -m benchmarks.personal``; with ``measure`` it measures ours in the environment it is given.
"""

import datetime as dt
import json
import os
import platform
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peers import PEERS, NotInstalled, Text, Writers
from benchmarks.served import Served

RESULTS = Path(__file__).resolve().parent / "results" / "personal.md"
FEW, MANY = 500, 20_000
# Times the fastest of the others; letters a second; megabytes.
TIMES, A_SECOND, MEMORY = 5, 1_500, 300
FIRST = ("Ola", "Jan", "Wiktória", "Łukasz", "Zofia", "Дмитро", "Ewa", "Krzysztof", "Małgorzata", "Adam")
LAST = (
    "Nowak",
    "Kos",
    "Żółć",
    "Wiśniewska",
    "Іваненко",
    "Kowalska-Maj",
    "Lis",
    "Dąbrowski",
    "Wójcik",
    "Zając",
)
TOWNS = ("Warszawa", "Łódź", "Kraków", "Gdynia", "Wrocław")


def people(number: int) -> Writers:
    """So many different writers, the same in each run."""
    chance = random.Random(number)
    return [
        (f"{chance.choice(FIRST)} {chance.choice(LAST)} {_letters(at)}", chance.choice(TOWNS))
        for at in range(number)
    ]


def _letters(number: int) -> str:
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def measure(number: int) -> None:
    """Prints as JSON how long so many letters take us, how much memory, and what the text is."""
    import django

    django.setup()
    from django.utils import timezone

    from cases.models import Case
    from events.models import Event
    from letters import personal
    from letters.press import pages_of
    from letters.writers import Writer
    from marathon import demonstration

    at = timezone.now()
    demonstration.load(at=at)
    # What is historical has a mark more than the others print.
    Case.objects.update(is_historical=False)
    event = Event.objects.select_related("section", "campaign").get(slug="warszawa-rehearsal")
    letters, _missing = personal.letters_for(event, language="en", day=at.date())
    chosen = [each for each in letters if each.key == "yorm-bopha/authority"]
    writers = [Writer(row, name, town) for row, (name, town) in enumerate(people(number), start=1)]
    # The press is warm in a server.
    personal.printed(event, chosen, writers[:1], language="en", day=at.date(), at=at)
    begun = time.perf_counter()
    pdf = personal.printed(event, chosen, writers, language="en", day=at.date(), at=at)
    seconds = time.perf_counter() - begun
    if pages_of(pdf) != number:
        raise RuntimeError(f"{pages_of(pdf)} pages of {number} letters")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        json.dumps(
            {"seconds": seconds, "kB": len(pdf) // 1024, "MB": used, "text": _text(chosen[0], at.date())}
        )
    )


def _text(chosen: Any, day: dt.date) -> dict[str, Any]:
    """What the others print: the same words."""
    import segno

    from letters import cards, desk

    typed = desk.Typed(name="NAME", town="TOWN")
    sheet = desk.compose(chosen.wording, typed, case=chosen.case, day=day)
    before, _ul, rest = sheet.body.partition('<ul class="demands">')
    demands, _end, after = rest.partition("</ul>")
    code = segno.make(cards.page_of(chosen.case), error="m", micro=False, mask=0)

    def told(markup: str, tag: str) -> list[str]:
        return [
            re.sub("<[^>]+>", "", each) for each in re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", markup, re.S)
        ]

    return {
        "address": list(sheet.address_lines),
        "date": sheet.place_and_date.partition(", ")[2],
        "before": told(before, "p"),
        "demands": told(demands, "li"),
        "after": [line for line in told(after, "p") if line != "NAME"],
        "code": code.svg_inline().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        "matrix": [list(row) for row in code.matrix],
    }


def _timed(peer: Callable[[Text, Writers], bytes], text: Text) -> tuple[float, int, int]:
    from letters.press.binding import pages_of

    writers = people(FEW)
    # Prepared, as ours is: fonts read, programs in the memory of the machine.
    peer(text, writers[:1])
    begun = time.perf_counter()
    pdf = peer(text, writers)
    return time.perf_counter() - begun, len(pdf) // 1024, pages_of(pdf)


def main() -> None:
    """Measure, print, keep."""
    load = os.getloadavg()[0]
    told: dict[int, Any] = {}
    for number in (FEW, MANY):
        with Served("", phones=1) as served:
            answer = served.run("-m", "benchmarks.personal", "measure", str(number)).stdout
            told[number] = json.loads(answer.splitlines()[-1])
    text = Text(**told[FEW]["text"])
    ours = FEW / told[FEW]["seconds"]
    rows = [("ours", ours, told[FEW]["kB"], FEW)]
    absent = []
    for name, peer in PEERS.items():
        try:
            seconds, size, pages = _timed(peer, text)
        except NotInstalled as how:
            absent.append(f"{name} is not installed here: `{how}`.")
        else:
            rows.append((name, FEW / seconds, size, pages))
    fastest = max((each[1] for each in rows[1:]), default=0)
    many = told[MANY]
    lines = [
        "# Letters with names",
        "",
        f"{dt.datetime.now(dt.UTC).date()}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; load before the run {load:.1f}.",
        "The same text, each letter with its own name, town and date, and the QR code of the case’s page.",
        "",
        f"| {FEW} letters | letters a second | kB of the file | pages | of ours |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {rate:,.0f} | {size:,} | {pages} | {rate / ours:.3f} |"
            for name, rate, size, pages in rows
        ),
        "",
        f"Ours is {ours / fastest:.1f} times the fastest of the others (limit {TIMES})." if fastest else "",
        *absent,
        "",
        f"| {MANY:,} letters in one file | ours | limit | part of it |",
        "|---|---:|---:|---:|",
        f"| letters a second | {MANY / many['seconds']:,.0f} | {A_SECOND:,} "
        f"| {A_SECOND * many['seconds'] / MANY:.2f} |",
        f"| MB of memory | {many['MB']:,} | {MEMORY} | {many['MB'] / MEMORY:.2f} |",
        f"| kB of the file | {many['kB']:,} | – | – |",
    ]
    RESULTS.write_text("\n".join(lines) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        main()

"""Phones log entries while the server is killed again and again and answers get lost: nothing may be.

``python -m benchmarks.storm`` is the full form, on SQLite and on PostgreSQL: eight phones, 2,000 entries,
five kills with SIGKILL, one answer in ten lost. The tests run a small one.
"""

import multiprocessing as mp
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.phone import ATTEMPTS, PAUSE, Phone
from benchmarks.seed import EVENTS
from benchmarks.served import Served, prove

RESULTS = Path(__file__).parent / "results" / "storm.md"
LOSES = 0.1
# Every so manieth entry, all phones send one of the same id at once, to two events.
CONTEST_EVERY = 10


@dataclass
class Verdict:
    """What came of a storm."""

    acknowledged: list[str] = field(default_factory=list)
    contested: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    kills: int = 0
    check: str = ""
    seconds: float = 0

    @property
    def is_sound(self) -> bool:
        """Whether everything acknowledged is counted once, and nothing else is."""
        expected = sorted([*self.acknowledged, *self.contested])
        whole = not self.faults and not self.failures and sorted(self.counted) == expected
        return whole and self.check.startswith("The tally is the ledger")


def _phone(port: int, number: int, entries: int, contested: list[str], acked: Any, out: Any) -> None:
    phone, sure = Phone(port, number), []
    written_at = "2026-01-01T00:00:00Z"
    try:
        for n in range(entries):
            entry = phone.entry()
            result = phone.deliver([entry], EVENTS[n % 7 == 0], loses=LOSES)[0]
            if result["status"] not in ("created", "duplicate"):
                raise RuntimeError(f"{entry} was answered {result}")
            sure.append(entry["id"])
            if n % CONTEST_EVERY == 0:
                same = {"case": "case-of-the-storm-0", "kind": "person", "written_at": written_at}
                contest = phone.entry(id=contested[n // CONTEST_EVERY], **same)
                result = phone.deliver([contest], EVENTS[number % 2], loses=LOSES)[0]
                if result["status"] == "refused" and result["code"] != "id_reused":
                    raise RuntimeError(f"{contest} was answered {result}")
            with acked.get_lock():
                acked.value += 1
        out.put((sure, phone.faults, ""))
    except Exception as error:
        out.put((sure, phone.faults, repr(error)))


def storm(*, postgres: str = "", phones: int, entries: int, kills: int) -> Verdict:
    """Runs a storm of so many entries altogether and tells what came of it."""
    verdict = Verdict()
    each = entries // phones
    context = mp.get_context("spawn")
    acked, out = context.Value("i", 0), context.Queue()
    verdict.contested = [str(uuid.uuid4()) for _ in range(0, each, CONTEST_EVERY)]
    with Served(postgres, phones=phones) as served:
        served.start()
        begun = time.monotonic()
        crowd = [
            context.Process(target=_phone, args=(served.port, n, each, verdict.contested, acked, out))
            for n in range(phones)
        ]
        for process in crowd:
            process.start()
        for kill in range(kills):
            # Bounded by attempts: phones that gave up acknowledge nothing more, and the storm ends.
            for _wait in range(ATTEMPTS):
                if acked.value >= each * phones * (kill + 1) // (kills + 1):
                    served.kill()
                    verdict.kills += 1
                    served.start()
                    break
                time.sleep(PAUSE)
        for _process in crowd:
            sure, faults, failure = out.get(timeout=ATTEMPTS * PAUSE * 10)
            verdict.acknowledged += sure
            verdict.faults += faults
            verdict.failures += [failure] if failure else []
        for process in crowd:
            process.join()
        verdict.seconds = time.monotonic() - begun
        served.stop()
        verdict.counted = [str(uuid.UUID(str(row[0]))) for row in served.rows("SELECT id FROM letters_entry")]
        done = served.run("manage.py", "tally", "check", check=False)
        verdict.check = (done.stdout + done.stderr).strip()
    return verdict


def _told(postgres: str) -> dict[str, Any]:
    verdict = storm(postgres=postgres, phones=8, entries=2_000, kills=5)
    return {
        "acknowledged": len(verdict.acknowledged),
        "counted": len(verdict.counted),
        "contested": len(verdict.contested),
        "kills": verdict.kills,
        "other answers": verdict.faults,
        "failures": verdict.failures,
        "check": verdict.check,
        "seconds": round(verdict.seconds, 1),
        "sound": verdict.is_sound,
    }


def main() -> None:
    """The full form, kept in ``benchmarks/results/storm.md``."""
    prove("The storm", __doc__.splitlines()[2:], RESULTS, _told)


if __name__ == "__main__":
    main()

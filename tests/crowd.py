"""Several people at once: real processes, each with its own connection, who all do the same at one moment."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from benchmarks import readymade
from benchmarks.readymade import postgres_url

# A member reads code, says that it is ready, waits for the word, runs it, and says what ``done`` holds. The
# code knows as ``number`` which of them runs it, from 0.
MEMBER = """
import json, os, sys
import django
django.setup()
from django.db import connection
for line in sys.stdin:
    code = compile(json.loads(line), "<crowd>", "exec")
    print("ready", flush=True)
    sys.stdin.readline()
    there = {"number": int(os.environ["CROWD"])}
    try:
        exec(code, there)
        said = there.get("done")
    except Exception as problem:
        said = type(problem).__name__
    connection.close()
    print(json.dumps(said, default=str), flush=True)
"""


class Crowd:
    """Processes on one database."""

    def __init__(self, address: str, people: int) -> None:
        self.address = address
        self.members = [self._python(number) for number in range(people)]

    def alone(self, code: str) -> Any:
        """What ``done`` is after one of them ran the code."""
        return self._run(self.members[:1], code)[0]

    def together(self, code: str) -> list[Any]:
        """What ``done`` is for each after all ran the code at once; an exception's name where it failed."""
        return self._run(self.members, code)

    def leave(self) -> None:
        """All processes have ended."""
        for member in self.members:
            member.stdin.close()
            member.wait(timeout=60)
            member.stdout.close()

    def _run(self, members: list[Any], code: str) -> list[Any]:
        for member in members:
            member.stdin.write(json.dumps(code) + "\n")
            member.stdin.flush()
        for member in members:
            assert member.stdout.readline() == "ready\n"
        for member in members:
            member.stdin.write("\n")
            member.stdin.flush()
        return [json.loads(member.stdout.readline()) for member in members]

    def _python(self, number: int) -> Any:
        environment = os.environ | {
            "DATABASE_URL": self.address,
            "CROWD": str(number),
            "DJANGO_SETTINGS_MODULE": "marathon.settings",
            "MARATHON_DEBUG": "yes",
        }
        return subprocess.Popen(
            [sys.executable, "-c", MEMBER],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@contextmanager
def crowd(folder: Path, people: int) -> Iterator[Crowd]:
    """A crowd on a new database of the kind the tests run on, with its tables."""
    with new_database(folder) as address:
        people_there = Crowd(address, people)
        try:
            yield people_there
        finally:
            people_there.leave()


@contextmanager
def new_database(folder: Path) -> Iterator[str]:
    """The address of a database of the kind the tests run on, with its tables, for processes to share."""
    if connection.vendor == "sqlite":
        yield readymade.database(folder)
        return
    postgres, name = postgres_url(), f"crowd_{uuid.uuid4().hex}"
    yield readymade.database(folder, postgres, name)
    readymade.administer(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')

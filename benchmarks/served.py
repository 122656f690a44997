"""A real server in production's settings, on a database of its own that is gone afterwards."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks import readymade
from benchmarks.readymade import ROOT, postgres_url

# Tries of a tenth of a second each: a machine under load takes its time to start.
TRIES_TO_START = 600


class Served:
    """A server with an empty, migrated database: SQLite, or PostgreSQL where a server's address is given."""

    def __init__(
        self, postgres: str = "", *, phones: int = 8, workers: int = 2, for_browsers: bool = False
    ) -> None:
        self.postgres, self.for_browsers = postgres, for_browsers
        self.phones, self.workers = phones, workers
        self.database = f"storm_{uuid.uuid4().hex[:12]}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.directory = tempfile.TemporaryDirectory(prefix="letter-marathon-")
        self.path = Path(self.directory.name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = readymade.database(self.path, self.postgres, self.database)
        if not self.for_browsers:  # whose server is one under DEBUG
            readymade.static_files(self.path)
        self.run("-m", "benchmarks.seed", str(self.phones))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.postgres:
            readymade.administer(self.postgres, f'DROP DATABASE "{self.database}" WITH (FORCE)')
        self.directory.cleanup()

    @property
    def environment(self) -> dict[str, str]:
        """Production's, behind a proxy that speaks https."""
        mine = readymade.PRODUCTION | {
            "MARATHON_BEHIND_PROXY": "yes",
            "MARATHON_DATA": str(self.path),
            "DATABASE_URL": self.url,
        }
        if self.for_browsers:  # which keep a __Host- cookie over https alone
            mine |= {"MARATHON_DEBUG": "yes", "MARATHON_HOSTS": "127.0.0.1"}
            del mine["MARATHON_URL"], mine["MARATHON_BEHIND_PROXY"], mine["MARATHON_SECRET_KEY"]
        return readymade.environment(**mine)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command of Python's in the server's environment."""
        return readymade.python(*words, environment=self.environment, check=check)

    def start(self) -> None:
        """Serves, and answers when this returns."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "marathon.wsgi:application"),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", str(self.workers), "--blocking-threads", "4", "--log-level", "error"),
        ]
        with (self.path / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _try in range(TRIES_TO_START):
            asked = contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5))
            with contextlib.suppress(OSError, http.client.HTTPException), asked as connection:
                connection.request("GET", "/healthz", headers={"Host": self.environment["MARATHON_HOSTS"]})
                if connection.getresponse().status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start: {(self.path / 'server.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """SIGKILL for every process of the server at once: no farewell, no flush."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ends the server kindly, then not."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            self.kill()

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says, asked without Django."""
        connection = connect(self.url)
        try:
            return connection.cursor().execute(statement).fetchall()
        finally:
            connection.close()


def prove(title: str, words: list[str], results: Path, run: Callable[[str], dict[str, Any]]) -> None:
    """Runs a proof on SQLite and on PostgreSQL, prints and keeps what is told of it; stops where it fails.

    ``run`` gets the address of PostgreSQL, or nothing, and tells whether it was ``sound`` among the rest.
    """
    lines = [f"# {title}", "", *words, ""]
    for postgres in dict.fromkeys(["", postgres_url()]):
        told = {"database": "PostgreSQL" if postgres else "SQLite"} | run(postgres)
        text = json.dumps(told, indent=1)
        print(text)
        lines += [f"    {line}" for line in text.splitlines()] + [""]
        if not told["sound"]:
            raise SystemExit(1)
    results.write_text("\n".join(lines).rstrip() + "\n")


def connect(url: str) -> Any:
    """A raw connection as durable as the product's: psycopg's, or SQLite's in the same journal mode."""
    if url.startswith("postgres"):
        import psycopg

        return psycopg.connect(url)
    from marathon.sqlite import journal_mode, use_newest_sqlite

    use_newest_sqlite()
    import sqlite3

    connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={journal_mode()}")
    connection.execute("PRAGMA synchronous=FULL")
    return connection

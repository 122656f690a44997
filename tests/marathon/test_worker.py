"""The worker as a process of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import readymade
from marathon.chores import CHORES

ROOT = Path(__file__).resolve().parents[2]


def done(folder):
    """The tasks that succeeded, as the database tells."""
    with closing(sqlite3.connect(folder / "marathon.sqlite3", timeout=20)) as database:
        return database.execute(
            "SELECT task_path FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
        ).fetchall()


# Its database is one of its own, in a folder.
@pytest.mark.anywhere
@pytest.mark.processes
def test_worker_ends_cleanly_when_told_to(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = kept | {"MARATHON_DEBUG": "yes", "MARATHON_DATA": str(tmp_path)}

    readymade.database(tmp_path)
    log = tmp_path / "log"
    with log.open("w") as out:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    for _ in range(600):
        if len(done(tmp_path)) == len(CHORES):
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=30) == 0
    said = log.read_text()
    assert done(tmp_path) == [("marathon.chores.do_chore",)] * len(CHORES)
    assert "Traceback" not in said

"""The worker as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.processes
def test_worker_ends_cleanly_when_told_to(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = kept | {"MARATHON_DEBUG": "yes", "MARATHON_DATA": str(tmp_path)}

    def manage(*arguments):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, timeout=120)

    manage("migrate", "--verbosity", "0")
    manage("createcachetable")
    log = tmp_path / "log"
    with log.open("w") as out:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    for _ in range(300):
        if "forget_what_is_over state=SUCCESSFUL" in log.read_text():
            break
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=30) == 0
    said = log.read_text()
    assert "forget_what_is_over state=SUCCESSFUL" in said
    assert "Traceback" not in said

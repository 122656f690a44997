"""The child processes: no secret in them, limits around them, and never too many."""

import signal
import threading
from pathlib import Path

import pytest

from letters import press
from letters.press.pool import Pool
from tests.paper import text_of

pytestmark = pytest.mark.anywhere


def test_child_gets_no_secret():
    pool = Pool(1)
    pool.make({"html": "<html lang=en><title>x</title>x"})
    pid = pool._idle[0].process.pid
    environment = Path(f"/proc/{pid}/environ")
    if environment.exists():
        names = {line.split(b"=")[0].decode() for line in environment.read_bytes().split(b"\0") if line}
        assert names <= {"FONTCONFIG_FILE", "TMPDIR", "HOME", "PATH", "LANG", "LD_LIBRARY_PATH"}
    pool.close()


def test_slow_document_is_given_up_and_its_process_ended():
    pool = Pool(1, seconds=0.3)
    rows = "<table>" + "<tr><td>x<td>y" * 20000

    with pytest.raises(press.PressTooSlow) as fault:
        pool.make({"html": rows})

    assert pool._idle == []
    assert fault.value.sentence()


def test_dead_child_is_replaced():
    pool = Pool(1)
    job = {"html": "<html lang=en><title>x</title>x"}
    pool.make(job)
    pool._idle[0].process.send_signal(signal.SIGKILL)
    pool._idle[0].process.wait()

    assert pool.make(job)[0]["status"] == "made"
    pool.close()


def test_full_press_says_that_it_is_busy():
    pool = Pool(1, patience=0.05)
    with pool._free, pytest.raises(press.PressBusy):
        pool.make({"html": "x"})


def test_threads_share_the_processes():
    pool = Pool(2)
    answers = []
    threads = [
        threading.Thread(
            target=lambda n=n: answers.append(
                text_of(pool.make({"html": f"<html lang=en><title>x</title>n{n}"})[1]).strip()
            )
        )
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == sorted(f"n{n}" for n in range(12))
    assert len(pool._idle) <= 2
    pool.close()


def test_used_up_process_is_replaced_and_leaves_no_folder():
    pool = Pool(1, enough=1)
    pool.make({"html": "<html lang=en><title>x</title>x"})

    assert pool._idle == []

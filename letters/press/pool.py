"""A few child processes that lay out paper, kept warm, each with limits; see ``worker.py`` for their side.

They are started by ``subprocess`` (never forked from a threaded server), get an environment without a secret
in it, and are thrown away when they are slow, broken or have printed enough: WeasyPrint leaks a little.
"""

import atexit
import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

HERE = Path(__file__).parent
LENGTH = struct.Struct(">I")
FONTCONFIG = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    "<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
)
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PressFault(Exception):
    """No paper came out. ``sentence()`` says it to whoever waits."""

    def sentence(self) -> str:
        """What is said to the person at the desk."""
        return _("The letter could not be made just now. What you typed is still here: please try again.")


class PressBusy(PressFault):
    """All processes had work for longer than anybody should wait."""

    def sentence(self) -> str:
        """Come again."""
        return _("Many letters are being made just now. Please try again in a few seconds.")


class PressTooSlow(PressFault):
    """The document took longer than it may."""


class PressBroken(PressFault):
    """The child process died or answered nonsense."""


class PressNotInstalled(PressFault):
    """WeasyPrint does not load: its system libraries are missing. The message is the loader's."""

    def sentence(self) -> str:
        """What is missing, and how to get it."""
        return _(
            "This computer cannot print letters yet: WeasyPrint needs the system libraries %(libraries)s "
            "(on Debian: apt install; on macOS: brew install pango)."
        ) % {"libraries": LIBRARIES}


class Worker:
    """One child process with a folder of its own, which dies with it."""

    def __init__(self, roots: list[Path]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="press-")
        conf = Path(self.folder.name) / "fonts.conf"
        conf.write_text(FONTCONFIG.format(fonts=HERE / "fonts", cache=self.folder.name))
        environment = {"FONTCONFIG_FILE": str(conf), "TMPDIR": self.folder.name, "HOME": self.folder.name}
        for name in ("PATH", "LANG", "DYLD_FALLBACK_LIBRARY_PATH", "LD_LIBRARY_PATH"):
            if name in os.environ:
                environment[name] = os.environ[name]
        self.process = subprocess.Popen(  # noqa: S603  # Our own file, no input in the arguments.
            [sys.executable, "-I", str(HERE / "worker.py"), json.dumps([str(root) for root in roots])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=self.folder.name,
        )
        self.jobs = 0

    @property
    def is_alive(self) -> bool:
        """Whether it can take a job."""
        return self.process.poll() is None

    def start(self, deadline: float) -> None:
        """Returns when the process is ready. Raises PressNotInstalled, PressTooSlow or PressBroken."""
        answer, _pdf = self._receive(deadline)
        if answer["status"] == "not_installed":
            raise PressNotInstalled(answer["message"])
        if answer["status"] != "ready":
            raise PressBroken(answer["status"])

    def ask(self, job: dict[str, Any], deadline: float) -> tuple[dict[str, Any], bytes]:
        """The answer to a job, with its PDF. Raises PressTooSlow or PressBroken."""
        self.jobs += 1
        data = json.dumps(job).encode()
        self._send(LENGTH.pack(len(data)) + data, deadline)
        return self._receive(deadline)

    def close(self) -> None:
        """Ends the process and clears its folder."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        self.folder.cleanup()

    def _send(self, data: bytes, deadline: float) -> None:
        fd = self.process.stdin.fileno()  # type: ignore[union-attr]
        os.set_blocking(fd, False)
        try:
            while data:
                _wait(fd, selectors.EVENT_WRITE, deadline)
                data = data[os.write(fd, data) :]
        except OSError as problem:
            raise PressBroken("write") from problem

    def _receive(self, deadline: float) -> tuple[dict[str, Any], bytes]:
        answer = json.loads(self._read(LENGTH.unpack(self._read(LENGTH.size, deadline))[0], deadline))
        return answer, self._read(answer["length"], deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        fd = self.process.stdout.fileno()  # type: ignore[union-attr]
        found = bytearray()
        while len(found) < size:
            _wait(fd, selectors.EVENT_READ, deadline)
            data = os.read(fd, size - len(found))
            if not data:
                raise PressBroken("the process ended")
            found += data
        return bytes(found)


def _wait(fd: int, event: int, deadline: float) -> None:
    """Returns when the pipe is ready. Raises PressTooSlow at the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(fd, event)
        if not selector.select(max(deadline - time.monotonic(), 0)):
            raise PressTooSlow


class Pool:
    """At most ``size`` processes, started when first needed. Safe among threads; empty again after a fork."""

    def __init__(self, size: int = 2, *, seconds: float = 8, patience: float = 10, enough: int = 500) -> None:
        self.size, self.seconds, self.patience, self.enough = size, seconds, patience, enough
        self._forget()

    def _forget(self) -> None:
        """In a forked child: the processes are the parent's, and so are its locks."""
        self._inherited = getattr(self, "_idle", [])
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(self.size)

    def make(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer to a job, with its PDF. Raises PressFault."""
        if not self._free.acquire(timeout=self.patience):
            raise PressBusy
        try:
            worker = self._take()
            try:
                answer, pdf = worker.ask(job, time.monotonic() + self.seconds)
            except BaseException:
                worker.close()
                raise
            self._give_back(worker)
        finally:
            self._free.release()
        if answer["status"] == "failed":
            raise PressBroken(answer["message"])
        return answer, pdf

    def close(self) -> None:
        """Ends every idle process; the next job starts a new one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _take(self) -> Worker:
        """A living process, warm where there is one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.close()
        worker = Worker([HERE / "fonts", settings.BASE_DIR / "static"])
        try:
            worker.start(time.monotonic() + self.patience + 20)
        except BaseException:
            worker.close()
            raise
        return worker

    def _give_back(self, worker: Worker) -> None:
        """Keeps the process for the next job unless it has done enough."""
        if worker.jobs >= self.enough:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)


pool = Pool()
atexit.register(pool.close)
os.register_at_fork(after_in_child=pool._forget)

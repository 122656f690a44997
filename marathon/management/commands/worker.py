"""``manage.py worker``: works off the queue, gives a sign of life, and forgets daily what is over."""

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from marathon import chores, errors

log = logging.getLogger("marathon.worker")

BEAT_SECONDS = 20


class Command(BaseCommand):
    help = "Works off the queue. Stop it with Ctrl-C or SIGTERM; a task under way is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is there, then stop")

    def handle(self, *, once: bool, **options: Any) -> None:
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        if once:
            chores.attend(at=timezone.now())
            worker.run()
            return
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()
            worker.shutdown(number, frame)

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        threading.Thread(target=attend_until, args=(stopped,), daemon=True).start()
        work_until(worker, stopped)


def attend_until(stopped: threading.Event) -> None:
    """Gives a sign of life until it is over, also while a long task runs and while the database is away."""
    while not stopped.is_set():
        try:
            chores.attend(at=timezone.now())
        except Exception as exception:
            log.error("No sign of life could be given: %s", type(exception).__name__)
        finally:
            connection.close()
        stopped.wait(BEAT_SECONDS)


def work_until(worker: Worker, stopped: threading.Event) -> None:
    """Works until it is over; a database that is away is waited for."""
    while not stopped.is_set():
        try:
            worker.run()
            return
        except DatabaseError as exception:
            if not errors.is_away(exception):
                raise
            log.error("The database is away: %s", type(exception).__name__)
            close_old_connections()
            stopped.wait(5)

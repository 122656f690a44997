"""``manage.py forget``: forgets what is beyond its time, as the worker does daily."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marathon import retention


class Command(BaseCommand):
    help = "Forgets what is beyond its time (marathon/retention.py has the table)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be forgotten")
        parser.add_argument("--day", default="", help="as if it were this day, such as 2027-01-31")

    def handle(self, *, dry_run: bool, day: str, **options: Any) -> None:
        at = timezone.now()
        if day:
            try:
                at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)
            except ValueError:
                raise CommandError(f"--day is '{day}', but must look like 2027-01-31.") from None
        for name, count in retention.forget(at=at, rehearses=dry_run).items():
            self.stdout.write(f"{name}: {count}")

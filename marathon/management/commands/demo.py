"""``manage.py demo``: the demonstration, to be tried and thrown away."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from cases.casepack import PackRefused
from marathon import demonstration


class Command(BaseCommand):
    help = "Loads the demonstration: two campaigns, an event that is open now, four accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="load it even without MARATHON_DEBUG")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        if not settings.DEBUG and not yes:
            raise CommandError("The demonstration belongs on no real marathon. If you mean it, say --yes.")
        try:
            token = demonstration.load(at=timezone.now())
        except PackRefused as refused:
            raise CommandError(f"The demonstration's pack was not taken:\n{refused}") from refused
        except DatabaseError as error:
            raise CommandError(f"The demonstration could not be laid down: {error}") from error
        self.stdout.write(demonstration.summary(token))

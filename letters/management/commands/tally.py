"""``manage.py tally check`` and ``manage.py tally rebuild``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.models import Event
from letters import reckoning


class Command(BaseCommand):
    help = "check: prove that the counters say what the ledger says. rebuild: make the counters anew from it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["check", "rebuild"])
        parser.add_argument("--event", default="", metavar="SLUG", help="this event alone")

    def handle(self, *, act: str, event: str, **options: Any) -> None:
        if event and not Event.objects.filter(slug=event).exists():
            raise CommandError(f"There is no event “{event}”.")
        self._check(event) if act == "check" else self._rebuild(event)

    def _check(self, slug: str) -> None:
        through = reckoning.Reckoning()
        faults = 0
        for fault in reckoning.check(through, slug=slug):
            self.stdout.write(str(fault))
            faults += 1
        if faults:
            raise CommandError(f"The tally differs from the ledger in {faults} places.", returncode=1)
        self.stdout.write(
            f"The tally is the ledger: {through.events} events, {through.entries} entries, "
            f"{through.letters} letters."
        )

    def _rebuild(self, slug: str) -> None:
        events = reckoning.events_with_numbers(slug)
        for event in events:
            if reckoning.rebuild(event):
                self.stderr.write(
                    f"{event.slug}: the head stood further than the ledger goes. Look for a backup."
                )
        self.stdout.write(f"The counters of {len(events)} events are made anew from the ledger.")

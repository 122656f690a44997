"""``manage.py pack EVENT --out FILE``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.models import Event
from letters import pack, press, printing


class Command(BaseCommand):
    help = "Everything an event prints, as one PDF: so many of each as its page suggests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", metavar="EVENT", help="its slug, such as warszawa-rehearsal")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--letters", type=int, metavar="N", help="letters of each kind for each case")

    def handle(self, *, event: str, out: Path, letters: int | None, **options: Any) -> None:
        found = Event.objects.select_related("section", "campaign").filter(slug=event).first()
        if found is None:
            raise CommandError(f"There is no event “{event}”.")
        wanted = pack.suggested(found, letters=letters)
        at = timezone.now()
        ordered = pack.pack_of(found, wanted, day=at.astimezone(found.zone).date())
        for missing in ordered.missing:
            self.stderr.write(f"Not in it: {missing.title}. {missing.why}")
        try:
            pdf = printing.printed(ordered, at=at)
        except press.PressFault as fault:
            raise CommandError(fault.sentence()) from fault
        except ValueError:
            raise CommandError("There is nothing to print for this event.") from None
        try:
            out.write_bytes(pdf)
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"{out}: {press.pages_of(pdf)} pages, {len(pdf) // 1024} kB.")

"""``manage.py pack EVENT --out FILE``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.models import Event
from letters import pack, personal, press, printing, speaking, writers
from letters.letters_of_event import Missing


class Command(BaseCommand):
    help = (
        "Everything an event prints, as one PDF: so many of each as its page suggests. "
        "With --names its letters with the names of a list, which is read and kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", metavar="EVENT", help="its slug, such as warszawa-rehearsal")
        parser.add_argument("--out", required=True, type=Path, metavar="FILE")
        parser.add_argument("--letters", type=int, metavar="N", help="letters of each kind for each case")
        parser.add_argument(
            "--names", type=Path, metavar="LIST", help="a CSV or XLSX file of names and towns"
        )
        parser.add_argument(
            "--only",
            action="append",
            metavar="LETTER",
            help="with --names: yorm-bopha/authority; may be repeated",
        )
        parser.add_argument("--large", action="store_true", help="with --names: in large print")

    def handle(
        self,
        *,
        event: str,
        out: Path,
        letters: int | None,
        names: Path | None = None,
        only: list[str] | None = None,
        large: bool = False,
        **options: Any,
    ) -> None:
        found = Event.objects.select_related("section", "campaign").filter(slug=event).first()
        if found is None:
            raise CommandError(f"There is no event “{event}”.")
        try:
            pdf = self._named(found, names, only, is_large=large) if names else self._pack(found, letters)
        except press.PressFault as fault:
            raise CommandError(fault.sentence()) from fault
        except ValueError:
            raise CommandError("There is nothing to print for this event.") from None
        try:
            out.write_bytes(pdf)
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"{out}: {press.pages_of(pdf)} pages, {len(pdf) // 1024} kB.")

    def _pack(self, found: Event, letters: int | None) -> bytes:
        wanted = pack.suggested(found, letters=letters)
        at = timezone.now()
        ordered = pack.pack_of(found, wanted, day=at.astimezone(found.zone).date())
        self._tell(ordered.missing)
        return printing.printed(ordered, at=at)

    def _named(self, found: Event, names: Path, only: list[str] | None, *, is_large: bool) -> bytes:
        at = timezone.now()
        today, language = at.astimezone(found.zone).date(), speaking.language_of_papers(found)
        there, missing = personal.letters_for(found, language=language, day=today)
        self._tell(missing)
        if unknown := set(only or ()) - {each.key for each in there}:
            known = ", ".join(each.key for each in there)
            raise CommandError(f"There is no letter “{min(unknown)}”. There are: {known}.")
        chosen = [each for each in there if only is None or each.key in only]
        try:
            listed = writers.of(names.read_bytes())
        except OSError as problem:
            raise CommandError(f"{names} cannot be read: {problem.strerror}.") from problem
        except writers.ListFaulty as faulty:
            for fault in faulty.faults.in_order():
                self.stderr.write(f"Row {fault.row}, column {fault.column or '–'}: {fault.sentence}")
            raise CommandError(f"{names} cannot be used as it is.") from faulty
        day = personal.day_of(found, today=today)
        return personal.printed(found, chosen, listed, language=language, day=day, at=at, is_large=is_large)

    def _tell(self, missing: list[Missing]) -> None:
        for each in missing:
            self.stderr.write(f"Not in it: {each.title}. {each.why}")

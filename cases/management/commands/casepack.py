"""``manage.py casepack export CAMPAIGN --out FILE`` and ``casepack import FILE``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cases.casepack import PackRefused, export_pack, import_pack
from cases.models import Campaign

# More than anybody mends in one go.
MOST_FAULTS_SHOWN = 200


class Command(BaseCommand):
    help = "Writes a campaign as a case pack, or lays a case pack down. See docs/case-packs.md."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="export|import")
        export = acts.add_parser("export", help="write a campaign, its cases and pictures as one ZIP")
        export.add_argument("campaign", help="the campaign's address, such as write-for-rights-2013")
        export.add_argument("--out", required=True, metavar="FILE", help="the ZIP to write")
        take = acts.add_parser("import", help="lay down the pack in a ZIP or folder")
        take.add_argument("file", help="the ZIP or folder")
        take.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        try:
            if act == "export":
                self.export(options["campaign"], Path(options["out"]))
            else:
                self.take(Path(options["file"]), is_dry_run=options["dry_run"])
        except PackRefused as refused:
            raise CommandError(_listed(refused, act)) from refused
        except DatabaseError as error:
            raise CommandError(f"The database is away or too old: {error}") from error

    def export(self, slug: str, out: Path) -> None:
        """Writes the pack and says so."""
        campaign = Campaign.objects.filter(slug=slug).first()
        if campaign is None:
            known = ", ".join(Campaign.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no campaign “{slug}”. There are: {known}.")
        try:
            cases = export_pack(campaign, out)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"{out}: {slug}, cases: {cases}.")

    def take(self, file: Path, *, is_dry_run: bool) -> None:
        """Lays the pack down and says what changed."""
        imported = import_pack(file, is_dry_run=is_dry_run)
        self.stdout.write(f"{'Dry run, nothing is kept. ' if is_dry_run else ''}{imported}")


def _listed(refused: PackRefused, act: str) -> str:
    faults = [str(fault) for fault in refused.faults[:MOST_FAULTS_SHOWN]]
    more = len(refused.faults) - len(faults)
    if more:
        faults.append(f"… and {more} more")
    heads = {
        "import": "The pack was not taken, and nothing was changed:",
        "export": "The pack was not written, because nobody could import it:",
    }
    return "\n".join([heads[act], *faults])

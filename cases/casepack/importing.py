"""Lays a pack down in the database: all or nothing, and the second time nothing."""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction

from cases.casepack.documents import Document, campaign_document, case_document, cases_with_all
from cases.casepack.faults import Fault, PackRefused
from cases.casepack.pictures import stored_name
from cases.casepack.rows import lay_campaign, lay_case
from cases.casepack.validating import Pack, read_pack
from cases.models import Campaign, Case


@dataclass
class Imported:
    """What an import did, or in a dry run would have done."""

    campaign: str
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    campaign_changed: bool = False

    @property
    def changed_something(self) -> bool:
        """Whether the database says something else now."""
        return bool(self.campaign_changed or self.created or self.updated)

    def __str__(self) -> str:
        if not self.changed_something:
            return f"{self.campaign}: nothing changed; cases as the pack has them: {len(self.unchanged)}."
        parts = [(self.created, "new"), (self.updated, "updated"), (self.unchanged, "unchanged")]
        counts = ", ".join(f"{len(slugs)} {word}" for slugs, word in parts if slugs)
        about = "campaign laid down" if self.campaign_changed else "campaign unchanged"
        return f"{self.campaign}: {about}; cases: {counts or 'none'}."


def import_pack(path: Path | str, *, is_dry_run: bool = False) -> Imported:
    """Afterwards campaign and cases stand as the pack in the ZIP or folder has them.

    What vanished from a case in the pack is removed from the case; no case is ever removed, and what other
    campaigns feature stays. Pictures are kept once. Raises PackRefused with every fault, and then nothing
    has changed: no row, no file.
    """
    pack = read_pack(Path(path))
    kept: list[str] = []
    try:
        with transaction.atomic():
            imported, replaced = _lay(pack, kept, is_dry_run)
            if is_dry_run:
                transaction.set_rollback(True)
    except (IntegrityError, OSError, ValueError) as error:
        _remove(kept)
        raise PackRefused([Fault(Path(path).name, "", _sentence(error))]) from error
    except BaseException:
        _remove(kept)
        raise
    if not is_dry_run:
        transaction.on_commit(lambda: _remove([name for name in replaced if not _is_shown(name)]))
    return imported


def _sentence(error: Exception) -> str:
    if isinstance(error, DatabaseError):
        return "the database refused it; if somebody else is importing just now, try again"
    return f"a picture could not be kept ({error}); nothing was changed"


def _lay(pack: Pack, kept: list[str], is_dry_run: bool) -> tuple[Imported, list[str]]:
    """Lays all rows. Adds every new file's name to ``kept``, and returns the names of pictures replaced."""
    imported = Imported(pack.campaign["campaign"]["slug"])
    present = {case.slug: case for case in cases_with_all(list(pack.cases))}
    replaced: list[str] = []
    for slug, document in pack.cases.items():
        case = present.get(slug)
        document = _with_stored_picture(document, pack.pictures.get(slug))
        if case is not None and case_document(case) == document:
            imported.unchanged.append(slug)
            continue
        if slug in pack.pictures and not is_dry_run:
            _keep(document["picture"]["file"], pack.pictures[slug], kept)
        if case is not None and case.portrait:
            replaced.append(str(case.portrait.name))
        lay_case(document)
        (imported.created if case is None else imported.updated).append(slug)
    campaign = Campaign.objects.filter(slug=imported.campaign).first()
    wanted = {key: value for key, value in pack.campaign.items() if key != "format"}
    if not wanted["campaign"].get("is_final"):
        wanted["campaign"] = {key: value for key, value in wanted["campaign"].items() if key != "is_final"}
    if campaign is None or campaign_document(campaign) != wanted:
        lay_campaign(wanted)
        imported.campaign_changed = True
    return imported, replaced


def _with_stored_picture(document: Document, picture: bytes | None) -> Document:
    if picture is None:
        return document
    return document | {"picture": {**document["picture"], "file": stored_name(picture)}}


def _keep(name: str, content: bytes, kept: list[str]) -> None:
    """Stores a picture under the name of its content, unless it is there."""
    if default_storage.exists(name):
        return
    kept.append(name)
    default_storage.save(name, ContentFile(content))


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _is_shown(name: str) -> bool:
    return Case.objects.filter(portrait=name).exists()

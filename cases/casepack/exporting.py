"""Writes a campaign with its cases as a pack. The same content gives the same bytes."""

import json
import os
import tempfile
import zipfile
from pathlib import Path

from django.core.files.storage import default_storage

from cases.casepack.documents import Document, campaign_document, case_document, cases_with_all
from cases.casepack.faults import Fault, PackRefused
from cases.casepack.reading import Files
from cases.casepack.schema import FORMAT
from cases.casepack.validating import pack_of
from cases.models import Campaign

# The first moment a ZIP knows: a pack says nothing of when it was written.
THE_BEGINNING = (1980, 1, 1, 0, 0, 0)


def export_pack(campaign: Campaign, out: Path | str) -> int:
    """Afterwards ``out`` is a ZIP of the campaign with all its cases and pictures; returns the cases' number.

    The file appears whole or not at all. Raises PackRefused where a picture is gone from the storage or where
    nobody could import the pack, a text being missing, say; and OSError where the file cannot be written.
    """
    files = files_of(campaign)
    pack_of(files)
    out = Path(out)
    handle, draft = tempfile.mkstemp(dir=out.absolute().parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            for name in sorted(files):
                entry = zipfile.ZipInfo(name, THE_BEGINNING)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
        os.chmod(draft, 0o644)
        os.replace(draft, out)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return sum(name.startswith("cases/") for name in files)


def files_of(campaign: Campaign) -> Files:
    """The content of every file of the campaign's pack by its name."""
    document = campaign_document(campaign)
    files = {"campaign.json": _as_json({"format": FORMAT} | document)}
    for case in cases_with_all([*document["features"], *document["remembers"]]):
        case_file = case_document(case)
        if case.portrait:
            picture = f"pictures/{case.slug}.webp"
            files[picture] = _picture(case.slug, str(case.portrait.name))
            case_file["picture"]["file"] = picture
        files[f"cases/{case.slug}.json"] = _as_json(case_file)
    return files


def _picture(slug: str, name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return file.read()
    except OSError as error:
        raise PackRefused(
            [Fault(f"cases/{slug}.json", "picture", f"{name} is gone from the storage")]
        ) from error


def _as_json(document: Document) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

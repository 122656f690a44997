"""From files that strangers made to a pack that can be trusted: all faults at once, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema

from cases.casepack import checks, json_text, pictures, schema
from cases.casepack.documents import Document
from cases.casepack.faults import Fault, PackRefused, place_of, sentences_of
from cases.casepack.reading import Files, read_files


@dataclass(frozen=True)
class Pack:
    """A pack in which nothing is wrong. ``pictures`` are re-encoded, by the slug of their case."""

    campaign: Document
    cases: dict[str, Document]
    pictures: dict[str, bytes]


def read_pack(path: Path) -> Pack:
    """The pack in a ZIP or folder. Raises PackRefused with every fault that could be found."""
    return pack_of(read_files(path))


def pack_of(files: Files) -> Pack:
    """The pack that the files are. Raises PackRefused with every fault that could be found."""
    documents, faults = _documents_of(files)
    slugs = {name[len("cases/") : -len(".json")] for name in files if name.startswith("cases/")}
    campaign = documents.pop("campaign.json", None)
    cases = {name[len("cases/") : -len(".json")]: document for name, document in documents.items()}
    if "campaign.json" not in files:
        faults.append(Fault("campaign.json", "", "is missing"))
    if campaign is not None:
        faults += [Fault("campaign.json", *found) for found in checks.in_campaign(campaign, slugs)]
        for slug in sorted(slugs - {*campaign["features"], *campaign["remembers"]}):
            faults.append(Fault(f"cases/{slug}.json", "", "campaign.json neither features nor remembers it"))
    for slug, case in cases.items():
        faults += [Fault(f"cases/{slug}.json", *found) for found in checks.in_case(case, slug)]
    encoded, picture_faults = _pictures_of(files, cases)
    faults += picture_faults
    if faults or campaign is None:
        raise PackRefused(faults)
    return Pack(campaign, {slug: _normal(case) for slug, case in cases.items()}, encoded)


def _documents_of(files: Files) -> tuple[dict[str, Document], list[Fault]]:
    """Every JSON file of the right shape by its name, and the faults of the others."""
    documents: dict[str, Document] = {}
    faults: list[Fault] = []
    for name, content in sorted(files.items()):
        if not name.endswith(".json"):
            continue
        document, found = json_text.parse(name, content)
        if not found:
            shape = schema.CAMPAIGN if name == "campaign.json" else schema.CASE
            found = list(_faults_of_shape(name, document, shape))
        if not found:
            documents[name] = document
        faults += found
    return documents, faults


def _faults_of_shape(name: str, document: Any, shape: schema.Schema) -> Iterator[Fault]:
    validator = jsonschema.Draft202012Validator(shape)
    for error in sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.path))):
        for text in sentences_of(error):
            yield Fault(name, place_of(error.absolute_path), text)


def _pictures_of(files: Files, cases: dict[str, Document]) -> tuple[dict[str, bytes], list[Fault]]:
    encoded: dict[str, bytes] = {}
    faults: list[Fault] = []
    named = {case["picture"]["file"]: slug for slug, case in sorted(cases.items()) if "picture" in case}
    for slug, case in sorted(cases.items()):
        name = case.get("picture", {}).get("file", "")
        if name and name not in files:
            faults.append(Fault(f"cases/{slug}.json", "picture.file", f"there is no file {name}"))
        elif name:
            try:
                encoded[slug] = pictures.re_encoded(files[name])
            except pictures.NoPicture as no_picture:
                faults.append(Fault(name, "", str(no_picture)))
    # A case file that was refused may be the one that names the picture: then say nothing of it.
    if len(cases) == sum(name.startswith("cases/") for name in files):
        strays = [name for name in sorted(files) if name.startswith("pictures/") and name not in named]
        faults += [Fault(name, "", "no case shows this picture") for name in strays]
    return encoded, faults


def _normal(case: Document) -> Document:
    """The case with each addressee's demands in the order of the case's own: the only order that is kept."""
    order = {demand["key"]: number for number, demand in enumerate(case["demands"])}
    addressees = [
        addressee | {"demands": sorted(addressee["demands"], key=order.__getitem__)}
        for addressee in case["addressees"]
    ]
    return case | {"addressees": addressees}

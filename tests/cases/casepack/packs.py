"""Makers of packs: a small one in which nothing is wrong, to be spoiled by each test in its own way."""

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image

REAL = Path(__file__).parents[3] / "cases" / "packs" / "write-for-rights-2013"

BODY = "{{ salutation }}\n\nFree {{ case }}.\n\n{{ demands }}\n\n{{ own_words }}\n\n{{ sender }}"

CAMPAIGN: dict[str, Any] = {
    "format": "letter-marathon-pack/1",
    "campaign": {
        "slug": "winter",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-31",
        "name": {"en": "Winter", "pl": "Zima"},
        "summary": {"en": "We write.", "pl": "Piszemy."},
    },
    "features": ["ada"],
    "remembers": [],
    "published": [
        {
            "year": 2013,
            "scope": "PL",
            "place": "",
            "measure": "letters",
            "count": 214472,
            "status": "final",
            "source": "a page",
            "note": {"en": "A note.", "pl": "Uwaga."},
        }
    ],
}

CASE: dict[str, Any] = {
    "slug": "ada",
    "country": "KH",
    "initials": "AB",
    "happened": "imprisoned",
    "pronoun": "her",
    "is_posthumous": False,
    "is_historical": True,
    "youngest_age": 10,
    "confidence": "high",
    "name": {"en": "Ada", "pl": "Ada"},
    "who": {"en": "a gardener", "pl": "ogrodniczka"},
    "headline": {"en": "Imprisoned for a garden", "pl": "Więziona za ogród"},
    "abuse": {"en": "Three years.", "pl": "Trzy lata."},
    "story": {"en": "A story.", "pl": "Historia."},
    "demands": [
        {"key": "release", "text": {"en": "release her", "pl": "jej uwolnienie", "ru": "освободить её"}},
        {"key": "care", "text": {"en": "let a doctor see her", "pl": "opiekę lekarską", "ru": "врача"}},
    ],
    "milestones": [
        {
            "key": "arrested",
            "date": "2012-09-04",
            "kind": "arrested",
            "text": {"en": "Arrested.", "pl": "Zatrzymana."},
            "source": "a page",
        },
        {
            "key": "free",
            "date": "2013",
            "kind": "released",
            "text": {"en": "Free.", "pl": "Wolna."},
            "source": "a page",
        },
    ],
    "figures": [
        {"key": "sent", "letters": 9, "claim": {"en": "letters", "pl": "listów"}, "source": "a page"}
    ],
    "addressees": [
        {
            "key": "minister",
            "kind": "authority",
            "country": "KH",
            "office": {"en": "The Minister", "pl": "Minister"},
            "is_verified": True,
            "salutation": {"en": "Dear Minister,", "pl": "Szanowny Panie,", "ru": "Уважаемый,"},
            "address": ["1 Palace Road", "Capital"],
            "demands": ["release", "care"],
            "rules": {
                "religion": False,
                "organisation": True,
                "sender": "full",
                "drawings": False,
                "send_until": "2026-12-31",
            },
            "letters": {"state": "wanted"},
            "wordings": [
                {"language": "en", "body": BODY, "translation": {"pl": BODY}},
                {"language": "ru", "body": BODY, "translation": {"en": BODY, "pl": BODY}},
            ],
        },
        {
            "key": "ada",
            "kind": "person",
            "country": "KH",
            "office": {"en": "Ada", "pl": "Ada"},
            "is_verified": False,
            "unverified_note": {"en": "No address.", "pl": "Brak adresu."},
            "salutation": {"en": "Dear Ada,", "pl": "Droga Ado,"},
            "address": [],
            "demands": [],
            "rules": {
                "religion": False,
                "organisation": False,
                "sender": "initials",
                "drawings": True,
                "send_until": None,
            },
            "letters": {
                "state": "not_wanted",
                "reason": "free",
                "note": {"en": "She is free.", "pl": "Jest wolna."},
            },
            "advice": {"en": "Be warm.", "pl": "Pisz ciepło."},
            "wordings": [],
        },
    ],
}


def campaign(**changes: Any) -> dict[str, Any]:
    """A campaign.json, with some of its keys changed."""
    return copy.deepcopy(CAMPAIGN) | changes


def case(**changes: Any) -> dict[str, Any]:
    """The file of a case, with some of its keys changed."""
    return copy.deepcopy(CASE) | changes


def files(*cases: dict[str, Any], **changes: Any) -> dict[str, bytes]:
    """The files of a pack that features the cases (one, unless said otherwise)."""
    cases = cases or (case(),)
    documents = {"campaign.json": campaign(features=[one["slug"] for one in cases]) | changes}
    documents |= {f"cases/{one['slug']}.json": one for one in cases}
    return {name: json.dumps(document).encode() for name, document in documents.items()}


def as_zip(path: Path, content: dict[str, bytes]) -> Path:
    """A ZIP of the files at the path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def as_folder(path: Path, content: dict[str, bytes]) -> Path:
    """A folder of the files at the path."""
    for name, data in content.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A picture whose halves differ."""
    image = Image.new("RGB", size, "navy")
    image.paste("orange", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()

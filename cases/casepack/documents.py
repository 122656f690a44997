"""Campaigns and cases as the documents of a pack: what an export writes and an import compares with."""

from typing import Any

from django.db import models

from cases.models import Addressee, Campaign, Case, Feature

Document = dict[str, Any]

CASE_TEXTS = ("name", "who", "headline", "abuse", "story", "sensitive", "confidence_note")
CASE_FIELDS = (
    *("slug", "country", "initials", "year", "happened", "pronoun"),
    *("is_posthumous", "is_historical", "youngest_age", "confidence"),
)
CASE_KEYS = (
    *("slug", "country", "initials", "year", "happened", "pronoun", "is_posthumous", "is_historical"),
    *("youngest_age", "sensitive", "confidence", "confidence_note", "name", "who", "headline", "abuse"),
    *("story", "picture", "demands", "milestones", "figures", "addressees"),
)
PUBLISHED_FIELDS = ("year", "scope", "place", "measure", "count", "status", "source")
RULES = {
    "religion": "may_mention_religion",
    "organisation": "may_name_organisation",
    "sender": "sender",
    "drawings": "may_enclose_drawings",
    "send_until": "send_until",
}


def cases_with_all(slugs: list[str]) -> list[Case]:
    """The cases with everything a document needs, in a handful of queries."""
    return list(
        Case.objects.filter(slug__in=slugs).prefetch_related(
            "translations",
            "demands__translations",
            "milestones__translations",
            "figures__translations",
            "addressees__translations",
            "addressees__demands",
            "addressees__wordings__translations",
        )
    )


def _texts(row: Any, field: str) -> dict[str, str]:
    """A text by language, English first; languages in which it is blank are left out."""
    texts = {text.language_code: getattr(text, field) for text in row.translations.all()}
    return {code: texts[code] for code in sorted(texts, key=lambda code: (code != "en", code)) if texts[code]}


def _with_texts(document: Document, row: Any, *fields: str) -> Document:
    return document | {field: texts for field in fields if (texts := _texts(row, field))}


def _by_id(rows: models.Manager) -> list[Any]:
    """In the order in which they were laid down, which is the one of the pack."""
    return sorted(rows.all(), key=lambda row: row.pk)


def campaign_document(campaign: Campaign) -> Document:
    """What campaign.json says, without its format."""
    features = list(campaign.features.select_related("case").order_by("position", "id"))
    head: Document = {"slug": campaign.slug, "starts_on": str(campaign.starts_on)}
    head |= {"ends_on": str(campaign.ends_on)} | ({"is_final": True} if campaign.is_final else {})
    totals = campaign.published.prefetch_related("translations").order_by("id")
    return {
        "campaign": _with_texts(head, campaign, "name", "summary"),
        "features": [row.case.slug for row in features if row.shown_as == Feature.As.FEATURED],
        "remembers": [row.case.slug for row in features if row.shown_as == Feature.As.REMEMBERED],
        "published": [
            _with_texts({name: getattr(total, name) for name in PUBLISHED_FIELDS}, total, "note")
            for total in totals
        ],
    }


def case_document(case: Case) -> Document:
    """What the file of a case says. ``picture.file`` is the name in our storage."""
    document: Document = {name: getattr(case, name) for name in CASE_FIELDS}
    if case.year is None:
        del document["year"]
    if case.portrait:
        document["picture"] = {"file": case.portrait.name, "credit": case.portrait_credit}
    document = _with_texts(document, case, *CASE_TEXTS) | {
        "demands": [
            _with_texts({"key": demand.key}, demand, "text")
            for demand in sorted(case.demands.all(), key=lambda row: (row.position, row.pk))
        ],
        "milestones": [
            _with_texts({"key": row.key, "date": row.partial_date, "kind": row.kind}, row, "text")
            | {"source": row.source}
            for row in _by_id(case.milestones)
        ],
        "figures": [
            _with_texts({"key": row.key, "letters": row.letters}, row, "claim") | {"source": row.source}
            for row in _by_id(case.figures)
        ],
        "addressees": [
            _addressee_document(row)
            for row in sorted(case.addressees.all(), key=lambda row: (row.position, row.pk))
        ],
    }
    return {key: document[key] for key in CASE_KEYS if key in document}


def _addressee_document(addressee: Addressee) -> Document:
    document: Document = {"key": addressee.key, "kind": addressee.kind, "country": addressee.country}
    document = _with_texts(document, addressee, "office")
    document["is_verified"] = addressee.is_verified
    document = _with_texts(document, addressee, "unverified_note", "salutation")
    rules = {key: getattr(addressee, field) for key, field in RULES.items()}
    letters: Document = {"state": addressee.letters}
    if addressee.closed_reason:
        letters["reason"] = addressee.closed_reason
    if note := _texts(addressee, "closed_note"):
        letters["note"] = note
    demands = sorted(addressee.demands.all(), key=lambda row: (row.position, row.pk))
    document |= {
        "address": [line.strip() for line in addressee.address.split("\n") if line.strip()],
        "demands": [demand.key for demand in demands],
        "rules": rules | {"send_until": str(rules["send_until"]) if rules["send_until"] else None},
        "letters": letters,
    }
    return _with_texts(document, addressee, "advice") | {
        "wordings": [
            _with_texts({"language": row.language, "body": row.body}, row, "translation")
            for row in _by_id(addressee.wordings)
        ]
    }

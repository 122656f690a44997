"""Documents into rows: what is there and the same stays, by its key; what vanished goes; the rest is laid."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from cases.casepack.documents import CASE_FIELDS, CASE_TEXTS, PUBLISHED_FIELDS, RULES, Document
from cases.models import Campaign, Case, Feature, Milestone


@dataclass(frozen=True)
class Row:
    """One row to be laid: its plain fields, and its texts by field and language."""

    fields: dict[str, Any]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def lay_case(document: Document) -> None:
    """Afterwards the case and all that belongs to it stand as the document says. Runs in a transaction."""
    fields = {"year": None} | {name: document[name] for name in CASE_FIELDS if name in document}
    picture = document.get("picture", {"file": "", "credit": ""})
    fields |= {"portrait": picture["file"], "portrait_credit": picture["credit"]}
    texts = {name: document.get(name, {}) for name in CASE_TEXTS}
    case = _lay(Case.objects.filter(slug=document["slug"]).first() or Case(), Row(fields, texts))
    demands = _lay_all(
        case.demands, ("key",), [_positioned(row, number) for number, row in enumerate(document["demands"])]
    )
    _lay_all(case.milestones, ("key",), [_milestone(row) for row in document["milestones"]])
    _lay_all(case.figures, ("key",), [_split(row, "claim") for row in document["figures"]])
    addressees = _lay_all(
        case.addressees,
        ("key",),
        [_addressee(row, number) for number, row in enumerate(document["addressees"])],
    )
    demand_of = {demand.key: demand for demand in demands}
    for addressee, row in zip(addressees, document["addressees"], strict=True):
        addressee.demands.set([demand_of[key] for key in row["demands"]])
        _lay_all(
            addressee.wordings,
            ("language",),
            [
                Row(
                    {"language": wording["language"], "body": wording["body"]},
                    {"translation": wording.get("translation", {})},
                )
                for wording in row["wordings"]
            ],
        )


def lay_campaign(document: Document) -> None:
    """Afterwards the campaign, its features and its published totals stand as the document says.

    Its cases have to be there. The features of other campaigns are not touched.
    """
    head = document["campaign"]
    fields = {
        "slug": head["slug"],
        "starts_on": dt.date.fromisoformat(head["starts_on"]),
        "ends_on": dt.date.fromisoformat(head["ends_on"]),
        "is_final": head.get("is_final", False),
    }
    texts = {"name": head["name"], "summary": head.get("summary", {})}
    campaign = _lay(Campaign.objects.filter(slug=head["slug"]).first() or Campaign(), Row(fields, texts))
    shown = [(slug, Feature.As.FEATURED) for slug in document["features"]]
    shown += [(slug, Feature.As.REMEMBERED) for slug in document["remembers"]]
    ids = dict(Case.objects.filter(slug__in=[slug for slug, _as in shown]).values_list("slug", "pk"))
    rows = [
        Row({"case_id": ids[slug], "shown_as": shown_as.value, "position": number})
        for number, (slug, shown_as) in enumerate(shown)
    ]
    _lay_all(campaign.features, ("case_id",), rows)
    totals = [_split(row, "note") for row in document["published"]]
    _lay_all(campaign.published, tuple(name for name in PUBLISHED_FIELDS if name != "source"), totals)


def _split(document: Document, text: str) -> Row:
    fields = {name: value for name, value in document.items() if name != text}
    return Row(fields, {text: document.get(text, {})})


def _positioned(document: Document, position: int) -> Row:
    row = _split(document, "text")
    return Row(row.fields | {"position": position}, row.texts)


def _milestone(document: Document) -> Row:
    row = _split(document, "text")
    day, precision = Milestone.parse_date(row.fields.pop("date"))
    return Row(row.fields | {"happened_on": day, "precision": precision}, row.texts)


def _addressee(document: Document, position: int) -> Row:
    rules = {field: document["rules"][key] for key, field in RULES.items()}
    if rules["send_until"] is not None:
        rules["send_until"] = dt.date.fromisoformat(rules["send_until"])
    letters = document["letters"]
    fields = {name: document[name] for name in ("key", "kind", "country", "is_verified")}
    fields |= rules | {
        "position": position,
        "address": "\n".join(document["address"]),
        "letters": letters["state"],
        "closed_reason": letters.get("reason", ""),
    }
    texts = {name: document.get(name, {}) for name in ("office", "salutation", "unverified_note", "advice")}
    return Row(fields, texts | {"closed_note": letters.get("note", {})})


def _lay_all(manager: Any, key: tuple[str, ...], wanted: list[Row]) -> list[Any]:
    """The rows of one owner as wanted, in that order; rows of the same key keep their ids."""
    present = {tuple(getattr(row, name) for name in key): row for row in manager.order_by("pk")}
    keys = [tuple(row.fields[name] for name in key) for row in wanted]
    gone = [row.pk for found, row in present.items() if found not in keys]
    manager.filter(pk__in=gone).delete()
    if not _has_position(manager.model) and not _in_order([present.get(found) for found in keys]):
        # Without a position the ids are the order, and nothing points at these rows: lay them anew.
        manager.all().delete()
        present = {}
    owner = {manager.field.name: manager.instance}
    return [
        _lay(present.get(found) or manager.model(**owner), row)
        for found, row in zip(keys, wanted, strict=True)
    ]


def _has_position(model: type[models.Model]) -> bool:
    return any(column.name == "position" for column in model._meta.fields)


def _in_order(rows: list[models.Model | None]) -> bool:
    """Whether the rows that are there stand in order of their ids, with the new ones behind them."""
    ids = [row.pk if row is not None else float("inf") for row in rows]
    return ids == sorted(ids)


def _lay(row: Any, wanted: Row) -> Any:
    """Saves the row where a field differs, and its translations where one does."""
    changed = [name for name, value in wanted.fields.items() if getattr(row, name) != value]
    if row.pk is None or changed:
        for name in changed:
            setattr(row, name, wanted.fields[name])
        row.save()
    if wanted.texts:
        _lay_texts(row, wanted.texts)
    return row


def _lay_texts(row: Any, texts: dict[str, dict[str, str]]) -> None:
    languages = {code for text in texts.values() for code in text}
    present = {text.language_code: text for text in row.translations.all()}
    row.translations.exclude(language_code__in=languages).delete()
    new = []
    for code in sorted(languages):
        values = {name: text.get(code, "") for name, text in texts.items()}
        if code not in present:
            new.append(row.translations.model(master=row, language_code=code, **values))
        elif any(getattr(present[code], name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(present[code], name, value)
            present[code].save()
    row.translations.bulk_create(new)

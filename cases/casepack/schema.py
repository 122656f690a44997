"""The shape of a pack's files as JSON Schema, Draft 2020-12. The limits are those of the tables."""

from typing import Any

from cases.kinds import LETTERS
from cases.models import Addressee, Case, Milestone, PublishedTotal

FORMAT = "letter-marathon-pack/1"
Schema = dict[str, Any]

# ``$`` alone would let a line break at the end through.
END = r"$(?!\n)"


def _matching(pattern: str, description: str, longest: int | None = None) -> Schema:
    length = {"maxLength": longest} if longest else {}
    return {"type": "string", "pattern": pattern + END, "description": description, **length}


def _slug(longest: int = 50) -> Schema:
    return _matching("^[a-z0-9][a-z0-9_-]*", "a name of small letters, digits and hyphens", longest)


def _line(longest: int) -> Schema:
    return _matching(r"^[^\r\n]*[^\s][^\r\n]*", "one line of text", longest)


def _text(longest: int = 20_000) -> Schema:
    return {"type": "string", "pattern": r"\S", "description": "text", "maxLength": longest}


def _in_languages(text: Schema) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 60,
        "propertyNames": LANGUAGE,
        "additionalProperties": text,
    }


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


def _list(items: Schema, longest: int = 200, **rules: Any) -> Schema:
    return {"type": "array", "items": items, "maxItems": longest, **rules}


def _one_of(values: list[str]) -> Schema:
    return {"type": "string", "enum": values}


def _number(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


YES: Schema = {"type": "boolean"}
LANGUAGE = _matching("^[a-z]{2,3}(-[a-z0-9]{2,6})?", "a language code such as en or zh-hans")
COUNTRY = _matching("^[A-Z]{2}", "a country code of two capital letters, such as KH")
DAY = _matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date like 2012-09-04")
PARTIAL_DATE = _matching("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "a date like 2012-09-04, 2012-09 or 2012", 10)
COUNT = _number(0, 2_000_000_000)
YEAR = _number(1900, 2200)

PUBLISHED = _object(
    {
        "year": YEAR,
        "scope": _matching("^(world|[A-Z]{2})", "“world” or a country code such as PL"),
        "place": {"type": "string", "maxLength": 100},
        "measure": _one_of(PublishedTotal.Measure.values),
        "count": _number(1, 2_000_000_000),
        "status": _one_of(PublishedTotal.Status.values),
        "source": _line(200),
    },
    {"note": _in_languages(_line(250))},
)

CAMPAIGN = _object(
    {
        "format": {"const": FORMAT},
        "campaign": _object(
            {"slug": _slug(), "starts_on": DAY, "ends_on": DAY, "name": _in_languages(_line(120))},
            {"summary": _in_languages(_text()), "is_final": YES},
        ),
        "features": _list(_slug(), uniqueItems=True),
        "remembers": _list(_slug(), uniqueItems=True),
        "published": _list(PUBLISHED, 2_000),
    }
)

WORDING = _object(
    {"language": LANGUAGE, "body": _text()},
    {"translation": _in_languages(_text())},
)

ADDRESSEE = _object(
    {
        "key": _slug(),
        "kind": _one_of([kind.value for kind in LETTERS]),
        "country": COUNTRY,
        "office": _in_languages(_line(200)),
        "is_verified": YES,
        "salutation": _in_languages(_line(200)),
        "address": _list(_line(120), 12),
        "demands": _list(_slug(), 20, uniqueItems=True),
        "rules": _object(
            {
                "religion": YES,
                "organisation": YES,
                "sender": _one_of(Addressee.Sender.values),
                "drawings": YES,
                "send_until": DAY | {"type": ["string", "null"]},
            }
        ),
        "letters": _object(
            {"state": _one_of(Addressee.Letters.values)},
            {
                "reason": _one_of([value for value in Addressee.Reason.values if value]),
                "note": _in_languages(_text(2_000)),
            },
        ),
        "wordings": _list(WORDING, 60),
    },
    {"unverified_note": _in_languages(_text(2_000)), "advice": _in_languages(_text(2_000))},
)

CASE = _object(
    {
        "slug": _slug(),
        "country": COUNTRY,
        "initials": _line(3),
        "happened": _one_of(Case.Happened.values),
        "pronoun": _one_of(Case.Pronoun.values),
        "is_posthumous": YES,
        "is_historical": YES,
        "youngest_age": _number(0, 18),
        "confidence": _one_of(Case.Confidence.values),
        "name": _in_languages(_line(160)),
        "who": _in_languages(_line(250)),
        "headline": _in_languages(_line(160)),
        "abuse": _in_languages(_text(5_000)),
        "story": _in_languages(_text(50_000)),
        "demands": _list(_object({"key": _slug(), "text": _in_languages(_line(400))}), 50),
        "milestones": _list(
            _object(
                {
                    "key": _slug(80),
                    "date": PARTIAL_DATE,
                    "kind": _one_of(Milestone.Kind.values),
                    "text": _in_languages(_text(2_000)),
                    "source": _line(200),
                }
            )
        ),
        "figures": _list(
            _object(
                {"key": _slug(), "letters": COUNT, "claim": _in_languages(_line(250)), "source": _line(200)}
            )
        ),
        "addressees": _list(ADDRESSEE, 30),
    },
    {
        "year": YEAR,
        "sensitive": _in_languages(_text(2_000)),
        "confidence_note": _in_languages(_text(5_000)),
        "picture": _object(
            {
                "file": _matching(
                    r"^pictures/[A-Za-z0-9_-][A-Za-z0-9._-]*", "the name of a file in pictures/", 100
                ),
                "credit": _line(200),
            }
        ),
    },
)

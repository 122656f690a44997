"""What a schema cannot say: keys that must be known, dates that must exist, languages that must be there."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cases.casepack.documents import Document
from cases.countries import codes
from cases.fields import faults_in
from cases.models import Milestone

# A place in a file, and what is wrong there.
Found = Iterator[tuple[str, str]]


def _twice(items: Iterable[Any]) -> list[Any]:
    return [item for item, count in Counter(items).items() if count > 1]


def _country(place: str, code: str) -> Found:
    if code not in codes():
        yield place, f"“{code}” is the code of no country"


def _day(place: str, text: str) -> Found:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        yield place, f"“{text}” is no day of the calendar"


def _same_languages(leader: str, texts: dict[str, dict[str, str] | None]) -> Found:
    """One row of texts is there in whole languages: half a language would read as blanks."""
    languages = texts[leader] or {}
    for place, text in texts.items():
        if text is None:
            continue
        if "en" not in text:
            yield place, "the English text (“en”) is missing"
        for code in languages:
            if code not in text and code != "en":
                yield place, f"the text in “{code}” is missing, which {leader} has"
        for code in text:
            if code not in languages and code != "en" and not place.endswith("salutation"):
                yield f"{place}.{code}", f"{leader} is not in “{code}”, so nobody would read this"


def in_campaign(document: Document, cases: set[str]) -> Found:
    """What is wrong with campaign.json beside a set of case files."""
    campaign = document["campaign"]
    bad_days = [
        *_day("campaign.starts_on", campaign["starts_on"]),
        *_day("campaign.ends_on", campaign["ends_on"]),
    ]
    yield from bad_days
    if not bad_days and campaign["ends_on"] < campaign["starts_on"]:
        yield "campaign.ends_on", "a campaign cannot end before it starts"
    yield from _same_languages(
        "campaign.name",
        {"campaign.name": campaign["name"], "campaign.summary": campaign.get("summary")},
    )
    for name in ("features", "remembers"):
        for number, slug in enumerate(document[name]):
            if slug not in cases:
                yield f"{name}[{number}]", f"there is no file cases/{slug}.json"
    for slug in document["remembers"]:
        if slug in document["features"]:
            yield "remembers", f"“{slug}” stands among the features too"
    yield from _published(document["published"])


def _published(published: list[Document]) -> Found:
    keys = ("year", "scope", "place", "measure", "status", "count")
    seen: set[tuple[Any, ...]] = set()
    for number, total in enumerate(published):
        place = f"published[{number}]"
        if total["scope"] != "world":
            yield from _country(f"{place}.scope", total["scope"])
        if total.get("note"):
            yield from _same_languages(f"{place}.note", {f"{place}.note": total["note"]})
        key = tuple(total[name] for name in keys)
        if key in seen:
            yield place, "this number stands there already"
        seen.add(key)


def in_case(document: Document, slug: str) -> Found:
    """What is wrong with a case file of the name ``slug``.json."""
    if document["slug"] != slug:
        yield "slug", f"“{document['slug']}” is not the name of the file"
    yield from _country("country", document["country"])
    texts = ("name", "who", "headline", "abuse", "story", "sensitive", "confidence_note")
    yield from _same_languages("name", {name: document.get(name) for name in texts})
    for name in ("demands", "milestones", "figures", "addressees"):
        for key in _twice(row["key"] for row in document[name]):
            yield name, f"the key “{key}” stands there twice"
    for name, text in (("demands", "text"), ("milestones", "text"), ("figures", "claim")):
        for number, row in enumerate(document[name]):
            place = f"{name}[{number}].{text}"
            yield from _same_languages(place, {place: row[text]})
    for number, milestone in enumerate(document["milestones"]):
        try:
            Milestone.parse_date(milestone["date"])
        except ValueError:
            yield f"milestones[{number}].date", f"“{milestone['date']}” is no day of the calendar"
    demands = {demand["key"]: demand["text"] for demand in document["demands"]}
    for number, addressee in enumerate(document["addressees"]):
        for place, text in _in_addressee(addressee, demands):
            yield f"addressees[{number}].{place}", text


def _in_addressee(addressee: Document, demands: dict[str, dict[str, str]]) -> Found:
    yield from _country("country", addressee["country"])
    if addressee["is_verified"] and not addressee["address"]:
        yield "address", "an addressee without a postal address is not verified"
    letters = addressee["letters"]
    if letters["state"] == "wanted":
        for key in ("reason", "note"):
            if key in letters:
                yield f"letters.{key}", "stands only where letters are no longer wanted"
    elif "reason" not in letters:
        yield "letters", "say why letters are no longer wanted: “reason” is missing"
    if addressee["rules"]["send_until"] is not None:
        yield from _day("rules.send_until", addressee["rules"]["send_until"])
    texts = {name: addressee.get(name) for name in ("office", "salutation", "unverified_note", "advice")}
    yield from _same_languages("office", {**texts, "letters.note": letters.get("note")})
    for number, key in enumerate(addressee["demands"]):
        if key not in demands:
            yield f"demands[{number}]", f"the case has no demand “{key}”"
    for language in _twice(wording["language"] for wording in addressee["wordings"]):
        yield "wordings", f"there are two letters in “{language}”"
    known = {key: demands[key] for key in addressee["demands"] if key in demands}
    for number, wording in enumerate(addressee["wordings"]):
        for place, text in _in_wording(wording, addressee["salutation"], known):
            yield f"wordings[{number}].{place}", text


def _in_wording(wording: Document, salutation: dict[str, str], demands: dict[str, dict[str, str]]) -> Found:
    language = wording["language"]
    if language not in salutation:
        yield "language", f"the letter is in “{language}”, but the salutation is not"
    for key, texts in demands.items():
        if language not in texts:
            yield "language", f"the letter is in “{language}”, but the demand “{key}” is not"
    for line, fault in faults_in(wording["body"]):
        yield "body", f"line {line}: {fault}"
    for code, translation in wording.get("translation", {}).items():
        for line, fault in faults_in(translation, required=()):
            yield f"translation.{code}", f"line {line}: {fault}"

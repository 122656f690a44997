"""Every fault of a pack is named with its file, its place and a sentence, all at once."""

import json
from typing import Any

import pytest

from cases.casepack import PackRefused
from cases.casepack.validating import read_pack
from tests.cases.casepack import packs

pytestmark = pytest.mark.anywhere


def faults_of(path) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        read_pack(path)
    return [str(fault) for fault in refused.value.faults]


def faults_in_case(tmp_path, case: dict[str, Any]) -> list[str]:
    content = packs.files(packs.case())
    content["cases/ada.json"] = json.dumps(case).encode()
    return [
        line.removeprefix("cases/ada.json: ") for line in faults_of(packs.as_zip(tmp_path / "p.zip", content))
    ]


def test_good_pack_has_no_fault(tmp_path):
    pack = read_pack(packs.as_zip(tmp_path / "p.zip", packs.files()))
    assert pack.cases == {"ada": packs.CASE}


def test_real_pack_has_no_fault():
    assert len(read_pack(packs.REAL).cases) == 15


def put(document: dict[str, Any], place: list[Any], value: Any) -> dict[str, Any]:
    """The document with a value put at a place, or taken away there where the value is ``...``."""
    at: Any = document
    for step in place[:-1]:
        at = at[step]
    if value is ...:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    return document


MINISTER = ["addressees", 0]
CASE_FAULTS = [
    (["country"], "kh", "country: “kh” is not a country code of two capital letters, such as KH"),
    (["country"], "KH\n", "country: “KH\n” is not a country code"),
    (["country"], "XX", "country: “XX” is the code of no country"),
    (["initials"], "ABCD", "initials: is longer than 3 characters"),
    (["happened"], "lost", "happened: “lost” is none of “imprisoned”, “tortured”, “attacked”, “killed”"),
    (["youngest_age"], 19, "youngest_age: 19 is more than 18"),
    (["youngest_age"], True, "youngest_age: true is not a whole number"),
    (["is_historical"], "yes", "is_historical: “yes” is not true or false"),
    (["year"], None, "year: null is not a whole number"),
    (["name"], ..., "“name” is missing"),
    (["nickname"], {"en": "x"}, "“nickname” is not a key of the format"),
    (["slug"], "bea", "slug: “bea” is not the name of the file"),
    (["slug"], "Ada B", "slug: “Ada B” is not a name of small letters, digits and hyphens"),
    (["name", "en"], ..., "name: the English text (“en”) is missing"),
    (["who", "pl"], ..., "who: the text in “pl” is missing, which name has"),
    (["who", "de"], "Gärtnerin", "who.de: name is not in “de”, so nobody would read this"),
    (["headline", "en"], "x" * 161, "headline.en: is longer than 160 characters"),
    (["headline", "en"], "a\nb", "headline.en: “a\nb” is not one line of text"),
    (["headline", "en"], "  ", "headline.en: “  ” is not one line of text"),
    (["story", "EN"], "x", "story: “EN” is not a language code such as en or zh-hans"),
    (["story"], {}, "story: is empty"),
    (["story"], "A story", "story: “A story” is not an object in braces"),
    (
        ["demands"],
        [*packs.CASE["demands"], packs.CASE["demands"][0]],
        "demands: the key “release” stands there twice",
    ),
    (["milestones", 0, "text", "en"], ..., "milestones[0].text: the English text (“en”) is missing"),
    (["demands", 0, "text", "en"], "x" * 401, "demands[0].text.en: is longer than 400 characters"),
    (["milestones", 1, "key"], "arrested", "milestones: the key “arrested” stands there twice"),
    (["milestones", 0, "date"], "2012-02-30", "milestones[0].date: “2012-02-30” is no day of the calendar"),
    (["milestones", 0, "date"], "2012-13", "milestones[0].date: “2012-13” is no day of the calendar"),
    (["milestones", 0, "date"], "0000", "milestones[0].date: “0000” is no day of the calendar"),
    (
        ["milestones", 0, "date"],
        "4 Sep",
        "milestones[0].date: “4 Sep” is not a date like 2012-09-04, 2012-09 or 2012",
    ),
    (["milestones", 0, "source"], "", "milestones[0].source: “” is not one line of text"),
    (["milestones", 0, "kind"], "freed", "milestones[0].kind: “freed” is none of “arrested”"),
    (["figures", 0, "letters"], -1, "figures[0].letters: -1 is less than 0"),
    (["figures", 0, "letters"], 9_000_000_000, "figures[0].letters: 9000000000 is more than 2,000,000,000"),
    ([*MINISTER, "key"], "ada", "addressees: the key “ada” stands there twice"),
    ([*MINISTER, "kind"], "email", "addressees[0].kind: “email” is none of “authority”, “person”, “copy”"),
    ([*MINISTER, "country"], "ZZ", "addressees[0].country: “ZZ” is the code of no country"),
    (
        [*MINISTER, "address"],
        [],
        "addressees[0].address: an addressee without a postal address is not verified",
    ),
    ([*MINISTER, "address"], ["x"] * 13, "addressees[0].address: has more than 12 entries"),
    ([*MINISTER, "demands"], ["fly"], "addressees[0].demands[0]: the case has no demand “fly”"),
    ([*MINISTER, "demands"], ["release"] * 2, "addressees[0].demands: names something twice"),
    (
        [*MINISTER, "rules", "send_until"],
        "2026-02-29",
        "addressees[0].rules.send_until: “2026-02-29” is no day of the calendar",
    ),
    (
        [*MINISTER, "rules", "send_until"],
        "soon",
        "addressees[0].rules.send_until: “soon” is not a date like 2012-09-04",
    ),
    ([*MINISTER, "rules", "sender"], ..., "addressees[0].rules: “sender” is missing"),
    (
        [*MINISTER, "letters"],
        {"state": "not_wanted"},
        "addressees[0].letters: say why letters are no longer wanted: “reason” is missing",
    ),
    (
        [*MINISTER, "letters"],
        {"state": "wanted", "reason": "free"},
        "addressees[0].letters.reason: stands only where letters are no longer wanted",
    ),
    (
        [*MINISTER, "salutation", "ru"],
        ...,
        "addressees[0].wordings[1].language: the letter is in “ru”, but the salutation is not",
    ),
    (
        ["demands", 1, "text", "ru"],
        ...,
        "addressees[0].wordings[1].language: the letter is in “ru”, but the demand “care” is not",
    ),
    ([*MINISTER, "wordings", 1, "language"], "en", "addressees[0].wordings: there are two letters in “en”"),
    (
        [*MINISTER, "wordings", 0, "body"],
        "{{ salutation }}\n\n{{ foo }} {{ sender }}",
        "addressees[0].wordings[0].body: line 3: unknown field {{ foo }}",
    ),
    (
        [*MINISTER, "wordings", 0, "body"],
        "{{ sender }}",
        "addressees[0].wordings[0].body: line 1: the field {{ salutation }} is missing",
    ),
    (
        [*MINISTER, "wordings", 0, "translation", "pl"],
        "a\n{{ x }}",
        "addressees[0].wordings[0].translation.pl: line 2: unknown field {{ x }}",
    ),
    (
        ["picture"],
        {"file": "pictures/a.png", "credit": "O"},
        "picture.file: there is no file pictures/a.png",
    ),
    (
        ["picture"],
        {"file": "../a.png", "credit": "O"},
        "picture.file: “../a.png” is not the name of a file in pictures/",
    ),
    (["who", "en"], "a\u0000b", "who.en: holds a control character or half of a letter"),
    (["who", "en"], "\ud800", "who.en: holds a control character or half of a letter"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), CASE_FAULTS, ids=[c[2][:60] for c in CASE_FAULTS])
def test_fault_in_a_case_is_named(tmp_path, place, value, sentence):
    faults = faults_in_case(tmp_path, put(packs.case(), place, value))
    assert [fault[: len(sentence)] for fault in faults] == [sentence]


CAMPAIGN_FAULTS = [
    (["format"], "pack/2", "format: “pack/2” must be “letter-marathon-pack/1”"),
    (["campaign", "starts_on"], "2026-11-31", "campaign.starts_on: “2026-11-31” is no day of the calendar"),
    (["campaign", "ends_on"], "2026-11-30", "campaign.ends_on: a campaign cannot end before it starts"),
    (["campaign", "name", "en"], ..., "campaign.name: the English text (“en”) is missing"),
    (["campaign", "summary", "pl"], ..., "campaign.summary: the text in “pl” is missing"),
    (["features"], ["ada", "bea"], "features[1]: there is no file cases/bea.json"),
    (["features"], ["ada", "ada"], "features: names something twice"),
    (["remembers"], ["ada"], "remembers: “ada” stands among the features too"),
    (
        ["published", 0, "scope"],
        "Poland",
        "published[0].scope: “Poland” is not “world” or a country code such as PL",
    ),
    (["published", 0, "scope"], "QQ", "published[0].scope: “QQ” is the code of no country"),
    (["published", 0, "count"], 0, "published[0].count: 0 is less than 1"),
    (["published", 0, "note", "en"], ..., "published[0].note: the English text (“en”) is missing"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), CAMPAIGN_FAULTS)
def test_fault_in_the_campaign_is_named(tmp_path, place, value, sentence):
    content = packs.files()
    content["campaign.json"] = json.dumps(put(packs.campaign(), place, value)).encode()
    faults = faults_of(packs.as_zip(tmp_path / "p.zip", content))
    sentence = f"campaign.json: {sentence}"
    assert [fault[: len(sentence)] for fault in faults] == [sentence]


def test_published_total_twice_is_named(tmp_path):
    content = packs.files(published=packs.CAMPAIGN["published"] * 2)
    assert faults_of(packs.as_zip(tmp_path / "p.zip", content)) == [
        "campaign.json: published[1]: this number stands there already"
    ]


def test_case_that_the_campaign_forgot_is_named(tmp_path):
    content = packs.files(features=[])
    assert faults_of(packs.as_zip(tmp_path / "p.zip", content)) == [
        "cases/ada.json: campaign.json neither features nor remembers it"
    ]


def test_pack_without_campaign_says_so(tmp_path):
    assert faults_of(packs.as_zip(tmp_path / "p.zip", {})) == ["campaign.json: is missing"]


def test_all_faults_of_all_files_are_named_at_once(tmp_path):
    bad = put(put(packs.case(), ["country"], "XX"), [*MINISTER, "country"], "YY")
    content = packs.files(bad, packs.case(slug="bea", initials=""), remembers=["cleo"])
    assert faults_of(packs.as_zip(tmp_path / "p.zip", content)) == [
        "cases/bea.json: initials: “” is not one line of text",
        "campaign.json: remembers[0]: there is no file cases/cleo.json",
        "cases/ada.json: country: “XX” is the code of no country",
        "cases/ada.json: addressees[0].country: “YY” is the code of no country",
    ]


JSON_FAULTS = [
    (b'\xef\xbb\xbf{"slug": "ada"}', "line 1: begins with a byte order mark; save it without"),
    (b'{"slug": "ada",\n "name": "\xff"}', "line 2: is not UTF-8"),
    ('{"slug": "ada"}'.encode("utf-16"), "line 1: is not UTF-8"),
    (b'{"slug": "ada", "slug": "bea"}', "the key “slug” stands twice in one object"),
    (b'{"year": NaN}', "NaN is not a whole number"),
    (b'{"year": -Infinity}', "-Infinity is not a whole number"),
    (b'{"year": 1e999}', "1e999 is not a whole number"),
    (b'{"year": 2013.5}', "2013.5 is not a whole number"),
    (b'{"year": ' + b"9" * 5000 + b"}", "999999999999999999… is too large a number"),
    (b"[" * 100_000, "is nested too deeply"),
    (b"[" * 500 + b"]" * 500, "is nested too deeply"),
    (b'{"slug": "ada"', "line 1: is not JSON: expecting ',' delimiter (column 15)"),
    (b"", "line 1: is not JSON: expecting value (column 1)"),
    (b"[]", "[] is not an object in braces"),
    (b"null", "null is not an object in braces"),
]


@pytest.mark.parametrize(("content", "sentence"), JSON_FAULTS, ids=range(len(JSON_FAULTS)))
def test_strange_json_is_named(tmp_path, content, sentence):
    files = packs.files() | {"cases/ada.json": content}
    assert faults_of(packs.as_zip(tmp_path / "p.zip", files)) == [f"cases/ada.json: {sentence}"]

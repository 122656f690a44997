"""What the README and the docs say is so: commands, addresses, accounts, links, settings."""

import argparse
import os
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from cases.fields import FIELDS
from marathon import demonstration
from marathon.start import DEMONSTRATION_PASSWORD

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# What stands in an address for a slug of the reader's own.
EXAMPLE = re.compile(r"<[a-z]+>")
CODE = re.compile(r"```.*?\n(.*?)```|((?:^    \S.*\n)+)|`([^`]+)`", re.DOTALL | re.MULTILINE)
# Promised for later: said to be missing, and to be told here when they are there.
NOT_YET = {"backup"}

every_document = pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)


def code_in(document: Path) -> list[str]:
    """What is set as code, a line or a span each."""
    found = []
    for fenced, indented, span in CODE.findall(document.read_text()):
        found += [" ".join(span.split())] if span else (fenced or indented).splitlines()
    return found


def scripts_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w/])(script/[a-z]+)", text))


def management_commands_in(text: str) -> set[tuple[str, str]]:
    """Each command with what follows it on the line."""
    return set(re.findall(r"manage\.py ([a-z]+)((?: [^`#]*)?)", text))


def addresses_in(document: Path) -> set[str]:
    return {
        EXAMPLE.sub("warszawa-rehearsal", code)
        for code in code_in(document)
        if re.fullmatch(r"/[\w/.<>-]*", code) and not (ROOT / code[1:]).is_file()
    }


def links_in(document: Path) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", document.read_text()))


def headings_of(document: Path) -> set[str]:
    """The names by which a link finds a heading."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_document
def test_scripts_that_are_named_can_be_run(document: Path):
    named = {name for code in code_in(document) for name in scripts_in(code)}

    assert {name for name in named if not os.access(ROOT / name, os.X_OK)} == set()


def test_readme_names_its_two_commands():
    assert {"script/server", "script/test"} <= set(code_in(ROOT / "README.md"))


def parser_of(name: str, words: list[str]) -> argparse.ArgumentParser | None:
    """The parser of a management command, or of the act of it that is named; None where there is none."""
    app = get_commands().get(name)
    if app is None:
        return None
    command = load_command_class(app, name) if isinstance(app, str) else app
    parser: argparse.ArgumentParser = command.create_parser("manage.py", name)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) and words:
            return action.choices.get(words[0])
        if action.choices and not action.option_strings and words and words[0] not in action.choices:
            return None
    return parser


@every_document
def test_management_commands_and_their_options_exist(document: Path):
    unknown = []
    for name, rest in {pair for code in code_in(document) for pair in management_commands_in(code)}:
        if name in NOT_YET:
            continue
        parser = parser_of(name, rest.split())
        options = re.findall(r"--[a-z-]+", rest)
        known = parser._option_string_actions if parser else {}
        unknown += [f"{name}{rest}"] if parser is None or set(options) - set(known) else []

    assert unknown == []


def test_what_is_promised_for_later_is_not_there_yet():
    assert set(get_commands()) & NOT_YET == set()


def is_answered(address: str) -> bool:
    """Whether the address is one of ours. Where its slash is left out, a visitor is led on."""
    for form in (address, f"{address}/"):
        try:
            resolve(form)
        except Resolver404:
            continue
        return True
    return False


@every_document
def test_addresses_that_are_named_are_answered(document: Path):
    assert [address for address in sorted(addresses_in(document)) if not is_answered(address)] == []


def test_demonstration_accounts_are_those_that_are_made():
    named = re.findall(
        r"^\| `([a-z]+)@example\.org` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE
    )

    assert named == list(demonstration.ACCOUNTS)
    assert f"`{DEMONSTRATION_PASSWORD}`" in (ROOT / "README.md").read_text()
    assert f"`{demonstration.EVENT}`" in (ROOT / "README.md").read_text()


@every_document
def test_links_lead_to_files_and_headings(document: Path):
    broken = []
    for link in links_in(document):
        if re.match(r"https?:", link):
            continue
        name, _sign, heading = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.is_file() or (heading and heading not in headings_of(target)):
            broken.append(link)

    assert broken == []


@every_document
def test_files_that_are_named_are_there(document: Path):
    named = {
        code
        for code in code_in(document)
        if re.fullmatch(
            r"(cases|events|letters|marathon|templates|static|tests|docs|benchmarks)/[\w./]*", code
        )
    }

    assert {name for name in named if not (ROOT / name).exists()} == set()


@every_document
def test_settings_that_are_named_stand_in_the_hosting_page(document: Path):
    listed = set(
        re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/hosting.md").read_text(), flags=re.MULTILINE)
    )
    named = set(re.findall(r"\b(?:MARATHON_[A-Z_]+|[A-Z]+_URL)\b", document.read_text()))

    assert named - listed == set()


def test_fields_of_a_wording_are_the_closed_list():
    page = (ROOT / "docs/coordinators.md").read_text()

    assert sorted(re.findall(r"^\| `\{\{ (\w+) \}\}` \|", page, flags=re.MULTILINE)) == sorted(FIELDS)


def test_pictures_are_light():
    pictures = list((ROOT / "docs/pictures").iterdir())

    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 200_000] == []

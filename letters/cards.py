"""Case cards and table signs: for whom, what happened, what we ask, whom to write, and how."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.addresses import whole_address
from cases.dates import long_date
from cases.languages import page_language
from cases.models import Addressee, Case
from cases.stories import in_words
from letters import paper
from letters.desk import address_of
from letters.table import kind_name
from letters.wordings import in_language

# What fits a card of half a sheet.
STORY = 120


@dataclass(frozen=True)
class Rule:
    """One thing that a writer does (``may``) or leaves out, in words that stand beside a mark."""

    may: bool
    words: str


@dataclass(frozen=True)
class Whom:
    """One addressee on a card."""

    kind: str
    label: str
    office: str
    lines: tuple[str, ...]
    is_verified: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Card:
    """What is told of a case on paper, in the language that is active. Reads prefetched rows."""

    case: Case
    name: str
    who: str
    headline: str
    story: list[str]
    demands: list[str]
    whom: list[Whom]
    address: str
    code: SafeString
    # Why nobody is written to any more; empty where somebody is.
    closed: str


def name_of(case: Case) -> str:
    """The case's name in the language that is active, else in English. Reads prefetched rows."""
    return in_language(case, "name", page_language(), otherwise="en") or case.slug


def page_of(case: Case) -> str:
    """The address of the case's page in the language that is active."""
    return whole_address("case", case.slug)


def card_of(case: Case, *, day: dt.date) -> Card:
    """The card of a case as it stands on the day."""
    language = page_language()

    def told(field: str) -> str:
        return in_language(case, field, language, otherwise="en")

    whom = [each for each in case.addressees.all() if each.wants_letters_on(day)]
    asked = {demand.pk: demand for each in whom for demand in each.demands.all()}
    address = page_of(case)
    return Card(
        case=case,
        name=name_of(case),
        who=told("who"),
        headline=told("headline"),
        story=in_words(told("story"), STORY),
        demands=[in_language(demand, "text", language, otherwise="en") for demand in asked.values()],
        whom=[_whom(each, language) for each in whom],
        address=address,
        code=paper.qr(address),
        closed="" if whom else _("No more letters are needed here."),
    )


def _whom(addressee: Addressee, language: str) -> Whom:
    office, *lines = address_of(addressee, language)
    return Whom(
        kind=addressee.kind,
        label=kind_name(addressee.kind),
        office=office,
        lines=tuple(lines) if addressee.address else (),
        is_verified=addressee.is_verified,
        rules=tuple(_rules(addressee)),
    )


def _rules(addressee: Addressee) -> list[Rule]:
    """The addressee's own rules, shorter than a page has room for; the general ones lie on every table."""
    rules = [
        {
            Addressee.Sender.FULL: Rule(True, _("your name and town")),
            Addressee.Sender.INITIALS: Rule(True, _("initials and town only")),
            Addressee.Sender.NONE: Rule(False, _("no sender at all")),
        }[Addressee.Sender(addressee.sender)]
    ]
    if not addressee.may_mention_religion:
        rules.append(Rule(False, _("religion")))
    if not addressee.may_name_organisation:
        rules.append(Rule(False, _("the organisation’s name")))
    if addressee.kind == "person":
        rules.append(Rule(addressee.may_enclose_drawings, _("cards and drawings")))
        rules.append(Rule(False, _("the case itself")))
    if addressee.send_until:
        rules.append(Rule(True, _("until %(day)s") % {"day": long_date(addressee.send_until)}))
    return rules

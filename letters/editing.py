"""The editor of texts: the things of a case, one language beside another, and how what was typed looks."""

import datetime as dt
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.languages import page_language
from cases.models import Addressee, Case, Demand, Milestone, Wording
from cases.stories import as_html
from events import texts
from events.models import Section
from letters import desk, press, rules, wordings
from letters.press import Letter

KINDS: dict[str, type[texts.Thing]] = {
    "case": Case,
    "addressee": Addressee,
    "demand": Demand,
    "milestone": Milestone,
    "wording": Wording,
}
# The letter's own text has no language of a page: in addresses it is called so.
OWN = "letter"
EDITIONS = 20


@dataclass(frozen=True)
class Sides:
    """Which language is written and which one stands beside it, of all that may be chosen."""

    language: str
    beside: str
    choices: list[tuple[str, str]]

    @property
    def key(self) -> str:
        """Under which name the texts of the language are kept; empty for the letter's own."""
        return "" if self.language == OWN else self.language


@dataclass(frozen=True)
class Change:
    """What an edition changed in one field of one language."""

    language: str
    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """How a text will look: as words, as a story, or as a letter on paper. ``problem`` says why it cannot.

    ``against`` are the rules of its addressee that it breaks, in sentences.
    """

    label: str | Promise = ""
    words: SafeString | str = ""
    letter: Letter | None = None
    problem: str = ""
    against: tuple[str, ...] = ()
    # Pictures of the letter's pages as they come out of the printer, as addresses that hold them.
    pages: tuple[str, ...] = ()

    def drawn(self) -> "Preview":
        """The preview of a letter with the pages of its PDF; with the reason where it cannot be printed."""
        if self.letter is None:
            return self
        try:
            pictures = press.pictures_of(press.letter(self.letter))
        except (press.LetterTooLong, press.PressFault) as fault:
            return replace(self, problem=fault.sentence())
        pages = (f"data:image/png;base64,{b64encode(picture).decode()}" for picture in pictures)
        return replace(self, pages=tuple(pages))


def find(case: Case, kind: str, number: int) -> texts.Thing | None:
    """The thing of the case; None where there is none."""
    if kind not in KINDS:
        return None
    of_case = {"case": {"pk": case.pk}, "wording": {"addressee__case": case}}.get(kind, {"case": case})
    things = KINDS[kind].objects.filter(**of_case).prefetch_related("translations")
    if kind == "wording":
        things = things.select_related("addressee").prefetch_related(
            "addressee__translations", "addressee__demands__translations"
        )
    found: texts.Thing | None = things.filter(pk=number).first()
    return found


def sides(section: Section, thing: texts.Thing, standing: texts.Texts, asked: Mapping[str, str]) -> Sides:
    """The languages that can be written, what was asked for among them, and what to read beside it."""
    codes = [*dict(settings.LANGUAGES), *section.languages, *filter(None, standing)]
    choices = [(code, wordings.language_name(code, reader=page_language())) for code in dict.fromkeys(codes)]
    if isinstance(thing, Wording):
        name = wordings.language_name(thing.language, reader=page_language())
        choices.insert(0, (OWN, _("the letter itself (%(language)s)") % {"language": name}))
    known = dict(choices)
    there = [code or OWN for code in standing]
    language = asked.get("language", "")
    if language not in known:
        language = OWN if isinstance(thing, Wording) else page_language()
    others = [code for code in there if code != language]
    beside = asked.get("beside", "")
    if beside not in others:
        beside = "en" if "en" in others else next(iter(others), "")
    return Sides(language, beside, choices)


def label_of(thing: texts.Thing, name: str) -> str | Promise:
    """What a field is called."""
    model = type(thing) if name in texts.PLAIN.get(type(thing), ()) else type(thing)._parler_meta.root_model
    label: str | Promise = model._meta.get_field(name).verbose_name
    return label


def previews(
    section: Section, thing: texts.Thing, language: str, fields: Mapping[str, str], *, day: dt.date
) -> Iterator[Preview]:
    """How the fields will look in the language; where it is empty, the letter as the section prints it."""
    if isinstance(thing, Wording):
        yield (
            _letter(section, thing, fields["body"], day)
            if not language
            else _beside(thing, language, fields["translation"], day)
        )
        return
    for name, text in fields.items():
        if text:
            shown = as_html(text) if name == "story" else text
            yield Preview(label_of(thing, name), shown, against=_against(thing, name, text))


def _against(thing: texts.Thing, name: str, text: str) -> tuple[str, ...]:
    """The rules that words which stand in a letter break there: a salutation, or what is asked for."""
    if isinstance(thing, Addressee):
        return tuple(rules.words_against(thing, text)) if name == "salutation" else ()
    if not isinstance(thing, Demand):
        return ()
    found = (rules.words_against(addressee, text) for addressee in thing.addressees.all())
    return tuple(dict.fromkeys(sentence for broken in found for sentence in broken))


def letter_of(section: Section, wording: Wording, body: str, *, day: dt.date) -> Letter:
    """The letter with the text as it was typed, as the section prints it. Raises LetterHasGap."""
    wording.body = body
    typed = replace(_sample(), paper=section.paper, window=section.window)
    return desk.compose(wording, typed, case=_whole(wording), day=day)


def faulty(thing: texts.Thing, problems: Iterable[str], text: str) -> Preview:
    """What is shown of a letter that cannot be kept as it was typed."""
    against = rules.words_against(thing.addressee, text) if isinstance(thing, Wording) else ()
    return Preview(problem=" ".join(problems), against=tuple(against))


def _letter(section: Section, wording: Wording, body: str, day: dt.date) -> Preview:
    against = tuple(rules.words_against(wording.addressee, body))
    try:
        return Preview(letter=letter_of(section, wording, body, day=day), against=against)
    except wordings.LetterHasGap as gap:
        return Preview(problem=gap.sentence(), against=against)


def _beside(wording: Wording, language: str, text: str, day: dt.date) -> Preview:
    values = desk.values_of(wording, _sample(), language, day=day)
    try:
        return Preview(_("What it says"), wordings.html_of(text, values))
    except wordings.LetterHasGap as gap:
        return Preview(problem=gap.sentence())


def _sample() -> desk.Typed:
    return desk.Typed(name=_("Your name"), town=_("Your town"), own_words="")


def _whole(wording: Wording) -> Case:
    """The letter's case, with all that stands in a letter."""
    return Case.objects.prefetch_related("translations", "addressees__translations").get(
        pk=wording.addressee.case_id
    )


def history(thing: texts.Thing) -> list[tuple[texts.Edition, list[Change]]]:
    """The editions, the newest first, each with what it changed; the oldest one changed nothing."""
    found = texts.editions(thing, most=EDITIONS)
    return [
        (edition, list(_changes(thing, before.texts, edition.texts)) if before else [])
        for edition, before in zip_longest(found, found[1:])
    ]


def _changes(thing: texts.Thing, before: texts.Texts, after: texts.Texts) -> Iterator[Change]:
    for language, fields in after.items():
        for name, text in fields.items():
            earlier = before.get(language, {}).get(name, "")
            if earlier != text:
                yield Change(language, label_of(thing, name), earlier, text)

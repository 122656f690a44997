"""The writer's desk: whom to write to, in which language, and what then stands on the paper."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, replace

from babel import Locale
from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cases.directions import comma_of, direction_of, isolated
from cases.invisible import without_unseen
from cases.languages import page_language
from cases.models import Addressee, Case, Wording
from letters import wordings
from letters.press import FREE_NAME, HISTORICAL, Letter, Slip
from letters.rules import closed_because
from letters.wordings import LetterHasGap, Values, in_language


@dataclass(frozen=True)
class Typed:
    """What the writer typed. It is printed and forgotten."""

    name: str = ""
    town: str = ""
    own_words: str = ""
    paper: str = "a4"
    window: str = "left"
    is_careful: bool = False
    # Printed for many: each writes their name below, and the date where the marathon has several days.
    by_hand: bool = False
    has_open_date: bool = False


# Nothing to see, and no gap: what is written there by hand.
BY_HAND = "\u200b"
OPEN_DATE = "……………"
# Where the name is stamped on a form.
FREE_SIGNATURE = f'<p class="signature" data-stamp="sign">{FREE_NAME}</p>'
# Three lines of small print are all that the foot of the page has room for.
NOTE_ON_PAPER = 280


class LettersNotWelcome(Exception):
    """Nobody of the case can be sent a letter: ``closed`` are the addressees with the reason of each."""

    def __init__(self, closed: list[tuple[Addressee, str]]) -> None:
        self.closed = closed
        super().__init__(len(closed))


@dataclass(frozen=True)
class Choice:
    """Whom a visitor may write to, and what they chose; ``note`` says where their wish was not met."""

    case: Case
    addressees: list[Addressee]
    addressee: Addressee
    wordings: list[Wording]
    wording: Wording
    closed: list[tuple[Addressee, str]]
    note: str = ""


def choose(case: Case, *, to: str, language: str, day: dt.date) -> Choice:
    """What was asked for where it can be had, else the first that can, with a note. Reads prefetched rows.

    Raises LettersNotWelcome where nobody wants letters on the day, or nobody has written one.
    """
    everyone = list(case.addressees.all())
    closed = [(each, closed_because(each, day)) for each in everyone if not each.wants_letters_on(day)]
    open_ones = [each for each in everyone if each.wants_letters_on(day) and each.wordings.all()]
    if not open_ones:
        raise LettersNotWelcome(closed)
    addressee = next((each for each in open_ones if each.key == to), open_ones[0])
    texts = list(addressee.wordings.all())
    wording = next((each for each in texts if each.language == language), texts[0])
    note = ""
    if to and addressee.key != to:
        note = _("There is no letter to the one you chose. Here is the letter to: %(office)s.") % {
            "office": addressee.office
        }
    elif language and wording.language != language:
        note = _("There is no letter in the language you chose. Here it is in another.")
    return Choice(case, open_ones, addressee, texts, wording, closed, note)


def initials_of(name: str) -> str:
    """“Ola Nowak-Kowalska” is “O. N.-K.”; marks stay with their letter."""
    return " ".join("-".join(f"{_first(part)}." for part in word.split("-") if part) for word in name.split())


def _first(word: str) -> str:
    """The first letter with the marks that belong to it."""
    end = next(
        (
            at
            for at, letter in enumerate(word[1:], start=1)
            if not unicodedata.category(letter).startswith("M")
        ),
        len(word),
    )
    return word[:end].upper()


def sender_of(addressee: Addressee, typed: Typed) -> tuple[str | None, str | None]:
    """Name and town as they may stand on the letter; None for what the rules leave out."""
    if addressee.sender == Addressee.Sender.NONE:
        return None, None
    if typed.by_hand:
        return BY_HAND, typed.town
    return signed(addressee, typed), typed.town


def signed(addressee: Addressee, typed: Typed) -> str:
    """The name as it may stand on the letter; of a form the free place."""
    is_careful = addressee.sender == Addressee.Sender.INITIALS or typed.is_careful
    return initials_of(typed.name) if is_careful and typed.name != FREE_NAME else typed.name


# Where the name that Babel gives is not the one on envelopes.
_POSTAL = {"CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "PS": "Palestine"}


def country_line(code: str) -> str:
    """The country as the world's post wants it: in English and in capitals, without a name in brackets."""
    name: str = _POSTAL.get(code) or Locale("en").territories.get(code, code)
    return name.split(" (")[0].upper()


def address_of(addressee: Addressee, language: str) -> tuple[str, ...]:
    """The lines in the window. The office is named in the letter's language, else in English."""
    office = in_language(addressee, "office", language, otherwise="en")
    address = without_unseen(addressee.address)
    lines = [without_unseen(office), *(line.strip() for line in address.splitlines())]
    if addressee.kind != "copy" or addressee.address:
        # An embassy without an address stands in the writer's country, which we do not know.
        lines.append(country_line(addressee.country))
    return tuple(line for line in lines if line)


def values_of(wording: Wording, typed: Typed, language: str, *, day: dt.date) -> Values:
    """What the fields of the wording, or of a translation beside it, hold of what somebody typed."""
    sender, town = sender_of(wording.addressee, typed)
    values = wordings.values_for(
        wording.addressee, language, own_words=typed.own_words, sender=sender, town=town, day=day
    )
    return replace(values, date=OPEN_DATE) if typed.has_open_date else values


def compose(wording: Wording, typed: Typed, *, case: Case, day: dt.date, slip: Slip | None = None) -> Letter:
    """The letter as it will stand on paper. Raises LetterHasGap where something would be missing in it."""
    addressee, language = wording.addressee, wording.language
    sender, town = sender_of(addressee, typed)
    values = values_of(wording, typed, language, day=day)
    page = page_language()
    copy_language = language if language in dict(settings.PAPER_LANGUAGES) else "en"
    with translation.override(copy_language):
        copy_label = _("Copy to:")
    return Letter(
        language=language,
        direction=direction_of(language),
        paper=typed.paper,
        window=typed.window,
        title=_("Letter to %(office)s") % {"office": addressee.office},
        sender_lines=tuple(isolated(line, language) for line in (sender, town) if line and line != BY_HAND),
        address_lines=address_of(addressee, language),
        address_language=language if in_language(addressee, "office", language) else "en",
        place_and_date=_place_and_date(values),
        body=_with_place(wordings.body_of(wording, values)),
        copies=_copies(addressee, case, copy_language),
        copy_label=copy_label,
        copy_language=copy_language,
        copy_direction=direction_of(copy_language),
        is_historical=case.is_historical,
        historical_translation=_historical_in(page, language),
        notices=_notices(addressee),
        notice_language=page,
        notice_direction=direction_of(page),
        slip=slip,
    )


def _with_place(body: SafeString) -> SafeString:
    """The body, whose free signature says so."""
    signed = f'<p class="signature">{FREE_NAME}</p>'
    return mark_safe(body.replace(signed, FREE_SIGNATURE))  # noqa: S308  # Both are ours.


def _place_and_date(values: Values) -> str:
    """“Warszawa, 12 December 2026”, with the comma of the language."""
    parts = (values.town and values.text_of("town"), values.date)
    return comma_of(values.language).join(part for part in parts if part)


def _copies(addressee: Addressee, case: Case, language: str) -> tuple[str, ...]:
    """Who gets a copy of a letter to an authority."""
    if addressee.kind != "authority":
        return ()
    return tuple(
        in_language(each, "office", language, otherwise="en")
        for each in case.addressees.all()
        if each.kind == "copy"
    )


def _historical_in(*languages: str) -> str:
    """The mark in the first of the languages that has words of its own for it."""
    for language in languages:
        with translation.override(language):
            words = _("historical – do not send")
        if words != HISTORICAL:
            return words
    return ""


def _notices(addressee: Addressee) -> tuple[str, ...]:
    """The small print at the foot: what the sender must know before posting."""
    if addressee.is_verified:
        return ()
    warning = _("For the sender: address not verified.")
    note = Truncator(addressee.unverified_note or "").chars(NOTE_ON_PAPER)
    return (f"{warning} {note}".strip(),)


def key_points(wording: Wording, typed: Typed, *, day: dt.date) -> list[str]:
    """What belongs in a letter that is written by hand: how to begin, about whom, and what to ask for.

    Raises LetterHasGap where something of it is missing.
    """
    values = values_of(wording, typed, wording.language, day=day)
    points = [values.text_of("salutation") or "", values.text_of("case") or "", *values.demands]
    if not all(points):
        raise LetterHasGap("demands", wording.language)
    return points


def side_translation(wording: Wording, typed: Typed, *, day: dt.date) -> SafeString | None:
    """The letter in the page's language, for the writer alone; None where there is no need or no text."""
    page = page_language()
    text = in_language(wording, "translation", page)
    if not text or page == wording.language:
        return None
    try:
        return wordings.html_of(text, values_of(wording, typed, page, day=day))
    except LetterHasGap:
        return None

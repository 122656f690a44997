"""What to say and what never to say: the field's general rules, and those of the addressee."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.dates import long_date
from cases.models import Addressee

# Whole words at their beginnings; narrow on purpose, so that nobody stumbles over a harmless sentence.
ORGANISATION = re.compile(
    r"\b(amnesty|amnestia|amnistía|amnistia)\b|международн\w+ амнисти\w+|العفو الدولية", re.I
)
RELIGION = re.compile(
    r"\b(god|gods|lord|jesus|christ|allah|bible|koran|quran|pray|prays|praying|prayer|prayers|bless|blessed|blessing"
    r"|blessings|bóg|boga|bogu|bogiem|boże|boża|boży|jezus\w*|chrystus\w*|modlę|modlimy|modlić|modlitw\w*"
    r"|błogosław\w*|biblia|biblii|dios|jesús|bendiga|bendición|oración|rezo|rezamos)\b"
    r"|\bбог\w{0,3}\b|\bмолитв\w*|\bмолюсь\b|الله|الرب\b|صلاة",
    re.I,
)

# What a government would call an attack on it, whoever is right.
POLITICS = re.compile(
    r"\b(regimes?|dictators?|dictatorships?|tyrants?|tyranny|junta|fascis\w+|communis\w+|imperialis\w+|zionis\w+"
    r"|propaganda|reżim\w*|dyktator\w*|dyktatur\w*|tyran\w*|junt[ayęą]|faszy\w+|komuni\w+|imperiali\w+|syjoni\w+"
    r"|propagand\w+|régimen|dictador\w*|dictadura\w*|fascist\w+|comunist\w+)\b"
    r"|\bрежим\w*|\bдиктат\w*|\bхунт\w*|\bфашис\w*",
    re.I,
)


@dataclass(frozen=True)
class Rules:
    """Sentences for the writer."""

    say: tuple[str, ...]
    never: tuple[str, ...]
    advice: str
    note: str


def rules_of(addressee: Addressee) -> Rules:
    """The rules that hold for a letter to the addressee, in the page's language."""
    say, never = _GENERAL[addressee.kind]()
    if not addressee.may_mention_religion:
        never.append(_("Do not mention religion, God or prayers."))
    if not addressee.may_name_organisation:
        never.append(_("Do not name the organisation that you write with."))
    say.append(
        {
            Addressee.Sender.FULL: _("Your name and your town stand on the letter."),
            Addressee.Sender.INITIALS: _("Only your initials and your town stand on the letter."),
            Addressee.Sender.NONE: _("Nothing on the letter says who you are."),
        }[Addressee.Sender(addressee.sender)]
    )
    if addressee.kind == "person":
        if addressee.may_enclose_drawings:
            say.append(_("Cards and drawings are welcome."))
        else:
            never.append(_("Do not enclose cards or drawings."))
    if addressee.send_until:
        say.append(_("Send it by %(day)s.") % {"day": long_date(addressee.send_until)})
    note = "" if addressee.is_verified else (addressee.unverified_note or _("The address is not verified."))
    return Rules(tuple(say), tuple(never), addressee.advice or "", note)


def _to_authority() -> tuple[list[str], list[str]]:
    return (
        [
            _("Be polite, and trust that a reasonable person reads this."),
            _("Keep to the facts: full names, dates, what happened."),
            _("Stay on one page. One line of your own is enough."),
            _("If you have the time, copy the letter by hand: nothing is read with more care."),
        ],
        [
            _("No politics, no ideology, no insults."),
            _("Do not ask for more than the letter asks for."),
        ],
    )


def _to_person() -> tuple[list[str], list[str]]:
    return (
        [
            _("Be short and warm: you write to somebody who may get nothing else."),
            _("Tell something small and bright from your own day."),
        ],
        [_("No politics."), _("Not a word about the case.")],
    )


def _as_copy() -> tuple[list[str], list[str]]:
    return (
        [
            _("Enclose a copy of the letter that you wrote to the authority."),
            _("Be polite, and ask that your concern be passed on."),
        ],
        [_("No politics, no ideology, no insults.")],
    )


_GENERAL = {"authority": _to_authority, "person": _to_person, "copy": _as_copy}


def words_against(addressee: Addressee, text: str) -> list[str]:
    """A sentence for each of the addressee's rules that typed text breaks, with the word that breaks it."""
    broken = []
    if not addressee.may_name_organisation and (found := ORGANISATION.search(text)):
        broken.append(
            _("Please leave out “%(word)s”: this letter must not name the organisation.") % {"word": found[0]}
        )
    if not addressee.may_mention_religion and (found := RELIGION.search(text)):
        broken.append(
            _("Please leave out “%(word)s”: this letter must not mention religion.") % {"word": found[0]}
        )
    if found := POLITICS.search(text):
        broken.append(
            _("Please leave out “%(word)s”: this letter must stay out of politics.") % {"word": found[0]}
        )
    return broken


def closed_because(addressee: Addressee, day: dt.date) -> str:
    """Why the addressee wants no letters on the day; nothing where letters still help."""
    if addressee.wants_letters_on(day):
        return ""
    if addressee.letters == Addressee.Letters.NOT_WANTED:
        return addressee.closed_note or _("Letters are no longer wanted: %(reason)s.") % {
            "reason": addressee.get_closed_reason_display()
        }
    return _("Letters could be sent until %(day)s.") % {"day": long_date(addressee.send_until or day)}

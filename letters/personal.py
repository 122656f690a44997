"""Letters with names on them: of each chosen letter one for each writer of a list.

A letter is laid out once; name, town, date and number are stamped over it. What cannot be stamped, because it
stands in the middle of a sentence, runs both ways or is too long for its line, is laid out with the letter.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Wording
from events.models import Event
from letters import achievements, cards, desk, letters_of_event, paper, press, printing
from letters.letters_of_event import Missing
from letters.press import FREE_NAME, FREE_TOWN
from letters.press.binding import Copy, Series, bind
from letters.press.shaping import Typeset
from letters.wordings import LetterHasGap
from letters.writers import Writer

# Letters that are made while somebody waits: about two seconds' work.
AT_ONCE = 2_000
# So many may be laid out one by one, because nothing of them can be stamped.
MOST_LAID_OUT = 100
_MARKS = {"name": FREE_NAME, "town": FREE_TOWN}
# Which of the two stands in which place.
_FIELDS = {"name": "name", "sign": "name", "town": "town", "date": "town"}


@dataclass(frozen=True)
class Chosen:
    """A letter that can be printed for many."""

    key: str
    title: str
    case: Case
    wording: Wording


class PersonalFault(press.PressFault):
    """The letters cannot be printed with this list; ``row`` is that of the list, 0 for all of it."""

    def __init__(self, row: int, words: str | Promise) -> None:
        # Said in the language of whoever reads it, which may be another than the paper's.
        self.row, self.words = row, words
        super().__init__(words)

    def sentence(self) -> str:
        """Why, and what can be done."""
        return str(self.words)


def letters_for(event: Event, *, language: str, day: dt.date) -> tuple[list[Chosen], list[Missing]]:
    """The event's letters that can be printed on the day, and those that cannot, with the reason."""
    found: list[Chosen] = []
    missing: list[Missing] = []
    cases = letters_of_event.cases_of(event)
    for case, addressee in letters_of_event.written_to(event, cases, day):
        title = letters_of_event.title_of(case, addressee)
        wording = letters_of_event.wording_of(addressee, language)
        if wording is None:
            missing.append(Missing(title, _("Nobody has written this letter yet.")))
            continue
        chosen = Chosen(f"{case.slug}/{addressee.key}", title, case, wording)
        try:
            desk.compose(wording, _free(event), case=case, day=day)
        except LetterHasGap as gap:
            missing.append(Missing(title, gap.sentence()))
        else:
            found.append(chosen)
    return found, missing


def day_of(event: Event, *, today: dt.date) -> dt.date:
    """Which day stands on its letters: the first of the marathon, unless that is over."""
    days = achievements.days_of(event, list(event.openings.all()))
    return max(days[0], today) if days else today


def _free(event: Event) -> desk.Typed:
    section = event.section
    return desk.Typed(name=FREE_NAME, town=FREE_TOWN, paper=section.paper, window=section.window)


def printed(
    event: Event,
    letters: Sequence[Chosen],
    writers: Sequence[Writer],
    *,
    language: str,
    day: dt.date,
    at: dt.datetime,
    is_large: bool = False,
) -> bytes:
    """One PDF: of each letter one for each writer, in the order of the list, dated the day.

    In large print a letter takes as many pages as it needs, and has no slip.

    Raises PressFault, a PersonalFault where the list is the reason, or ValueError where there is nothing.
    """
    with translation.override(language):
        town = letters_of_event.town_of(event)
        makings = [
            _Making(event, chosen, day, town, is_large=is_large, has_slip=not is_large) for chosen in letters
        ]
        try:
            forms = printing.forms([making.open_job() for making in makings], at=at)
        except press.LetterTooLong:
            forms = [making.form_alone(at=at) for making in makings]
        for making, form in zip(makings, forms, strict=True):
            making.forms.append(form)
        typeset = Typeset()
        series = [making.series(writers, typeset) for making in makings]
        title = _("%(event)s: letters with names") % {"event": event.name}
        return bind(series, title=title, language=language, fonts=typeset)


@dataclass
class _Making:
    """One letter on its way to a series of it."""

    event: Event
    chosen: Chosen
    day: dt.date
    # Of those whose list names none.
    town: str
    is_large: bool = False
    forms: list[press.Form] = field(default_factory=list)
    # Which form has which values in it.
    known: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)
    inline: set[str] = field(default_factory=set)
    line: str = ""
    # Asked for once: a catalogue is slower than a stamp.
    numbered: str = field(default_factory=lambda: _("No. %(number)d"))
    # A long letter has no room for it.
    has_slip: bool = True

    @property
    def title(self) -> str:
        """In the language of the paper, which may be another than the page's."""
        return letters_of_event.title_of(self.chosen.case, self.chosen.wording.addressee)

    def open_job(self) -> press.Job:
        """The letter with all its places free, and what is learned of it on the way."""
        sheet = self._composed({})
        running = sheet.body.replace(desk.FREE_SIGNATURE, "")
        self.inline = {name for name, mark in _MARKS.items() if mark in running}
        self.line = sheet.place_and_date
        return press.letter_job(sheet, is_large=self.is_large)

    def form_alone(self, *, at: dt.datetime) -> press.Form:
        """Its form, without the slip where it fits no other way. Raises PersonalFault if not even so."""
        try:
            return printing.forms([self.open_job()], at=at)[0]
        except press.LetterTooLong as fault:
            if not self.has_slip:
                words = format_lazy("{}: {}", self.title, gettext_lazy("The letter has to fit on one page."))
                raise PersonalFault(0, words) from fault
        self.has_slip = False
        return self.form_alone(at=at)

    def series(self, writers: Sequence[Writer], typeset: Typeset) -> Series:
        self.known[()] = 0
        copies = [self._copy(number, writer, typeset) for number, writer in enumerate(writers, start=1)]
        return Series(self.title, [form.pdf for form in self.forms], copies, label=self.title)

    def _copy(self, number: int, writer: Writer, typeset: Typeset) -> Copy:
        town = writer.town or self.town
        name = desk.signed(self.chosen.wording.addressee, desk.Typed(name=writer.name))
        said = {
            "name": name,
            "sign": name,
            "town": town,
            "date": self.line.replace(FREE_TOWN, town),
            "serial": self.numbered % {"number": number},
        }
        tight = self.forms[0].tight(said, typeset)
        if "serial" in tight:
            # A word that runs the other way than its number cannot be stamped.
            said["serial"] = str(number)
        laid_out = self.inline | {_FIELDS[place] for place in tight - {"serial"}}
        values = {"name": writer.name, "town": town}
        key = tuple(sorted((each, values[each]) for each in laid_out))
        if key not in self.known:
            self.known[key] = self._laid_out(writer, dict(key))
        at = self.known[key]
        return Copy(at, self.forms[at].stamps(said, typeset))

    def _laid_out(self, writer: Writer, values: dict[str, str]) -> int:
        if len(self.forms) > MOST_LAID_OUT:
            raise PersonalFault(
                0, gettext_lazy("Too many of these letters need a layout of their own. Please cut the list.")
            )
        try:
            job = press.letter_job(self._composed(values), is_large=self.is_large)
            self.forms.append(press.form(job))
        except press.LetterTooLong as fault:
            words = gettext_lazy("This name or town is too long for the letter to fit on one page.")
            raise PersonalFault(writer.row, words) from fault
        return len(self.forms) - 1

    def _composed(self, values: dict[str, str]) -> press.Letter:
        typed = _free(self.event)
        typed = replace(typed, name=values.get("name", typed.name), town=values.get("town", typed.town))
        case, slip = self.chosen.case, self._slip() if self.has_slip else None
        return desk.compose(self.chosen.wording, typed, case=case, day=self.day, slip=slip)

    def _slip(self) -> press.Slip:
        address = cards.page_of(self.chosen.case)
        return press.Slip(
            title=self.title,
            words=_("Cut off here before posting, and keep it: the story, and what became of it."),
            address=address.partition("://")[2],
            code=paper.qr(address),
        )

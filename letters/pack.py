"""The pack: everything an event prints, in printing order.

``Order`` says how many of what; ``pack_of`` says what has to be laid out for it, each piece once however
many copies there are; ``bound`` makes one file of them. ``printing.py`` carries it out.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.dates import long_date
from cases.directions import direction_of
from cases.kinds import LETTERS
from cases.models import Addressee, Case, Wording
from events.models import Event, Shift
from letters import (
    achievements,
    cards,
    covers,
    desk,
    label_sheets,
    labels,
    letters_of_event,
    paper,
    posters,
    press,
    rates,
    sheets,
    speaking,
)
from letters.letters_of_event import Missing
from letters.postage import Tariff
from letters.press.binding import Part, bind
from letters.wordings import LetterHasGap

# The most of one thing in one pack: a mistyped number is no reason to print all night.
MOST_LETTERS, MOST_OTHERS = 2_000, 100
# What papers there are, in the order in which a room is made ready: door, tables, paper, post.
KINDS = {
    "poster": gettext_lazy("Posters"),
    "sign": gettext_lazy("Table signs"),
    "card": gettext_lazy("Case cards"),
    "letter": gettext_lazy("Letters"),
    "sheet": gettext_lazy("Tally sheets"),
    "rota": gettext_lazy("Sign-up sheets"),
    "badge": gettext_lazy("Badges"),
    "sticker": gettext_lazy("Stickers"),
    "envelope": gettext_lazy("Envelopes"),
    "label": gettext_lazy("Address labels"),
    "cover": gettext_lazy("Cover sheets"),
    "thanks": gettext_lazy("Thanks to those who help"),
}
# How letters are printed.
STYLES = {
    "typed": gettext_lazy("typed"),
    "large": gettext_lazy("in large print"),
    "lined": gettext_lazy("lined, to be written by hand"),
}
# Letters of each kind for each case, where nobody said how many are hoped for.
LETTERS_EACH = 20


@dataclass(frozen=True)
class Order:
    """How many of what. Letters are of each kind for each case; all else is sheets of paper."""

    letters: int = LETTERS_EACH
    cards: int = 4
    signs: int = 1
    posters: int = 4
    # One of ``STYLES``; with the translation on the back, where the letter is in another language.
    style: str = "typed"
    has_backs: bool = False
    # Of the sheets that are made and not typed yet, so many.
    sheets: int = 10
    # Sign-up sheets for the shifts of each opening.
    rotas: int = 1
    # Sheets of ten badges for those who help.
    badges: int = 1
    # Sheets of stickers for whoever wrote, on the stock of the labels.
    stickers: int = 0
    # Envelopes of each addressee, of which size.
    envelopes: int = 0
    envelope: str = "c6"
    # Labels of each addressee, on which stock, from which place of the first sheet on.
    labels: int = 1
    stock: str = ""
    start: int = 1
    covers: int = 1
    # Certificates for those who help; their names are written by hand.
    thanks: int = 0
    poster_paper: str = "a4"


# What of an order is a number of something.
NUMBERS = (
    "letters",
    "cards",
    "signs",
    "posters",
    "sheets",
    "rotas",
    "badges",
    "stickers",
    "envelopes",
    "labels",
    "covers",
    "thanks",
)


@dataclass(frozen=True)
class Piece:
    """What is laid out once: one of ``KINDS``, its title, the job for the press, and how many copies."""

    kind: str
    title: str
    label: str
    job: press.Job
    copies: int
    # Of one copy, before anything is laid out.
    pages: int = 1
    paper: str = "a4"
    # Printed twice on a sheet, to be cut in the middle.
    is_twin: bool = False

    @cached_property
    def digest(self) -> str:
        """What it is known by once it is laid out."""
        return press.digest_of(self.job)


@dataclass(frozen=True)
class Pack:
    """What an order comes to: its pieces in printing order, and the letters that are missing in it.

    ``unverified`` names those on labels and envelopes whose address nobody has verified.
    """

    event: Event
    language: str
    pieces: list[Piece]
    missing: list[Missing]
    unverified: list[str]

    @property
    def title(self) -> str:
        """What the file is called."""
        with translation.override(self.language):
            return _("%(event)s: everything to print") % {"event": self.event.name}


def suggested(event: Event, *, letters: int | None = None) -> Order:
    """How many of what an event will need, from its goal, its cases and its openings.

    ``letters`` says how many letters of each there are, where somebody knows better.
    """
    ways = max(1, event.cases.count() * sum(kind in LETTERS for kind in event.kinds))
    openings = max(1, event.openings.count())
    # A letter spoilt among ten, and the goal is reached all the same.
    each = -(-event.goal * 11 // (10 * ways)) if event.goal else LETTERS_EACH
    untyped = event.sheets.filter(version=0).count()
    return Order(
        letters=min(max(each if letters is None else letters, 0), MOST_LETTERS),
        posters=min(4 * openings, MOST_OTHERS),
        sheets=min(untyped, sheets.AT_ONCE),
        stock=label_sheets.stock_for(event.section.paper).key,
        poster_paper=event.section.paper,
    )


def pack_of(event: Event, order: Order, *, day: dt.date) -> Pack:
    """What the order comes to on the day: past its send-until day no letter is printed."""
    language = speaking.language_of_papers(event)
    with translation.override(language):
        making = _Making(event, order, day, language)
        pieces = [*making.pieces()]
    return Pack(event, language, pieces, making.missing, list(dict.fromkeys(making.unverified)))


def sheets_of(pack: Pack) -> int:
    """How many sheets of paper it takes, before anything is laid out."""
    return sum(piece.copies * piece.pages for piece in pack.pieces)


def bound(pack: Pack, laid_out: Sequence[bytes]) -> bytes:
    """The pack as one PDF, of the PDFs of its pieces in their order. Raises ValueError where it has none."""
    with translation.override(pack.language):
        groups = {kind: str(name) for kind, name in KINDS.items()}
    parts = [
        Part(piece.title, pdf, piece.copies, _group(piece, groups), piece.label, piece.is_twin)
        for piece, pdf in zip(pack.pieces, laid_out, strict=True)
    ]
    return bind(parts, title=pack.title, language=pack.language)


def _group(piece: Piece, groups: dict[str, str]) -> str:
    """The bookmark that it stands below: none, where there is only one of its kind."""
    return groups[piece.kind] if piece.title != groups[piece.kind] else ""


class _Making:
    """One order on its way to its pieces, in the language that is active."""

    def __init__(self, event: Event, order: Order, day: dt.date, language: str) -> None:
        self.event, self.order, self.day, self.language = event, order, day, language
        self.paper = event.section.paper
        self.missing: list[Missing] = []
        self.unverified: list[str] = []
        self.cases = letters_of_event.cases_of(event)
        self.openings = list(event.openings.select_related("venue"))

    def pieces(self) -> Iterator[Piece]:
        """In the order of ``KINDS``."""
        yield from self._posters()
        yield from self._signs()
        yield from self._cards()
        yield from self._letters()
        yield from self._sheets()
        yield from self._rotas()
        yield from self._badges()
        yield from self._stickers()
        yield from self._envelopes()
        yield from self._labels()
        yield from self._covers()
        yield from self._thanks()

    def _posters(self) -> Iterator[Piece]:
        if self.order.posters:
            context = {
                **posters.poster_of(self.event, self.cases, self.openings),
                "paper": self.order.poster_paper,
            }
            job = press.paper_job("poster", context, most=1)
            title, size = str(KINDS["poster"]), self.order.poster_paper
            yield self._piece("poster", title, "", job, self.order.posters, paper=size)

    def _signs(self) -> Iterator[Piece]:
        yield from self._of_cases("sign", self.order.signs, halves=range(2))

    def _cards(self) -> Iterator[Piece]:
        yield from self._of_cases("card", self.order.cards, is_twin=True)

    def _of_cases(self, kind: str, copies: int, *, is_twin: bool = False, **beside: Any) -> Iterator[Piece]:
        paper = f"{self.paper}-half" if is_twin else self.paper
        for case in self.cases if copies else ():
            card, pictures = cards.card_of(case, day=self.day), _portrait_of(case)
            context = {"card": card, "paper": paper, "picture": next(iter(pictures), ""), **beside}
            job = press.paper_job(kind, context, most=1, pictures=pictures)
            yield self._piece(kind, card.name, card.name, job, copies, is_twin=is_twin)

    def _letters(self) -> Iterator[Piece]:
        for case, addressee in self._written_to() if self.order.letters else ():
            yield from self._letter(case, addressee, letters_of_event.title_of(case, addressee))

    def _letter(self, case: Case, addressee: Addressee, title: str) -> Iterator[Piece]:
        wording = letters_of_event.wording_of(addressee, self.language)
        if wording is None:
            with translation.override(speaking.language_of_pages(self.event)):
                self.missing.append(Missing(title, _("Nobody has written this letter yet.")))
            return
        try:
            job = self._letter_job(case, wording)
        except LetterHasGap as gap:
            with translation.override(speaking.language_of_pages(self.event)):
                self.missing.append(Missing(title, gap.sentence()))
            return
        # Large print takes two pages, as a rule.
        pages = 2 if self.order.style == "large" else 1
        yield self._piece("letter", title, title, job, self.order.letters, pages=pages)

    def _letter_job(self, case: Case, wording: Wording) -> press.Job:
        first, last = achievements.days_of(self.event, self.openings) or (self.day, self.day)
        typed = desk.Typed(
            town=self._town,
            paper=self.paper,
            window=self.event.section.window,
            by_hand=True,
            has_open_date=first != last,
        )
        sheet = desk.compose(wording, typed, case=case, day=first)
        back = self._back(wording, typed, first) if self.order.has_backs else None
        if self.order.style == "lined":
            return press.lined_job(sheet, desk.key_points(wording, typed, day=first), back=back)
        return press.letter_job(sheet, is_large=self.order.style == "large", back=back)

    def _back(self, wording: Wording, typed: desk.Typed, day: dt.date) -> dict[str, Any] | None:
        """What stands on the back: the letter in the event's language, where it is in another."""
        told = desk.side_translation(wording, typed, day=day)
        if not told:
            return None
        way = direction_of(self.language)
        return {"language": self.language, "direction": way, "title": str(wording), "translation": told}

    @property
    def _town(self) -> str:
        """Where the letters are written."""
        return self.openings[0].venue.town if self.openings else self.event.town

    def _sheets(self) -> Iterator[Piece]:
        untyped = self.event.sheets.filter(version=0).select_related("opening__venue", "team")
        found = list(untyped.order_by("number")[: self.order.sheets])
        if not found:
            return
        table = paper.table(self.event, self.paper)
        for sheet in found:
            context = {
                "event": self.event,
                "table": table,
                "paper": self.paper,
                "pages": [(sheet, paper.qr(sheets.address_of(sheet)))],
            }
            title = _("Sheet %(number)s") % {"number": sheet.number}
            yield self._piece("sheet", title, title, press.paper_job("sheets", context, most=1), 1)

    def _rotas(self) -> Iterator[Piece]:
        if not self.order.rotas:
            return
        found = Shift.objects.of_event(self.event).with_taken().select_related("opening__venue")
        shifts: Any = found.order_by("opening", "starts_at", "id")
        for opening, its in groupby(shifts, lambda one: one.opening):
            rows = [(shift, range(max(shift.places - shift.taken, 0))) for shift in its]
            context = {"event": self.event, "opening": opening, "shifts": rows, "paper": self.paper}
            title = f"{KINDS['rota']} – {long_date(opening.starts_at.astimezone(self.event.zone).date())}"
            yield self._piece("rota", title, title, press.paper_job("rota", context), self.order.rotas)

    def _badges(self) -> Iterator[Piece]:
        if self.order.badges:
            context = {"event": self.event, "paper": self.paper, "ten": range(10)}
            title = str(KINDS["badge"])
            job = press.paper_job("badge", context, most=1)
            yield self._piece("badge", title, title, job, self.order.badges)

    def _stickers(self) -> Iterator[Piece]:
        if self.order.stickers:
            job = press.paper_job("stickers", {"event": self.event, "stock": self._stock}, most=1)
            title = str(KINDS["sticker"])
            yield self._piece("sticker", title, title, job, self.order.stickers, paper=self._stock.paper)

    def _thanks(self) -> Iterator[Piece]:
        if self.order.thanks:
            found = achievements.of(self.event)
            year = self.event.campaign.starts_on.year
            context = {"found": found, "year": year, "paper": f"{self.paper}-wide"}
            job = press.paper_job("thanks", context, most=1)
            title = str(KINDS["thanks"])
            yield self._piece("thanks", title, title, job, self.order.thanks)

    def _envelopes(self) -> Iterator[Piece]:
        for case, addressee, label in self._labelled() if self.order.envelopes else ():
            context = {
                "label": label,
                "envelope": self.order.envelope,
                "sender": addressee.sender,
                "town": self._town,
                "is_abroad": label.country != self.event.section.country,
                "is_historical": case.is_historical,
            }
            title = f"{cards.name_of(case)} – {label.office}"
            job = press.paper_job("envelope", context, most=1)
            size = self.order.envelope
            yield self._piece("envelope", title, title, job, self.order.envelopes, paper=size)

    def _labelled(self) -> Iterator[tuple[Case, Addressee, labels.Label]]:
        """Those of them whose address is known, with what stands on an envelope."""
        for case, addressee in self._written_to():
            label = labels.label_of(addressee, self.event.section)
            if label.has_address:
                if not addressee.is_verified:
                    self.unverified.append(f"{cards.name_of(case)} – {label.office}")
                yield case, addressee, label

    def _written_to(self) -> Iterator[tuple[Case, Addressee]]:
        return letters_of_event.written_to(self.event, self.cases, self.day)

    @property
    def _stock(self) -> label_sheets.Stock:
        """The sheets of labels that were chosen, else the usual ones."""
        return label_sheets.STOCKS.get(self.order.stock) or label_sheets.stock_for(self.paper)

    def _labels(self) -> Iterator[Piece]:
        stock = self._stock
        copies = range(self.order.labels)
        found = self._labelled() if copies else ()
        wanted = [label for _case, _addressee, label in found for _copy in copies]
        if not wanted:
            return
        pages = label_sheets.pages(stock, wanted, start=min(self.order.start, stock.number))
        title = str(KINDS["label"])
        job = press.paper_job("labels", {"stock": stock, "pages": pages})
        yield self._piece("label", title, title, job, 1, pages=len(pages), paper=stock.paper)

    def _covers(self) -> Iterator[Piece]:
        found = list(covers.waiting(self.event).prefetch_related("lines__case__translations"))
        if not found or not self.order.covers:
            return
        tariff = rates.tariff_of(self.event.section) or Tariff()
        label = str(KINDS["cover"])
        bunches = list(covers.bunches(self.event, found, tariff=tariff))
        for bunch in bunches:
            title = bunch.title if len(bunches) > 1 else label
            yield self._piece("cover", title, label, bunch.job, self.order.covers, pages=bunch.pages)

    def _piece(self, *said: Any, **beside: Any) -> Piece:
        """A piece on the section's paper, unless it says otherwise."""
        return Piece(*said, **{"paper": self.paper, **beside})


def _portrait_of(case: Case) -> dict[str, bytes]:
    """The case's portrait by its name; nothing where its file is gone: initials stand there then."""
    if not case.portrait:
        return {}
    try:
        with case.portrait.open() as file:
            return {f"portrait{Path(case.portrait.name or '').suffix}": bytes(file.read())}
    except OSError:
        return {}

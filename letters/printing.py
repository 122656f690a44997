"""A pack on its way through the press: ordered, laid out piece by piece, left, found again, cancelled.

What is laid out is kept by a digest of everything that stands on it, for seven days after its last use. So a
pack is ready at once the second time, and where one wording changed, that one letter is laid out again.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from events.models import Event
from letters import pack, press, speaking
from letters.models import LaidOut, Printing
from letters.press.pool import pool

KEPT = dt.timedelta(days=7)
# What a request may lay out while somebody waits: well below two seconds.
AT_ONCE = 6


def order(event: Event, wanted: pack.Order, *, key: uuid.UUID, at: dt.datetime) -> Printing:
    """The pack is ordered, and the worker makes it; the same key once."""
    key = uuid.uuid5(key, f"pack of {event.pk}")
    with transaction.atomic():
        printing, is_new = Printing.objects.get_or_create(
            key=key, defaults={"event": event, "order": asdict(wanted), "made_at": at}
        )
        if is_new:
            # Whoever orders anew has changed their mind about the one before.
            earlier = Printing.objects.filter(event=event, status__in=Printing.UNDER_WAY)
            earlier.exclude(pk=printing.pk).update(status=Printing.Status.CANCELLED, settled_at=at)
            make_pack.enqueue(printing.pk)
    return printing


def order_of(printing: Printing) -> pack.Order:
    """What was ordered. What a newer release does not know any more is left out."""
    known = pack.Order.__dataclass_fields__
    return pack.Order(**{name: value for name, value in printing.order.items() if name in known})


def cancel(printing: Printing, *, at: dt.datetime) -> None:
    """Nothing more of it is laid out. What is ready or cancelled stays so."""
    under_way = Printing.objects.filter(pk=printing.pk, status__in=Printing.UNDER_WAY)
    under_way.update(status=Printing.Status.CANCELLED, settled_at=at)


@task()
def make_pack(pk: int) -> None:
    """The worker's door to ``make``."""
    make(pk, at=timezone.now())


def make(pk: int, *, at: dt.datetime) -> None:
    """Every piece of the pack is laid out and kept, unless it is cancelled meanwhile. Safe to repeat."""
    found = Printing.objects.filter(pk=pk, status__in=Printing.UNDER_WAY)
    printing = found.select_related("event__section", "event__campaign").first()
    if printing is None:
        return
    ordered = pack.pack_of(printing.event, order_of(printing), day=_today(printing.event, at))
    total = len({piece.digest for piece in ordered.pieces})
    found.update(status=Printing.Status.MAKING, total=total, done=0)
    try:
        for done in lay_out(ordered.pieces, at=at):
            if not found.update(done=done):
                return
    except press.PressFault as fault:
        with translation.override(speaking.language_of_pages(printing.event)):
            words = fault.sentence()[:300]
        found.update(status=Printing.Status.FAILED, settled_at=at, words=words)
        return
    found.update(status=Printing.Status.READY, settled_at=at, done=total)


def lay_out(pieces: Iterable[pack.Piece], *, at: dt.datetime) -> Iterator[int]:
    """Lays out what is not kept, some at a time, and says after each how many are there.

    Raises PressFault, or LetterTooLong's sentence as one.
    """
    jobs = {piece.digest: piece for piece in pieces}
    kept = set(LaidOut.objects.filter(pk__in=jobs).values_list("pk", flat=True))
    _mark_used(kept, at)
    yield len(kept)
    done = len(kept)
    with _a_few() as few:
        waiting = {few.submit(_made, piece): digest for digest, piece in jobs.items() if digest not in kept}
        for future in as_completed(waiting):
            LaidOut.objects.bulk_create(
                [LaidOut(digest=waiting[future], pdf=future.result(), used_on=at.date())],
                ignore_conflicts=True,
            )
            done += 1
            yield done


def forms(jobs: Sequence[press.Job], *, at: dt.datetime) -> list[press.Form]:
    """The forms of letters in which nobody is named yet; each is laid out once and kept, as papers are.

    Raises PressFault or LetterTooLong.
    """
    digests = [press.digest_of({**job, "is_form": True}) for job in jobs]
    found = {row.pk: press.Form(bytes(row.pdf), row.places) for row in LaidOut.objects.filter(pk__in=digests)}
    _mark_used(found, at)
    lacking = {digest: job for digest, job in zip(digests, jobs, strict=True) if digest not in found}
    if lacking:
        with _a_few() as few:
            made = dict(zip(lacking, few.map(press.form, lacking.values()), strict=True))
        rows = [
            LaidOut(digest=digest, pdf=form.pdf, places=form.places, used_on=at.date())
            for digest, form in made.items()
        ]
        LaidOut.objects.bulk_create(rows, ignore_conflicts=True)
        found |= made
    return [found[digest] for digest in digests]


class PieceFault(press.PressFault):
    """One piece of a pack cannot be printed."""

    def __init__(self, title: str, cause: Exception) -> None:
        self.title, self.cause = title, cause
        super().__init__(title)

    def sentence(self) -> str:
        """Which one, and what can be done."""
        if isinstance(self.cause, press.LetterTooLong):
            why = _("The letter has to fit on one page.")
        elif isinstance(self.cause, (press.PressTooSlow, press.PressBroken)):
            why = _("This takes too long to lay out. Is there too much text?")
        else:
            why = self.cause.sentence() if isinstance(self.cause, press.PressFault) else ""
        return f"{self.title}: {why}"


def _made(piece: pack.Piece) -> bytes:
    # In a thread beside: nothing here asks the database, or knows the reader's language.
    try:
        return press.make(piece.job)
    except (press.LetterTooLong, press.PaperTooLong, press.PressTooSlow, press.PressBroken) as fault:
        raise PieceFault(piece.title, fault) from fault


@contextmanager
def _a_few() -> Iterator[ThreadPoolExecutor]:
    """As many threads as the press has processes. Who leaves early does not wait for what was not begun."""
    few = ThreadPoolExecutor(pool.size)
    try:
        yield few
    finally:
        few.shutdown(cancel_futures=True)


def _mark_used(digests: Iterable[str], at: dt.datetime) -> None:
    """They are kept from today on; at most once a day, so that reading writes seldom."""
    LaidOut.objects.filter(pk__in=list(digests), used_on__lt=at.date()).update(used_on=at.date())


def lacks(ordered: pack.Pack) -> int:
    """How many pieces are not laid out."""
    digests = {piece.digest for piece in ordered.pieces}
    return len(digests) - LaidOut.objects.filter(pk__in=digests).count()


def printed(ordered: pack.Pack, *, at: dt.datetime) -> bytes:
    """The pack as one PDF; what is not laid out yet is laid out now. Raises PressFault, or ValueError."""
    return pack.bound(ordered, _pdfs(ordered, at))


def singles(ordered: pack.Pack, *, at: dt.datetime) -> Iterator[tuple[pack.Piece, bytes]]:
    """Each piece with its copies as a PDF of its own. Raises PressFault."""
    for piece, pdf in zip(ordered.pieces, _pdfs(ordered, at), strict=True):
        alone = replace(ordered, pieces=[piece])
        yield piece, pack.bound(alone, [pdf])


def _pdfs(ordered: pack.Pack, at: dt.datetime) -> list[bytes]:
    for _done in lay_out(ordered.pieces, at=at):
        pass
    found = LaidOut.objects.in_bulk({piece.digest for piece in ordered.pieces})
    return [bytes(found[piece.digest].pdf) for piece in ordered.pieces]


def _today(event: Event, at: dt.datetime) -> dt.date:
    return at.astimezone(event.zone).date()

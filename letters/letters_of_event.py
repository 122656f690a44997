"""Which letters an event has on a day: of each case to whom, in which words."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from cases.models import Addressee, Case, Wording
from events.models import Event
from letters import cards
from letters.table import in_order, kind_name


@dataclass(frozen=True)
class Missing:
    """A letter that cannot be printed, and why."""

    title: str
    why: str


def cases_of(event: Event) -> list[Case]:
    """The event's cases in the campaign's order, with all that stands on paper of them."""
    wordings = Wording.objects.order_by("id").prefetch_related("translations")
    addressees: QuerySet[Addressee] = Addressee.objects.prefetch_related(
        "translations",
        "demands__translations",
        Prefetch("wordings", wordings),
    )
    found = event.cases.prefetch_related("translations", Prefetch("addressees", addressees))
    return in_order(event, found)


def written_to(event: Event, cases: Iterable[Case], day: dt.date) -> Iterator[tuple[Case, Addressee]]:
    """Whom letters of the event go to on the day. Reads prefetched rows."""
    for case in cases:
        for addressee in case.addressees.all():
            if addressee.kind in event.kinds and addressee.wants_letters_on(day):
                yield case, addressee


def wording_of(addressee: Addressee, language: str) -> Wording | None:
    """In the language where there is one, else in the first that there is. Reads prefetched rows."""
    texts = list(addressee.wordings.all())
    return next((each for each in texts if each.language == language), next(iter(texts), None))


def town_of(event: Event) -> str:
    """Where its letters are written."""
    first = event.openings.select_related("venue").first()
    return first.venue.town if first else event.town


def title_of(case: Case, addressee: Addressee) -> str:
    """What a letter is called: about whom, and to whom."""
    return f"{cards.name_of(case)} – {kind_name(addressee.kind)}"

"""Good news: it is told to each place that wrote, with its own number, and to who asked to hear."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.dates import long_date
from cases.kinds import LETTERS
from cases.models import Case, Milestone
from events import mails, texts, trail
from events.models import Event, Role, Section, User
from events.parties import Party
from events.refused import Refused
from letters.models import Counter, Follower, Held, Publication

trail.know(milestone_added=_("added what happened to a case"), news_published=_("published good news"))

_SAMPLE = {
    "case": "Yorm Bopha",
    "slug": "yorm-bopha",
    "day": "22 November 2013",
    "news": "She was released on bail.",
    "words": "Thank you, all of you.",
    "section": "Poland",
    "letters": 146,
}
mails.know("news_to_place", lambda: {**_SAMPLE, "places": [("Library on Long Street", 146)]})
mails.know("news_to_writer", lambda: _SAMPLE)


class NotYourNews(Refused):
    """The section writes for no campaign that features the case."""

    sentence = _("Your section does not write for this case.")


class NoGoodNews(Refused):
    """Setbacks are told on the case's page, and are not sent around."""

    sentence = _("Only good news is sent. A setback stands on the page of the case.")


@dataclass(frozen=True)
class Place:
    """A marathon that wrote for the case, its letters for it, and how many organisers are told."""

    event: Event
    letters: int
    organisers: int


@dataclass(frozen=True)
class Reach:
    """Whom news of a case reaches: its letters, how many places wrote and how many of them are told, writers.

    ``places`` are those with the most letters.
    """

    letters: int
    wrote: int
    told: int
    writers: int
    places: list[Place]


def milestones_of(section: Section) -> QuerySet[Milestone]:
    """What happened to the cases the section writes for, the newest first."""
    cases = texts.cases_of(section).values("pk")
    return Milestone.objects.filter(case__in=cases).newest_first()


def add(
    section: Section,
    case: Case,
    *,
    kind: str,
    when: tuple[dt.date, str],
    words: Mapping[str, str],
    source: str,
    key: uuid.UUID,
    by: Party,
    at: dt.datetime,
) -> Milestone:
    """The case has the milestone, in each language that has words. Once for the key. Raises NotYourNews.

    ``when`` is the first day of what is known and its precision, as ``Milestone.parse_date`` gives them.
    """
    if not texts.cases_of(section).filter(pk=case.pk).exists():
        raise NotYourNews
    day, precision = when
    name = f"{day.isoformat()}-{kind.replace('_', '-')}-{key.hex[:12]}"
    with transaction.atomic():
        milestone, is_new = Milestone.objects.get_or_create(
            case=case,
            key=name,
            defaults={"happened_on": day, "precision": precision, "kind": kind, "source": source},
        )
        if is_new:
            for language, text in words.items():
                if text:
                    milestone.set_current_language(language, initialize=True)
                    milestone.text = text
                    milestone.save()
            what = f"milestone {milestone.pk}"
            trail.note("milestone_added", at=at, by=by, section=section, what=what, case=case.slug, kind=kind)
    return milestone


def reach(section: Section, case: Case, *, most: int = 20) -> Reach:
    """Whom news of the case would reach by now, with the ``most`` places that wrote most. Three queries."""
    letters = dict(_written(section, case))
    tells = Count("roles", filter=Q(roles__in=_organisers(list(letters)).order_by().values("pk")))
    events = Event.objects.filter(pk__in=letters).annotate(told=tells).only("name", "slug")
    places = [Place(event, letters[event.pk], event.told) for event in events]
    places.sort(key=lambda place: (-place.letters, place.event.slug))
    return Reach(
        letters=sum(letters.values()),
        wrote=len(places),
        told=sum(place.organisers > 0 for place in places),
        writers=Follower.objects.filter(case=case, confirmed_at__isnull=False).count(),
        places=places[:most],
    )


def publish(milestone: Milestone, section: Section, *, words: str, by: Party, at: dt.datetime) -> Publication:
    """Each organiser of a place that wrote has a mail with the own number, each writer who asked has one too.

    The writers' addresses are gone afterwards. Told before: nothing happens again. Raises NotYourNews and
    NoGoodNews.
    """
    if milestone.kind not in Milestone.GOOD:
        raise NoGoodNews
    if not milestones_of(section).filter(pk=milestone.pk).exists():
        raise NotYourNews
    with transaction.atomic():
        publication, is_new = Publication.objects.get_or_create(
            milestone=milestone, section=section, defaults={"at": at, "by": by.user, "words": words}
        )
        if not is_new:
            return publication
        telling = _Telling(milestone, section, words, at)
        publication.places = telling.to_places()
        publication.writers = telling.to_writers()
        publication.save(update_fields=["places", "writers"])
        trail.note(
            "news_published",
            at=at,
            by=by,
            section=section,
            what=f"milestone {milestone.pk}",
            case=milestone.case.slug,
            places=publication.places,
            writers=publication.writers,
        )
    return publication


@dataclass(frozen=True)
class _Telling:
    """One piece of news on its way into the mailboxes."""

    milestone: Milestone
    section: Section
    words: str
    at: dt.datetime

    def to_places(self) -> int:
        """The organisers have their mails, one a person. How many places that are."""
        letters = dict(_written(self.section, self.milestone.case))
        people: dict[User, list[tuple[str, int]]] = defaultdict(list)
        told = set()
        for role in _organisers(list(letters)):
            if role.user is not None and role.event is not None:
                people[role.user].append((role.event.name, letters[role.event.pk]))
                told.add(role.event.pk)
        written = [
            self._mail("news_to_place", user, user.language, places=places, letters=sum(n for _, n in places))
            for user, places in people.items()
        ]
        mails.Mail.objects.bulk_create(written, batch_size=500)
        return len(told)

    def to_writers(self) -> int:
        """Those who left an address for this case alone have their mails, and are forgotten. How many."""
        waiting = Follower.objects.select_for_update().filter(case=self.milestone.case)
        confirmed = list(waiting.filter(confirmed_at__isnull=False))
        written = [self._mail("news_to_writer", who.email, who.language) for who in confirmed]
        mails.Mail.objects.bulk_create(written, batch_size=500)
        waiting.filter(pk__in=[who.pk for who in confirmed]).delete()
        return len(written)

    def _mail(self, name: str, to: User | str, language: str, **facts: Any) -> mails.Mail:
        return mails.composed(name, to=to, at=self.at, language=language, **self.told(language), **facts)

    def told(self, language: str) -> dict[str, Any]:
        """What the mail says of the news, in the language."""
        milestone, case = self.milestone, self.milestone.case
        with translation.override(language):
            return {
                "case": case.safe_translation_getter("name", language_code=language, any_language=True),
                "slug": case.slug,
                "day": long_date(milestone.happened_on, milestone.precision),
                "news": milestone.safe_translation_getter("text", language_code=language, any_language=True),
                "words": self.words,
                "section": str(self.section),
            }


def preview(milestone: Milestone, section: Section, *, letters: int, at: dt.datetime) -> mails.Written:
    """The mail that a place of so many letters would get, in the language of the page, without own words."""
    language = translation.get_language() or "en"
    told = _Telling(milestone, section, "", at).told(language)
    place = (str(_("the name of the marathon")), letters)
    return mails.written("news_to_place", {**told, "places": [place], "letters": letters}, language=language)


def _written(section: Section, case: Case) -> Iterator[tuple[int, int]]:
    """The section's events that wrote for the case, with their public letters, over all campaigns."""
    held = Held.objects.open().filter(
        entry__event=OuterRef("event"),
        entry__case=case,
        entry__kind__in=LETTERS,
    )
    away = held.order_by().values("entry__event").annotate(sum=Sum("entry__quantity")).values("sum")
    counters = Counter.objects.filter(event__section=section, case=case, kind__in=LETTERS)
    rows = counters.order_by().values("event").annotate(sum=Sum("quantity"))
    for event, number, less in rows.annotate(away=Subquery(away)).values_list("event", "sum", "away"):
        if number > (less or 0):
            yield event, number - (less or 0)


def _organisers(events: list[int]) -> QuerySet[Role]:
    roles = Role.objects.organising().filter(event__in=events)
    return roles.select_related("user", "event").order_by("event", "id")

"""One campaign's tally at one moment: computed from counters alone, in a fixed number of queries.

Letters, countries, cases, channels and hours come from one statement, so that they agree with each other
however many entries arrive meanwhile. What is held back until an organiser looks at it is in none of them.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast
from django.utils import timezone

from cases.kinds import LETTERS
from cases.models import Campaign, Case, Feature, PublishedTotal
from events.models import Event, Participation, Section
from letters.models import ChannelCounter, Counter, Head, Held, HourCounter, Report

HOURS = 48
LETTER_KINDS = {kind.value for kind in LETTERS}
Facts = dict[str, Any]


class TallyUnknown(LookupError):
    """There is no such campaign, or the section takes no part in it."""


def facts_of(campaign: str, section: str = "", *, at: dt.datetime) -> Facts:
    """Everything the tally says of a campaign, or of one section of it: ``public`` is the JSON of
    ``/tally.json``; ``names`` and ``notes`` are what its page says in each language.

    Eight queries, nine with a section, however much was counted. Raises TallyUnknown.
    """
    found = _campaign(campaign)
    place = _section(section, found["id"]) if section else None
    of_events = {"campaign": found["id"], **({"section": place["id"]} if place else {})}
    sums = Sums(of_events, since=_first_hour(at))
    events = _events(found["id"], place["id"] if place else None)
    cases, case_names = _cases(found["id"], sums.case_ids)
    published, notes = _published(place["country"] if place else None)
    return {
        "public": {
            "campaign": campaign,
            **({"section": section} if place else {}),
            "as_of": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            "status": _status(found | (place or {}), timezone.localdate(at)),
            "letters": sums.letters,
            "actions": sums.actions,
            "reported": _reported(events),
            **sums.parts(cases),
            "published": published,
            "heads": digest(open_heads(events)),
        },
        "names": {
            "campaign": found["names"],
            "section": place["names"] if place else {},
            "cases": case_names,
        },
        "notes": notes,
        "beside": {
            "year": found["ends_on"].year,
            "scope": place["country"] if place else "world",
            "sections": _sections(found["id"]),
            "campaigns": _campaigns(),
        },
        "time_zone": place["time_zone"] if place else "UTC",
    }


def open_heads(events: Iterable[Facts]) -> list[Facts]:
    """The heads of the events whose counting is open and that have entries, by the event's address."""
    heads = [
        {"event": event["slug"], "seq": event["seq"], "chain": event["chain"]}
        for event in events
        if event["seq"] and event["closed_at"] is None
    ]
    return sorted(heads, key=lambda head: str(head["event"]))


def digest(heads: Iterable[Facts]) -> str:
    """The SHA-256 of one line ``<event> <seq> <chain>\\n`` a head, in the order of the events' addresses.

    Whoever keeps it can prove later that no ledger was rewritten, and anybody can compute it from
    ``/api/v1/campaigns/<slug>/heads``.
    """
    lines = "".join(f"{head['event']} {head['seq']} {head['chain']}\n" for head in heads)
    return hashlib.sha256(lines.encode()).hexdigest()


def heads_of(campaign: str) -> list[Facts]:
    """The open heads of a campaign. Raises TallyUnknown."""
    return open_heads(_events(_campaign(campaign)["id"], None))


def _first_hour(at: dt.datetime) -> dt.datetime:
    hour = at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    return hour - dt.timedelta(hours=HOURS - 1)


def _status(campaign: Facts, day: dt.date) -> str:
    """Of the campaign, or of the section of it where one is given."""
    if campaign["is_final"] or campaign.get("final_at"):
        return "final"
    return "provisional" if day > campaign["ends_on"] else "live"


def _campaign(slug: str) -> Facts:
    rows = Campaign.objects.filter(slug=slug).values_list(
        "id", "ends_on", "is_final", "translations__language_code", "translations__name"
    )
    return _first(rows, ("id", "ends_on", "is_final"))


def _section(slug: str, campaign_id: int) -> Facts:
    taking_part = Q(participations__campaign=campaign_id) | Q(events__campaign=campaign_id)
    ids = Section.objects.filter(taking_part, slug=slug).order_by().values("id")
    participations = Participation.objects.filter(section=OuterRef("id"), campaign=campaign_id)
    rows = Section.objects.filter(id__in=ids).annotate(final_at=Subquery(participations.values("final_at")))
    fields = ("id", "country", "time_zone", "final_at")
    return _first(rows.values_list(*fields, "translations__language_code", "translations__name"), fields)


def _sections(campaign_id: int) -> list[Facts]:
    """The sections that take part, each with its address, country and names."""
    taking_part = Q(participations__campaign=campaign_id) | Q(events__campaign=campaign_id)
    ids = Section.objects.filter(taking_part).order_by().values("id")
    rows = Section.objects.filter(id__in=ids).order_by("country", "slug")
    return _each(rows.values_list("slug", "translations__language_code", "translations__name"))


def _campaigns() -> list[Facts]:
    """All campaigns, the newest first, each with its address and names."""
    rows = Campaign.objects.latest_first()
    return _each(rows.values_list("slug", "translations__language_code", "translations__name"))


def _each(rows: Iterable[tuple[Any, ...]]) -> list[Facts]:
    found: dict[str, dict[str, str]] = {}
    for slug, language, name in rows:
        names = found.setdefault(slug, {})
        if language:
            names[language] = name
    return [{"slug": slug, "names": names} for slug, names in found.items()]


def _first(rows: Iterable[tuple[Any, ...]], fields: tuple[str, ...]) -> Facts:
    """The row as a mapping, with its ``names`` by language. Raises TallyUnknown where there is none."""
    all_rows = list(rows)
    if not all_rows:
        raise TallyUnknown
    names = {language: name for *_, language, name in all_rows if language}
    return dict(zip(fields, all_rows[0], strict=False)) | {"names": names}


def _events(campaign_id: int, section_id: int | None) -> list[Facts]:
    events = Event.objects.public().filter(campaign=campaign_id)
    if section_id is not None:
        events = events.filter(section=section_id)
    fields = ("slug", "closed_at", "form", "head__seq", "head__chain", "report__status")
    rows = events.order_by("slug").values_list(*fields)
    return [dict(zip((name.split("__")[-1] for name in fields), row, strict=True)) for row in rows]


def _reported(events: Iterable[Facts]) -> Facts:
    """How many of the places that are held here have signed their report."""
    statuses = [event["status"] for event in events if event["form"] == Event.Form.HERE]
    signed = sum(status in (Report.Status.SIGNED, Report.Status.VERIFIED) for status in statuses)
    return {"places": signed, "of": len(statuses)}


def _cases(campaign_id: int, counted: set[int]) -> tuple[dict[int, str], dict[str, dict[str, str]]]:
    """The public cases that are written for or were counted, by id, and their names by language."""
    positions = dict(
        Feature.objects.filter(campaign=campaign_id, shown_as=Feature.As.FEATURED).values_list(
            "case_id", "position"
        )
    )
    rows = Case.objects.public().filter(id__in={*positions, *counted})
    slugs: dict[int, str] = {}
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for pk, slug, language, name in rows.values_list(
        "id", "slug", "translations__language_code", "translations__name"
    ):
        slugs[pk] = slug
        if language:
            names[slug][language] = name
    ordered = sorted(slugs, key=lambda pk: (pk not in positions, positions.get(pk, 0), slugs[pk]))
    return {pk: slugs[pk] for pk in ordered}, dict(names)


def _published(country: str | None) -> tuple[list[Facts], list[dict[str, str]]]:
    """The published totals, in English, and their notes by language beside them."""
    totals = PublishedTotal.objects.of_letters()
    if country is not None:
        totals = totals.filter(scope=country)
    rows: dict[int, Facts] = {}
    notes: dict[int, dict[str, str]] = defaultdict(dict)
    fields = ("year", "scope", "measure", "count", "status", "source")
    for pk, language, note, *values in totals.values_list(
        "id", "translations__language_code", "translations__note", *fields
    ):
        rows.setdefault(pk, dict(zip(fields, values, strict=True)) | {"note": ""})
        if language and note:
            notes[pk][language] = note
        if language == "en":
            rows[pk]["note"] = note or ""
    return list(rows.values()), [notes[pk] for pk in rows]


class Sums:
    """What the counters of some events add up to without what is held back, read in one statement."""

    def __init__(self, of_events: dict[str, int], *, since: dt.datetime) -> None:
        self.letters = self.actions = 0
        self.countries: dict[str, int] = defaultdict(int)
        self.cases: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.channels: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.hours: dict[str, int] = defaultdict(int)
        for what, key, kind, letters, actions in _statement(of_events, since):
            getattr(self, f"_add_{what}")(key, kind, letters or 0, actions or 0)

    @property
    def case_ids(self) -> set[int]:
        """The cases that something was counted for."""
        return set(self.cases)

    def _add_country(self, key: str, kind: str, letters: int, actions: int) -> None:
        self.letters += letters
        self.actions += actions
        self.countries[key] += letters

    def _add_case(self, key: str, kind: str, quantity: int, nothing: int) -> None:
        self.cases[int(key)][kind] += quantity

    def _add_channel(self, key: str, kind: str, quantity: int, nothing: int) -> None:
        self.channels[key][kind not in LETTER_KINDS] += quantity

    def _add_hour(self, key: str, kind: str, quantity: int, nothing: int) -> None:
        hour = dt.datetime.fromisoformat(key)
        hour = hour.replace(tzinfo=dt.UTC) if hour.tzinfo is None else hour.astimezone(dt.UTC)
        self.hours[hour.isoformat(timespec="seconds")] += quantity

    def parts(self, cases: dict[int, str]) -> Facts:
        """What the sum is made of, in four ways; the addresses of the cases by their ids."""
        return {
            "by_country": self.by_country(),
            "by_case": self.by_case(cases),
            "by_channel": self.by_channel(),
            "by_hour": self.by_hour(),
        }

    def by_country(self) -> list[Facts]:
        """Most letters first."""
        pairs = sorted(self.countries.items(), key=lambda pair: (-pair[1], pair[0]))
        return [{"country": country, "letters": letters} for country, letters in pairs if letters]

    def by_case(self, cases: dict[int, str]) -> list[Facts]:
        """In the campaign's order, cases without a letter too."""
        return [
            {
                "case": slug,
                "letters": sum(n for kind, n in self.cases.get(pk, {}).items() if kind in LETTER_KINDS),
                "by_kind": {kind: n for kind, n in sorted(self.cases.get(pk, {}).items()) if n},
            }
            for pk, slug in cases.items()
        ]

    def by_channel(self) -> list[Facts]:
        """The way most letters came in first; ways that nothing came in by are left out."""
        pairs = sorted(self.channels.items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
        return [{"channel": name, "letters": n[0], "actions": n[1]} for name, n in pairs if any(n)]

    def by_hour(self) -> list[Facts]:
        """The hours in which letters were written, oldest first."""
        return [{"hour": hour, "letters": letters} for hour, letters in sorted(self.hours.items()) if letters]


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


_NOTHING = Value(0, output_field=IntegerField())
_COLUMNS = ("what", "key", "of_kind", "letters_sum", "actions_sum")


def _statement(of_events: dict[str, int], since: dt.datetime) -> Iterable[tuple[str, str, str, int, int]]:
    """Rows of what, key, kind, letters (or quantity), actions: small sums as one statement.

    What is held back comes as rows below zero, in every sum that it stands in.
    """
    of = {f"event__{name}": pk for name, pk in of_events.items()}
    by_country = (
        Head.objects.filter(**of)
        .values(key=F("event__section__country"))
        .annotate(what=_text("country"), of_kind=_text(""))
        .annotate(letters_sum=Sum("letters"), actions_sum=Sum("actions"))
    )
    parts: list[Any] = [by_country.values_list(*_COLUMNS)]
    hours = HourCounter.objects.filter(**of, hour__gte=since, kind__in=LETTER_KINDS)
    for what, rows, key in (
        ("case", Counter.objects.filter(**of), "case_id"),
        ("channel", ChannelCounter.objects.filter(**of), "channel"),
        ("hour", hours, "hour"),
    ):
        sums = (
            rows.order_by()
            .values(key=Cast(key, CharField()), of_kind=F("kind"))
            .annotate(what=_text(what), letters_sum=Sum("quantity"), actions_sum=_NOTHING)
        )
        parts.append(sums.values_list(*_COLUMNS))
    return parts[0].union(*parts[1:], *_held_parts(of_events, since), all=True)


def _held_parts(of_events: dict[str, int], since: dt.datetime) -> list[Any]:
    """The same sums of what waits for an organiser's word, taken away."""
    of = {f"entry__event__{name}": pk for name, pk in of_events.items()}
    held = Held.objects.open().filter(**of).order_by()
    away = F("entry__quantity") * -1
    is_letter = Q(entry__kind__in=LETTER_KINDS)
    by_country = (
        held.values(key=F("entry__event__section__country"))
        .annotate(what=_text("country"), of_kind=_text(""))
        .annotate(letters_sum=Sum(away, filter=is_letter), actions_sum=Sum(away, filter=~is_letter))
    )
    parts: list[Any] = [by_country.values_list(*_COLUMNS)]
    for what, rows, key in (
        ("case", held, "entry__case_id"),
        ("channel", held, "entry__channel"),
        ("hour", held.filter(is_letter, entry__hour__gte=since), "entry__hour"),
    ):
        sums = rows.values(key=Cast(key, CharField()), of_kind=F("entry__kind")).annotate(
            what=_text(what), letters_sum=Sum(away), actions_sum=_NOTHING
        )
        parts.append(sums.values_list(*_COLUMNS))
    return parts

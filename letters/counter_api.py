"""What a counter asks the ledger: an event's facts to keep, and its figures every few seconds."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from ninja import Router, Schema

from cases.countries import country_name
from cases.models import Case
from cases.problems import PROTOCOL, Problem, Protocol
from cases.templatetags.stationery import ink
from events.models import Event, Team
from events.views.finding import table_or_404
from letters import ledger, table
from letters.api import DeviceCookie, SessionCookie
from letters.models import Entry, Head
from letters.schemas import EventTally, LedgerHead

router = Router(tags=["counter"], auth=[SessionCookie(), DeviceCookie()])
# A ledger's numbers fit in there; what is longer is none.
MOST_DIGITS = 10


class Place(Schema):
    """What the event's chain is at a number; null where the ledger is shorter."""

    seq: int
    chain: str | None


class Window(Schema):
    """An opening, and where."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    venue: str
    town: str


class EventFacts(Schema):
    """The event, and whom to call."""

    slug: str
    name: str
    contact: str
    time_zone: str
    page: str
    closed: str
    openings: list[Window]


class Tap(Schema):
    """A kind, and what its button says at the case."""

    kind: str
    label: str


class CaseFacts(Schema):
    """A case at the table. Without a portrait, its stamp shows the initials in its country's ink."""

    slug: str
    name: str
    country: str
    ink: int
    initials: str
    portrait: str | None
    kinds: list[Tap]


class TeamFacts(Schema):
    """A team to choose."""

    id: int
    name: str


class Counted(Schema):
    """The event's figures. ``facts`` changes with what ``counter`` tells."""

    protocol: Protocol
    server_time: dt.datetime
    facts: str
    head: LedgerHead
    tally: EventTally
    witness: Place | None = None


class Facts(Counted):
    """All that a counter needs."""

    event: EventFacts
    kinds: list[str]
    cases: list[CaseFacts]
    teams: list[TeamFacts]


@router.get(
    "/events/{slug:slug}/counter",
    url_name="counter",
    response={200: Facts, (403, 404, 503): Problem},
    summary="What a counter needs",
)
def counter(request: HttpRequest, slug: str, language: str = "", witness: str = "") -> HttpResponse:
    """The event's facts in a ``language`` of the pages, with its figures. Sets the CSRF header's cookie."""
    event, _role = table_or_404(request, slug)
    at = timezone.now()
    get_token(request)
    teams, head = list(event.teams.all()), _head(event)
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        told = {
            "event": _event(event, at),
            "kinds": event.kinds,
            "cases": [_case(event, case) for case in table.cases_of(event)],
            "teams": [{"id": team.pk, "name": team.name} for team in teams],
        }
    return JsonResponse(told | _counted(event, head, _digest(event, teams), at, witness))


@router.get(
    "/events/{slug:slug}/counted",
    url_name="counted",
    response={200: Counted, 304: None, (403, 404, 503): Problem},
    summary="What the event has counted",
)
def counted(request: HttpRequest, slug: str, witness: str = "") -> HttpResponse:
    """The event's figures; 304 under the ETag of before while nothing was counted and no fact changed.

    A phone that saw the head ``witness`` learns what stands there now: another chain, or none, says that the
    ledger was restored from a backup.
    """
    event, _role = table_or_404(request, slug)
    head, facts = _head(event), _digest(event, list(event.teams.all()))
    etag = f'"{head.seq}-{head.chain[:12]}-{facts}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    answer = JsonResponse(_counted(event, head, facts, timezone.now(), witness))
    answer["ETag"] = etag
    return answer


def _counted(event: Event, head: Head, facts: str, at: dt.datetime, witness: str) -> dict[str, Any]:
    seen = {"seq": head.seq, "chain": head.chain}
    told: dict[str, Any] = {"protocol": PROTOCOL, "server_time": at, "facts": facts, "head": seen}
    told["tally"] = {"event": head.letters, "cases": ledger.counts(event)}
    if witness.isascii() and witness.isdecimal() and len(witness) <= MOST_DIGITS:
        seq = int(witness)
        told["witness"] = {"seq": seq, "chain": head.chain if seq == head.seq else _chain_at(event, seq)}
    return told


def _head(event: Event) -> Head:
    """The event's head; one that says nothing where nothing was counted yet."""
    return Head.objects.filter(event=event).first() or Head(event=event)


def _chain_at(event: Event, seq: int) -> str | None:
    if seq == 0:
        return ""
    return Entry.objects.filter(event=event, seq=seq).values_list("chain", flat=True).first()


def _digest(event: Event, teams: list[Team]) -> str:
    """Changes when the counter has to ask for the facts again; known without asking for all of them."""
    first, last = event.span()
    stuff = [
        *(event.name, event.contact, event.time_zone, event.kinds, event.closed_at, event.status),
        *(getattr(event, "result_is_final", None), first, last, [(team.pk, team.name) for team in teams]),
        sorted(event.cases.values_list("slug", flat=True)),
    ]
    return hashlib.sha256(json.dumps(stuff, default=str).encode()).hexdigest()[:16]


def _event(event: Event, at: dt.datetime) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "name": event.name,
        "contact": event.contact,
        "time_zone": event.time_zone,
        "page": reverse("event", args=[event.slug]),
        "closed": table.why_closed(event, at),
        "openings": [
            {
                "starts_at": opening.starts_at,
                "ends_at": opening.ends_at,
                "venue": opening.venue.name,
                "town": opening.venue.town,
            }
            for opening in event.openings.select_related("venue")
        ],
    }


def _case(event: Event, case: Case) -> dict[str, Any]:
    return {
        "slug": case.slug,
        "name": str(case),
        "country": country_name(case.country),
        "ink": ink(case.country),
        "initials": case.initials,
        "portrait": case.portrait.url if case.portrait else None,
        "kinds": [{"kind": kind, "label": label} for kind, label in table.kinds_of(event, case)],
    }

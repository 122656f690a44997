"""The wall: an event's number for a projector, and the figures that it follows."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _

from cases.addresses import whole_address
from cases.languages import page_language
from cases.models import Case
from events.views.finding import table_or_404
from letters import paper, table, tally, wall
from letters.tally.page import status_word
from letters.tally.snapshot import Facts

PATHS = ("area", "line", "running", "now")
# The drawing of a case's bar, in units that the page stretches.
LONG = 100
# What the hidden drawing has until there is something to draw.
NO_CURVE = {"hour": 0, "top": 4, "half": 2, "times": [""] * 4} | dict.fromkeys(PATHS, "M0 0")
INKS = {"authority": "blue", "person": "red", "copy": "plain"}
WORDS = {"authority": _("to authorities"), "person": _("to the person"), "copy": _("copies to embassies")}


def wall_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's number as large as the screen. Its code leads to the public page and lets nobody count."""
    event, _by = table_or_404(request, slug)
    at = timezone.now()
    facts = wall.of(event, at=at)
    snapshot = tally.of(facts["campaign"], at=at)
    figures = _figures(facts, snapshot)
    address = whole_address("event", slug)
    context = {
        "event": event,
        "wall": figures,
        "curve": facts["curve"] or NO_CURVE,
        "status": status_word(facts["status"]),
        "words": {status: status_word(status) for status in ("live", "provisional", "final")},
        "as_of": dt.datetime.fromisoformat(facts["as_of"]).astimezone(event.zone),
        "today": at.astimezone(event.zone).date(),
        "campaign_name": snapshot.name_of("campaign", page_language()),
        "cases": _cases(table.cases_of(event), facts),
        "legend": [(ink, WORDS[kind]) for kind, ink in INKS.items() if kind in event.kinds],
        "code": paper.qr(address),
        "address": address.partition("://")[2].rstrip("/"),
    }
    return render(request, "letters/wall.html", context)


def wall_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures as they are now; a 304 where the screen has them with this minute's time."""
    event, _by = table_or_404(request, slug)
    at = timezone.now()
    facts = wall.of(event, at=at)
    figures = _figures(facts, tally.of(facts["campaign"], at=at))
    body = json.dumps(figures, ensure_ascii=False, separators=(",", ":")).encode()
    # The time goes on while the figures stand still: a screen has to say it, but not to the second.
    standing = json.dumps({**figures, "as_of": figures["as_of"][: len("2026-12-12T18:00")]}, sort_keys=True)
    etag = f'W/"{hashlib.sha256(standing.encode()).hexdigest()[:24]}"'
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    # Declared to return either; given a response it always returns one.
    return get_conditional_response(request, etag=etag, response=response) or response


def _figures(facts: Facts, snapshot: tally.Snapshot) -> Facts:
    """The event's figures, and the campaign's from the snapshot behind ``/tally.json``."""
    # The two were made within seconds of each other: a campaign has at least what one of its events has.
    letters = max(snapshot.letters, facts["letters"])
    return {**facts, "campaign_letters": letters, "campaign_status": snapshot.status}


def _cases(cases: list[Case], facts: Facts) -> list[dict[str, Any]]:
    """The cases in the campaign's order, each with its letters and its bar in the inks of its kinds."""
    rows = {row["case"]: row for row in facts["by_case"]}
    most = max((row["letters"] for row in rows.values()), default=0)
    # A case that came to the table in these seconds is not in the figures yet.
    none: dict[str, Any] = {"letters": 0, "by_kind": {}}
    return [
        {
            "case": case,
            "letters": rows.get(case.slug, none)["letters"],
            "parts": _parts(rows.get(case.slug, none)["by_kind"], most),
        }
        for case in cases
    ]


def _parts(by_kind: dict[str, int], most: int) -> list[dict[str, str]]:
    """The bar's pieces end to end, the longest case as long as the whole."""
    parts, so_far = [], 0
    for kind, ink in INKS.items():
        count = by_kind.get(kind, 0)
        at, width = (f"{LONG * number / most if most else 0:.2f}" for number in (so_far, count))
        parts.append({"ink": ink, "at": at, "width": width})
        so_far += count
    return parts

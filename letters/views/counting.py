"""The counter's page."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from events.models import Event, Role
from events.views.finding import table_or_404
from letters import counter_words, ledger, refusals, release, table
from letters.forms.counting import LogForm, UndoForm, WritersForm, several
from letters.models import Channel

# Asks for this page in place of the counter that a phone keeps: by a browser that can keep nothing.
PLAIN = "plain"


@never_cache
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """The event's cases with a button per kind. A POST logs or takes back once, and leads back here."""
    event, role = table_or_404(request, slug)
    at = timezone.now()
    if request.method != "POST":
        return render(request, "letters/count.html", _page(event, role, at, request.GET))
    form = _form(event, request.POST)
    if not form.is_valid() and form.errors.keys() & {"quantity", "kind"}:
        # Somebody typed a number that is none: the page again, with what they typed.
        page = _page(event, role, at, request.POST)
        page["told"] = "" if _is_shown(page, request.POST) else _sentence(refusals.MALFORMED)
        return render(request, "letters/count.html", page, status=422)
    told = refusals.MALFORMED
    if form.is_valid():
        result = ledger.record(event, entries=[form.line()], by=role, channel=Channel.TAP, at=at)
        told = result.outcomes[0].code or result.outcomes[0].status
    return redirect(_address_after(event, request.POST, told))


def _form(event: Event, data: QueryDict) -> LogForm | UndoForm:
    if "reverses" in data:
        return UndoForm(data)
    return LogForm(data, kinds=[(kind, kind) for kind in event.kinds])


def _address_after(event: Event, data: QueryDict, told: str) -> str:
    """Back to the page, to the same writers, with the outcome's code where there is something to say."""
    query = {name: data[name] for name in ("team", "number") if data.get(name, "").isdecimal()}
    if PLAIN in data:
        query[PLAIN] = ""
    if told != "created":
        query["told"] = told
    return f"{reverse('count', args=[event.slug])}{'?' if query else ''}{urlencode(query)}"


def _page(event: Event, role: Role, at: dt.datetime, data: QueryDict) -> dict[str, Any]:
    writers = WritersForm(data, teams=list(event.teams.all()))
    chosen = writers.chosen()
    rows = table.rows(event)
    sent = data.get("case") if "quantity" in data else None
    return {
        "event": event,
        "release": release.digest(),
        "words": counter_words.words(),
        "writers": writers,
        "carried": {**chosen, **({PLAIN: ""} if PLAIN in data else {})},
        "is_plain": PLAIN in data,
        "today": table.letters_on(event, at.astimezone(event.zone).date()),
        "closed": table.why_closed(event, at),
        "told": _sentence(data.get("told", "")),
        "latest": table.latest(event, role, [row.case for row in rows]),
        "rows": [
            {
                "row": row,
                "taps": [(kind, label, uuid.uuid4()) for kind, label in row.kinds],
                "several": several(row, chosen, data if sent == row.case.slug else None),
            }
            for row in rows
        ],
    }


def _is_shown(page: dict[str, Any], data: QueryDict) -> bool:
    """Whether the page has the form that was sent, and with it the mistakes beside its fields."""
    return "quantity" in data and data.get("case") in {row["row"].case.slug for row in page["rows"]}


def _sentence(told: str) -> str:
    """What the page says of the last POST, where it was not simply counted."""
    if told == "duplicate":
        return _("That was counted already, once. Tap again to count another letter.")
    return str(refusals.MESSAGES.get(told, ""))

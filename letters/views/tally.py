"""The tally's page and files, all of one snapshot."""

import datetime as dt
import re

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt

from letters import tally
from letters.tally import Ready, Snapshot, TallyUnknown
from letters.tally.page import told

CACHED = "public, max-age=5, stale-while-revalidate=30"
_GZIP = re.compile(r"\bgzip\b")


def page(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The number, largest on its page."""
    try:
        snapshot = _snapshot(campaign, section, timezone.now())
    except TallyUnknown:
        if campaign:
            raise Http404 from None
        return render(request, "letters/tally_empty.html")
    return _drawn(request, snapshot, "letters/tally.html")


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest, campaign: str = "") -> HttpResponse:
    """The number for other sites' frames."""
    response = _drawn(request, snapshot_or_404(campaign), "letters/embed.html")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def as_json(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The snapshot as JSON, ready bytes. Whatever stands in the query string is ignored."""
    snapshot = snapshot_or_404(campaign, section)
    return _file(request, snapshot, snapshot.json, "application/json")


def as_csv(request: HttpRequest, campaign: str = "", section: str = "") -> HttpResponse:
    """The snapshot as CSV, ready bytes."""
    snapshot = snapshot_or_404(campaign, section)
    response = _file(request, snapshot, snapshot.csv, "text/csv; charset=utf-8; header=present")
    name = "-".join(slug for slug in ("tally", snapshot.campaign, section) if slug)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def snapshot_or_404(campaign: str = "", section: str = "") -> Snapshot:
    """The snapshot of now. Raises Http404 where there is no such campaign or section."""
    try:
        return _snapshot(campaign, section, timezone.now())
    except TallyUnknown:
        raise Http404 from None


def _snapshot(campaign: str, section: str, at: dt.datetime) -> Snapshot:
    return tally.of(campaign, section, at=at) if campaign else tally.current(at)


def _drawn(request: HttpRequest, snapshot: Snapshot, template: str) -> HttpResponse:
    """The page of the snapshot at this address, drawn for all who ask while the snapshot is fresh."""
    ready = snapshot.page(request.path, lambda: render(request, template, told(snapshot)).content)
    response = _bytes(request, ready, "text/html; charset=utf-8")
    response["Cache-Control"] = CACHED
    return response


def _bytes(request: HttpRequest, ready: Ready, kind: str) -> HttpResponse:
    """The bytes, compressed for whoever takes them so."""
    light = bool(_GZIP.search(request.headers.get("Accept-Encoding", "")))
    response = HttpResponse(ready.gzipped if light else ready.plain, content_type=kind)
    if light:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    response["Vary"] = "Accept-Encoding"
    return response


def _file(request: HttpRequest, snapshot: Snapshot, ready: Ready, kind: str) -> HttpResponse:
    """The bytes, or a 304 where the reader has these numbers. Any site's script may read them."""
    response = _bytes(request, ready, kind)
    response["ETag"] = snapshot.etag
    response["Cache-Control"] = CACHED
    # Declared to return either; given a response it always returns one.
    answer = get_conditional_response(request, etag=snapshot.etag, response=response) or response
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer

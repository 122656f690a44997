"""What programs may read of the tally: the bytes of ``/tally.json``, and the heads its digest is made of."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from cases.caching import may_be_kept
from cases.problems import Problem
from letters.tally import snapshot
from letters.views import tally as files

router = Router(tags=["tally"])


class Reported(Schema):
    """How many of the approved places have sent a count."""

    places: int
    of: int


class ByCountry(Schema):
    """A country's letters."""

    country: str
    letters: int


class ByCase(Schema):
    """A case's letters, and everything counted for it by kind."""

    case: str
    letters: int
    by_kind: dict[str, int]


class ByChannel(Schema):
    """What came in by one way."""

    channel: str
    letters: int
    actions: int


class ByHour(Schema):
    """The letters of one hour."""

    hour: dt.datetime
    letters: int


class Published(Schema):
    """A number somebody published, interim or final."""

    year: int
    scope: str
    measure: str
    count: int
    status: str
    source: str
    note: str


class TallyFacts(Schema):
    """A campaign's tally at one moment. The headline counts letters; other actions stand beside it."""

    campaign: str
    as_of: dt.datetime
    status: str
    letters: int
    actions: int
    reported: Reported
    by_country: list[ByCountry]
    by_case: list[ByCase]
    by_channel: list[ByChannel]
    by_hour: list[ByHour]
    published: list[Published]
    heads: str


class HeadFacts(Schema):
    """The end of one open event's ledger."""

    event: str
    seq: int
    chain: str


class HeadsFacts(Schema):
    """The open heads by event, and the SHA-256 of a line ``<event> <seq> <chain>`` (and a newline) each."""

    digest: str
    heads: list[HeadFacts]


@router.get(
    "/campaigns/{slug:slug}/tally",
    url_name="tally",
    response={200: TallyFacts, (404, 503): Problem},
    summary="A campaign's tally",
)
def tally(request: HttpRequest, slug: str) -> HttpResponse:
    """The same bytes as ``/tally/<campaign>.json``, with an ETag that stays while the numbers do."""
    return files.as_json(request, slug)


@router.get(
    "/campaigns/{slug:slug}/heads",
    url_name="heads",
    response={200: HeadsFacts, (404, 503): Problem},
    summary="The ledgers' heads",
)
def heads(request: HttpRequest, response: HttpResponse, slug: str) -> dict[str, object]:
    """What a witness keeps: with these heads a rewritten ledger can be proved."""
    try:
        found = snapshot.heads_of(slug)
    except snapshot.TallyUnknown:
        raise Http404 from None
    may_be_kept(response)
    return {"digest": snapshot.digest(found), "heads": found}

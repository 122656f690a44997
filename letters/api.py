"""The ledger's door for phones and scripts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from ninja import Router
from ninja.security import APIKeyCookie

from cases.problems import PROTOCOL, Problem
from events.parties import Party, party_of
from events.views.finding import table_or_404
from letters import ledger, refusals, schemas
from letters.models import Channel

router = Router(tags=["entries"])


class SessionCookie(APIKeyCookie):
    """Somebody who signed in. The CSRF header is asked for."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        # The CSRF check looks for a token in a form; read first, a form's body is no JSON instead of a fault.
        body_of(request)
        return super()._get_key(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Party | None:
        """Whoever the policy let in."""
        return party_of(request) or None


class DeviceCookie(SessionCookie):
    """A volunteer's phone. The CSRF header is asked for."""

    param_name = settings.DEVICE_COOKIE_NAME


def _entries_body() -> dict[str, Any]:
    """What OpenAPI says of the body, which is read by hand so that one bad entry spoils itself alone."""
    schema = schemas.Batch.model_json_schema(ref_template="#/components/schemas/{model}")
    definitions = schema.pop("$defs")
    schema["properties"]["entries"]["items"] = {"anyOf": [definitions["NewEntry"], definitions["Reversal"]]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/events/{slug:slug}/entries",
    url_name="entries",
    auth=[SessionCookie(), DeviceCookie()],
    response={
        201: schemas.Answer,
        (400, 403, 404, 405, 413, 503): Problem,
    },
    openapi_extra=_entries_body(),
    summary="Log letters",
)
def log_entries(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes each good entry into the event's ledger once, answers after the commit.

    Each entry stands alone. Refusals are named by code: case_not_in_event, kind_not_counted,
    quantity_out_of_range, reverses_unknown, already_reversed, event_closed, written_at_in_future, id_reused,
    team_not_in_event, malformed.
    """
    event, role = table_or_404(request, slug)
    at = timezone.now()
    raws = schemas.read_batch(body_of(request))
    lines = [_line(raw) for raw in raws]
    result = ledger.record(
        event, entries=[line for line in lines if line], by=role, channel=Channel.TAP, at=at
    )
    response = JsonResponse(_answer(raws, lines, result), status=201)
    response["Cache-Control"] = "no-store"
    return response


def body_of(request: HttpRequest) -> bytes:
    """The request's body. Raises NotUnderstood where it broke off, RequestDataTooBig over the limit."""
    try:
        return request.body
    except UnreadablePostError:
        raise schemas.NotUnderstood("The request broke off.") from None


def _line(raw: Any) -> ledger.Line | None:
    try:
        return schemas.read_entry(raw)
    except schemas.EntryNotUnderstood:
        return None


def _answer(raws: list[Any], lines: list[ledger.Line | None], result: ledger.Result) -> dict[str, Any]:
    outcomes = iter(result.outcomes)
    return {
        "protocol": PROTOCOL,
        "results": [
            {"id": schemas.id_as_sent(raw)} | _told(next(outcomes) if line else None)
            for raw, line in zip(raws, lines, strict=True)
        ],
        "head": {"seq": result.seq, "chain": result.chain},
        "tally": {"event": result.letters, "cases": result.cases},
    }


def _told(outcome: ledger.Outcome | None) -> dict[str, str]:
    if outcome is None:
        message = str(refusals.MESSAGES[refusals.MALFORMED])
        return {"status": "refused", "code": refusals.MALFORMED, "message": message}
    if outcome.code:
        return {"status": outcome.status, "code": outcome.code, "message": outcome.message}
    return {"status": outcome.status}

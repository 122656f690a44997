"""The API's front door: version, errors, and the routers of the apps."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from cases.api import router as campaigns
from cases.problems import problem
from events.api import router as events
from letters.api import router as entries
from letters.counter_api import router as counter
from letters.schemas import NotUnderstood
from letters.tally_api import router as tally
from marathon import errors

api = NinjaAPI(
    title="Letter Marathon",
    version="1",
    description="Reads what everybody may read; logs letters for those who count at an event’s table.",
    urls_namespace="api",
    docs_url=None,
)
for router in (campaigns, tally, events, entries, counter):
    api.add_router("", router)


@api.exception_handler(NotUnderstood)
def _not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, "malformed", str(exception))


# The check for CSRF looks into forms, and a broken form is no fault of ours.
@api.exception_handler(BadRequest)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def _unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.bad_request(request, exception)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.bad_request(request)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    # 401 is a stranger at a door that the policy has not opened: as good as a made-up one.
    status = getattr(exception, "status_code", 400)
    return {401: errors.not_found, 403: errors.forbidden, 404: errors.not_found}.get(
        status, errors.bad_request
    )(request)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.away(request, exception)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return errors.not_found(request)

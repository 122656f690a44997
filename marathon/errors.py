"""What somebody reads when it does not work: pages for people, JSON for programs, never a personal fact.

None of these pages asks the session or the database, so that they can be shown when those are away.
"""

import errno
import logging
import smtplib
import sys

from django.contrib import messages
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.debug import ExceptionReporter
from redis.exceptions import RedisError

from cases.problems import problem

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
API = "/api/"
# Stands in every page that Django shows to developers.
DJANGOS_SIGN = SafeString("<code>DEBUG = True</code>")
# A disk that is full, broken, read-only or over its quota.
STORAGE_REFUSES = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
# What Django raises where a request cannot be read: the sender's fault, whoever meets it.
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation)


class Report(ExceptionReporter):
    """What developers read of an exception; one sentence where the request was at fault.

    Django's report reads the request once more, raises once more where that was what failed, and takes many
    seconds to print a long one.
    """

    def get_traceback_html(self) -> SafeString:
        """Django's page, or one that ``own_errors`` takes for it and replaces."""
        return DJANGOS_SIGN if self._is_of_request() else super().get_traceback_html()

    def get_traceback_text(self) -> SafeString:
        """The same for programs."""
        return DJANGOS_SIGN if self._is_of_request() else super().get_traceback_text()

    def _is_of_request(self) -> bool:
        return isinstance(self.exc_value, UNREADABLE)


class MailAway(Exception):
    """The mail server did not take a mail."""


def is_away(exception: BaseException) -> bool:
    """Whether a part that we depend on is away or too busy: the database, the cache or the mail server."""
    if isinstance(exception, OSError) and exception.errno in STORAGE_REFUSES:
        return True
    # A plain DatabaseError is SQLite's word for a damaged file; its other children are faults of ours.
    return type(exception) is DatabaseError or isinstance(
        exception, (OperationalError, InterfaceError, RedisError, MailAway, smtplib.SMTPException)
    )


def away(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """503, with the time to come back."""
    log.error("A part is away: %s", type(exception).__name__)
    response = _answer(
        request, 503, "unavailable", _("We are not ready just now. Please try again in a moment.")
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than anybody needs."""
    return _answer(request, 413, "too_large", _("This is more than we can take at once."))


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """400: the request makes no sense, or 413 where it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _answer(request, 400, "malformed", _("We could not understand this request."))


def forbidden(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """403: understood, and refused."""
    return _answer(request, 403, "forbidden", _("This is not for you to open."))


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Leads a coordinator or administrator to where a second factor is set up."""
    if request.path_info.startswith(API) or request.method not in ("GET", "HEAD"):
        return _answer(request, 403, "forbidden", _("Set up two-step sign-in first, at My page."))
    messages.warning(
        request,
        _("Whoever coordinates or administers needs a second step to sign in. Please set one up first."),
    )
    return redirect("mfa_index")


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """404: there is nothing here, or nothing for you; the answer is the same."""
    return _answer(request, 404, "not_found", _("There is nothing at this address."))


def not_allowed(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """405, with the methods that the address takes."""
    response = _answer(request, 405, "not_allowed", _("This address does not take that."))
    response["Allow"] = ", ".join(methods)
    return response


def too_many(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """429: slow down."""
    response = _answer(
        request, 429, "too_many", _("That was too often. Please wait a minute, then try again.")
    )
    response["Retry-After"] = "60"
    return response


def our_fault(request: HttpRequest) -> HttpResponse:
    """500: our fault; or 503 where what failed outside a view was a part that is away."""
    exception = sys.exc_info()[1]
    if exception is not None and is_away(exception):
        return away(request, exception)
    return _answer(
        request, 500, "our_fault", _("Something went wrong on our side. Nothing you sent was kept.")
    )


def _answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    """As the API tells an error under its address, else a page that asks nobody for anything."""
    if request.path_info.startswith(API):
        return problem(status, code, message)
    page = render_to_string("error.html", {"status": status, "message": message})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})

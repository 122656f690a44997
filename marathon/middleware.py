"""What is done to every answer."""

import gzip
import logging
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from marathon import errors

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

PERMISSIONS = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
# What a body may hold: forms and the API's batches are far below, pictures and packs come as files.
LARGEST_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
LARGEST_UPLOAD = 20 * 1024 * 1024


def headers(get_response: GetResponse) -> GetResponse:
    """Adds the safety headers that Django has no setting for, whoever made the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def light_files(get_response: GetResponse) -> GetResponse:
    """Compresses styles and scripts under DEBUG, where nobody has compressed them beforehand."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        kind = response.get("Content-Type", "").partition(";")[0]
        if (
            request.path.startswith(settings.STATIC_URL)
            and response.status_code == 200
            and kind in ("text/css", "text/javascript", "image/svg+xml", "application/json")
            and "gzip" in request.headers.get("Accept-Encoding", "")
            and "Content-Encoding" not in response
            and request.method == "GET"
        ):
            body = response.getvalue()
            light = HttpResponse(gzip.compress(body), headers=dict(response.items()))
            light["Content-Encoding"], light["Content-Length"] = "gzip", str(len(light.content))
            light["Vary"] = "Accept-Encoding"
            response.close()
            return light
        return response

    return middleware


def own_errors(get_response: GetResponse) -> GetResponse:
    """Under DEBUG too, what is not found looks as in production: only faults of ours show Django's page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not settings.DEBUG or response.status_code not in (400, 404):
            return response
        if _is_djangos(response):
            response = (errors.not_found if response.status_code == 404 else errors.bad_request)(request)
        # django-csp leaves 404 out under DEBUG, for the sake of the page that is not shown any more.
        response.setdefault("Content-Security-Policy", build_policy())
        return response

    return middleware


def _is_djangos(response: HttpResponse) -> bool:
    """Whether the answer is the page that Django shows to developers."""
    return not response.streaming and errors.DJANGOS_SIGN.encode() in response.content


def unavailable(get_response: GetResponse) -> GetResponse:
    """A database, cache or mail server that is away is a 503 that says when to come back, never a 500."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.away(request, exception) if errors.is_away(exception) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def too_large(get_response: GetResponse) -> GetResponse:
    """Refuses a body that is too large before anybody reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        largest = LARGEST_UPLOAD if request.content_type == "multipart/form-data" else LARGEST_BODY
        if not length.isdecimal():
            return errors.bad_request(request)
        return errors.too_large(request) if int(length) > largest else get_response(request)

    return middleware


class Sessions(SessionMiddleware):
    """Django's sessions; a database that is away when they are saved is a 503, too."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session where it changed."""
        try:
            return super().process_response(request, response)
        except Exception as exception:
            if not errors.is_away(exception):
                raise
            return errors.away(request, exception)


class Languages(LocaleMiddleware):
    """The address alone says the language, so that a cache in front needs one copy of each page."""

    def process_request(self, request: HttpRequest) -> None:
        """Polish under /pl/, English everywhere else."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language of the answer."""
        response.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

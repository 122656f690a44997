"""Stored pictures, handed out so that whatever is in them can do nothing."""

import os

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from marathon import errors

# What uploads are re-encoded to. Anything else in the store is no picture of ours.
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
# A day: a corrected portrait keeps its name.
FRESH_FOR_SECONDS = 60 * 60 * 24


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One stored picture, under a policy of its own."""
    kind = KINDS.get(os.path.splitext(name)[1].lower())
    if kind is None:
        return errors.not_found(request)
    try:
        stored = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, SuspiciousFileOperation, ValueError):
        return errors.not_found(request)
    except OSError as exception:
        return errors.away(request, exception)
    response = FileResponse(stored, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cache-Control"] = f"public, max-age={FRESH_FOR_SECONDS}"
    return response

"""How the API tells that nothing was done: the same at each of its addresses."""

from typing import Annotated, Literal

from django.http import JsonResponse
from ninja import Field, Schema

# A phone tells our answers from a captive portal's by it.
Protocol = Literal["letter-marathon/1"]
PROTOCOL: Protocol = "letter-marathon/1"


class Problem(Schema):
    """Why nothing was done."""

    protocol: Protocol = PROTOCOL
    code: Annotated[str, Field(description="In one word, such as malformed, too_large or unavailable.")]
    message: str


def problem(status: int, code: str, message: str) -> JsonResponse:
    """The answer that tells it, to be kept by nobody."""
    told = {"protocol": PROTOCOL, "code": code, "message": message}
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})

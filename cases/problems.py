"""How the API tells that nothing was done: the same at each of its addresses."""

from typing import Annotated, Literal

from ninja import Field, Schema


class Problem(Schema):
    """Why nothing was done."""

    protocol: Literal["letter-marathon/1"] = "letter-marathon/1"
    code: Annotated[str, Field(description="In one word, such as malformed, too_large, not_found, away.")]
    message: str

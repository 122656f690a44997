"""What is the same for everybody, so that any cache on the way may keep it for a minute."""

from django.http import HttpResponse
from django.views.decorators.cache import cache_control

PUBLIC = "public, max-age=60"

# For the views of public pages.
public = cache_control(public=True, max_age=60)


def may_be_kept(response: HttpResponse) -> None:
    """Says so of an answer to programs, which any site's script may read."""
    response["Cache-Control"] = PUBLIC
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"

"""The public numbers' short way: without session, cookie, language or policy's questions.

When a country watches the same number, this is what nearly every request asks for. Whatever is not one of
these files goes the long way, and so does a number that does not exist.
"""

import re
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from letters.views import tally
from marathon import errors, policy

_FILE = re.compile(
    r"/tally(?:/(?P<campaign>[-\w]+)(?:/(?P<section>[-\w]+))?)?\.(?P<form>json|csv)"
    r"|/api/v1/campaigns/(?P<of>[-\w]+)/tally",
    re.ASCII,
)
GetResponse = Callable[[HttpRequest], HttpResponse]
_VIEWS = {"json": tally.as_json, "csv": tally.as_csv}
# The addresses answered here, all of them for anyone: the policy's test sees to that.
NAMES = (
    "tally_json",
    "tally_csv",
    "campaign_tally_json",
    "campaign_tally_csv",
    "section_tally_json",
    "section_tally_csv",
    "api:tally",
)


def public_numbers(get_response: GetResponse) -> GetResponse:
    """Answers the tally's files before anything looks at who asks."""
    if any(policy.RULES[name] != policy.Rule(policy.anyone) for name in NAMES):
        return get_response

    def middleware(request: HttpRequest) -> HttpResponse:
        found = _FILE.fullmatch(request.path_info) if request.method in policy.READ else None
        if found is None:
            return get_response(request)
        view = _VIEWS[found["form"] or "json"]
        try:
            return view(request, found["campaign"] or found["of"] or "", found["section"] or "")
        except Http404:
            return get_response(request)
        except Exception as exception:
            if not errors.is_away(exception):
                raise
            return errors.away(request, exception)

    return middleware

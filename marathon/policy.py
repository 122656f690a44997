"""Who may do what: one table, keyed by address, read by a middleware and by the tests.

A rule says which methods an address takes and who may use them. The object itself is found in the view through
a queryset that holds the same right, so that a stranger's answer is the one of a made-up address: 404.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, get_resolver

from events.models import Event
from events.parties import Party, party_of

Who = Callable[[Party, dict[str, Any]], bool]


def anyone(party: Party, found: dict[str, Any]) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(party: Party, found: dict[str, Any]) -> bool:
    """Whoever has an account."""
    return party.user is not None


def administrator(party: Party, found: dict[str, Any]) -> bool:
    """Administrators alone."""
    return party.is_administrator


def counter_of_event(party: Party, found: dict[str, Any]) -> bool:
    """Volunteers and organisers of the event, its section's coordinators, administrators."""
    return party.event_to_count(found["slug"]) is not None


@dataclass(frozen=True)
class Rule:
    """Which methods an address takes, and from whom."""

    who: Who
    methods: tuple[str, ...] = ("GET", "HEAD")


READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")

RULES: dict[str, Rule] = {
    "home": Rule(anyone),
    "why": Rule(anyone),
    "case_list": Rule(anyone),
    "case": Rule(anyone),
    "desk": Rule(anyone, FORM),
    "event_list": Rule(anyone),
    "event": Rule(anyone),
    "calendar": Rule(anyone),
    "event_calendar": Rule(anyone),
    "event_map": Rule(anyone),
    "count": Rule(counter_of_event, FORM),
    "join": Rule(anyone, FORM),
    "tally": Rule(anyone),
    "tally_json": Rule(anyone),
    "tally_csv": Rule(anyone),
    "tally_embed": Rule(anyone),
    "campaign_tally": Rule(anyone),
    "campaign_tally_json": Rule(anyone),
    "campaign_tally_csv": Rule(anyone),
    "campaign_tally_embed": Rule(anyone),
    "section_tally": Rule(anyone),
    "good_news": Rule(anyone),
    "good_news_feed": Rule(anyone),
    "me": Rule(signed_in),
    "healthz": Rule(anyone),
    "readyz": Rule(anyone),
    "api:openapi-json": Rule(anyone),
    "api:api-root": Rule(anyone),
    "api:entries": Rule(counter_of_event, ("POST",)),
    "api_nothing": Rule(anyone, ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
}

# Whole namespaces whose own views ask: Django's admin (administrators), allauth (its own flows).
NAMESPACES: dict[str, Rule] = {
    "admin": Rule(administrator, FORM),
    "account": Rule(anyone, FORM),
    "mfa": Rule(anyone, FORM),
}


def addresses() -> Iterator[str]:
    """The name of every address of the URL configuration, namespaces in front."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern, inner)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name or pattern.pattern}"

    yield from walk(get_resolver(), "")


def rule_of(name: str) -> Rule | None:
    """The rule of an address, or None where it has none."""
    if name in RULES:
        return RULES[name]
    family = name.split(":")[0] if ":" in name else name.split("_")[0]
    return NAMESPACES.get(family)


def is_work(name: str) -> bool:
    """Whether an address is a page of work: it takes forms or is not for anyone. Others read no session."""
    rule = rule_of(name)
    return rule is not None and (rule.who is not anyone or "POST" in rule.methods)


def addresses_without_rule() -> list[str]:
    """The addresses that nobody may use because the table forgot them. Must be empty."""
    return sorted({name for name in addresses() if rule_of(name) is None})


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Asks the table before every view: default deny."""

    def ask(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = rule_of(match.view_name or str(match.route)) if match else None
        is_api = match is not None and match.namespace == "api"
        try:
            may = rule is not None and rule.who(party_of(request), kwargs)
        except (OperationalError, InterfaceError) as error:
            # What is raised before the view passes by every other middleware.
            return api.unavailable(request, error) if is_api else storage_is_away(request, error)
        if rule is None or not may:
            if is_api:
                return api.not_found(request)
            raise Http404
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(rule.methods)
        return None

    ask.process_view = process_view  # type: ignore[attr-defined]
    return ask

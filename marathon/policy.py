"""Who may do what: one table, keyed by address, read by a middleware and by the tests.

A rule says which methods an address takes and who may use them. The object itself is found in the view by a
queryset that holds the same right, so that a stranger's answer is the one of a made-up address: 404.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from events.parties import Party, party_of
from marathon import accounts, errors

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


def organiser_of_event(party: Party, found: dict[str, Any]) -> bool:
    """The event's organisers, its section's coordinators, administrators; whatever its state."""
    return party.event_to_run(found["slug"]) is not None


def coordinator_of_section(party: Party, found: dict[str, Any]) -> bool:
    """The section's coordinators, administrators."""
    return party.section_to_coordinate(found["slug"]) is not None


def known(party: Party, found: dict[str, Any]) -> bool:
    """Whoever has an account, or a phone that joined an event."""
    return party.user is not None or bool(party.roles)


def developer(party: Party, found: dict[str, Any]) -> bool:
    """Everybody on a developer's own machine, nobody anywhere else."""
    return settings.DEBUG


def nobody(party: Party, found: dict[str, Any]) -> bool:
    """An address of a library that we do not use."""
    return False


class Otherwise(Enum):
    """What somebody reads who may not: what they would read at a made-up address, or where to sign in.

    Signing in is offered only where the address says nothing about what there is.
    """

    NOT_FOUND = "not found"
    SIGN_IN = "sign in"


@dataclass(frozen=True)
class Rule:
    """Which methods an address takes, from whom, and what the others read."""

    who: Who
    methods: tuple[str, ...] = ("GET", "HEAD")
    otherwise: Otherwise = Otherwise.NOT_FOUND
    # Coordinators and administrators get nowhere else before they have set up their second factor.
    before_second_factor: bool = False
    # A form that anyone may send and that stores nothing: a public page, which reads no session.
    keeps_nothing: bool = False


READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
SIGN_IN = Otherwise.SIGN_IN

RULES: dict[str, Rule] = {
    "home": Rule(anyone),
    "why": Rule(anyone),
    "case_list": Rule(anyone),
    "case": Rule(anyone),
    "desk": Rule(anyone, FORM, keeps_nothing=True),
    "follow": Rule(anyone, FORM),
    "followed": Rule(anyone, FORM),
    "event_list": Rule(anyone),
    "event": Rule(anyone),
    "calendar": Rule(anyone),
    "event_calendar": Rule(anyone),
    "event_map": Rule(anyone),
    "event_places": Rule(anyone),
    "event_new": Rule(anyone, FORM),
    "event_edit": Rule(organiser_of_event, FORM),
    "section_event": Rule(coordinator_of_section, FORM),
    "count": Rule(counter_of_event, FORM),
    "wall": Rule(counter_of_event),
    "wall_json": Rule(counter_of_event),
    "counter_shell": Rule(anyone),
    "counter_worker": Rule(anyone),
    "counter_manifest": Rule(anyone),
    "shifts": Rule(counter_of_event, FORM),
    "volunteers": Rule(organiser_of_event, FORM),
    "phones": Rule(organiser_of_event, FORM),
    "invitations": Rule(organiser_of_event, FORM),
    "shift_list": Rule(organiser_of_event, FORM),
    "shift": Rule(organiser_of_event, FORM),
    "organise": Rule(organiser_of_event, FORM),
    "organise_live": Rule(organiser_of_event),
    "teams": Rule(organiser_of_event, FORM),
    "team_certificates": Rule(organiser_of_event),
    "parents_note": Rule(organiser_of_event),
    "pack": Rule(organiser_of_event, FORM),
    "pack_names": Rule(organiser_of_event, FORM),
    "pack_pdf": Rule(organiser_of_event),
    "pack_zip": Rule(organiser_of_event),
    "poster": Rule(organiser_of_event),
    "sheets": Rule(counter_of_event),
    "sheets_make": Rule(organiser_of_event, FORM),
    "sheets_print": Rule(organiser_of_event),
    "sheet": Rule(counter_of_event, FORM),
    "recount": Rule(organiser_of_event, FORM),
    "report": Rule(organiser_of_event, FORM),
    "section_reports": Rule(coordinator_of_section, FORM),
    "section_report": Rule(coordinator_of_section, FORM),
    "section_matrix": Rule(coordinator_of_section),
    "section_matrix_csv": Rule(coordinator_of_section),
    "post": Rule(organiser_of_event, FORM),
    "parcel": Rule(organiser_of_event, FORM),
    "section_people": Rule(coordinator_of_section, FORM),
    "section": Rule(coordinator_of_section),
    "section_events": Rule(coordinator_of_section),
    "section_texts": Rule(coordinator_of_section),
    "section_case_texts": Rule(coordinator_of_section),
    "section_letter": Rule(coordinator_of_section, FORM),
    "section_text": Rule(coordinator_of_section, FORM),
    "section_news": Rule(coordinator_of_section, FORM),
    "section_news_item": Rule(coordinator_of_section, FORM),
    "section_broadcast": Rule(coordinator_of_section, FORM),
    "section_intakes": Rule(coordinator_of_section, FORM),
    "section_intake": Rule(coordinator_of_section, FORM),
    "section_intake_blank": Rule(coordinator_of_section),
    "section_export": Rule(coordinator_of_section),
    "section_trail": Rule(coordinator_of_section),
    "section_postage": Rule(coordinator_of_section, FORM),
    "join": Rule(anyone, FORM),
    "covers": Rule(organiser_of_event),
    "parcel_cover": Rule(organiser_of_event),
    "certificate": Rule(organiser_of_event),
    "results": Rule(organiser_of_event),
    "share": Rule(anyone),
    "tally": Rule(anyone),
    "tally_json": Rule(anyone),
    "tally_csv": Rule(anyone),
    "tally_embed": Rule(anyone),
    "campaign_tally": Rule(anyone),
    "campaign_tally_json": Rule(anyone),
    "campaign_tally_csv": Rule(anyone),
    "campaign_tally_embed": Rule(anyone),
    "section_tally": Rule(anyone),
    "section_tally_json": Rule(anyone),
    "section_tally_csv": Rule(anyone),
    "good_news": Rule(anyone),
    "good_news_feed": Rule(anyone),
    "me": Rule(signed_in, READ, SIGN_IN, before_second_factor=True),
    "my_data": Rule(known, FORM, SIGN_IN, before_second_factor=True),
    "my_data_file": Rule(known, READ, SIGN_IN, before_second_factor=True),
    "privacy": Rule(anyone),
    "mail_list": Rule(developer),
    "mail": Rule(developer),
    "media": Rule(anyone),
    "healthz": Rule(anyone),
    "readyz": Rule(anyone),
    "api:openapi-json": Rule(anyone),
    "api:api-root": Rule(anyone),
    "api:campaigns": Rule(anyone),
    "api:cases": Rule(anyone),
    "api:tally": Rule(anyone),
    "api:heads": Rule(anyone),
    "api:events": Rule(anyone),
    "api:event": Rule(anyone),
    "api:entries": Rule(counter_of_event, ("POST",)),
    "api:counter": Rule(counter_of_event),
    "api:counted": Rule(counter_of_event),
}

# Django's admin asks again, table by table; its own sign-in and password pages are not used.
RULES |= {
    "admin:login": Rule(administrator, FORM, SIGN_IN),
    "admin:logout": Rule(administrator, ("POST",), SIGN_IN),
    "admin:password_change": Rule(nobody),
    "admin:password_change_done": Rule(nobody),
}

# allauth's flows, address by address: signing in and up is for anyone, the rest for whoever has an account.
RULES |= {
    name: Rule(anyone, FORM, before_second_factor=True)
    for name in (
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",
        "account_email_verification_sent",
        "account_reset_password",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_password_reset_completed",
        "account_request_login_code",
        "account_confirm_login_code",
        "mfa_authenticate",
        "mfa_login_webauthn",
    )
}
RULES |= {
    name: Rule(signed_in, FORM, SIGN_IN, before_second_factor=True)
    for name in (
        "account_reauthenticate",
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    )
}

# Whole namespaces of libraries whose own views ask besides.
NAMESPACES: dict[str, Rule] = {
    "admin": Rule(administrator, FORM, SIGN_IN),
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
    namespace, colon, _rest = name.partition(":")
    return NAMESPACES.get(namespace) if colon else None


def is_work(name: str) -> bool:
    """Whether an address is a page of work: it takes forms or is not for anyone. Others read no session."""
    rule = rule_of(name)
    if rule is None or rule.keeps_nothing:
        return False
    return rule.who is not anyone or "POST" in rule.methods


def rules_without_address() -> list[str]:
    """The rules that stand for nothing any more. Must be empty."""
    known = set(addresses())
    namespaces = {name.partition(":")[0] for name in known if ":" in name}
    return sorted((set(RULES) - known) | (set(NAMESPACES) - namespaces))


def addresses_without_rule() -> list[str]:
    """The addresses that nobody may use because the table forgot them. Must be empty."""
    return sorted({name for name in addresses() if rule_of(name) is None})


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Asks the table before every view: default deny."""

    def ask(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if (match is not None and is_work(match.view_name)) or hasattr(request, "_party"):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = rule_of(match.view_name or str(match.route)) if match else None
        if rule is None:
            return errors.not_found(request)
        try:
            return _refusal(rule, request, kwargs)
        except Exception as exception:
            # What is raised before the view passes by every other middleware.
            if not errors.is_away(exception):
                raise
            return errors.away(request, exception)

    ask.process_view = process_view  # type: ignore[attr-defined]
    return ask


def _refusal(rule: Rule, request: HttpRequest, found: dict[str, Any]) -> HttpResponse | None:
    """What the table answers instead of the view, or None where the view may answer."""
    if rule.who is not anyone:
        party = party_of(request)
        if not rule.who(party, found):
            if rule.otherwise is SIGN_IN and party.user is None and request.method in READ:
                return redirect_to_login(request.get_full_path())
            return errors.not_found(request)
        if not rule.before_second_factor and accounts.lacks_second_factor(party):
            return errors.second_factor_first(request)
    if request.method not in rule.methods:
        return errors.not_allowed(request, rule.methods)
    return None

"""System checks: what would be unsafe to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from marathon import policy, start
from marathon.sqlite import journal_mode


@register("policy")
def every_address_has_a_rule(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A view without a rule in the policy stops the start, and so does a rule without a view."""
    found: list[CheckMessage] = [
        Error(f"The address '{name}' has no rule in marathon/policy.py.", id="marathon.E001")
        for name in policy.addresses_without_rule()
    ]
    return found + [
        Error(f"The rule '{name}' in marathon/policy.py has no address.", id="marathon.E002")
        for name in policy.rules_without_address()
    ]


@register("security", deploy=True)
def database_is_fit_for_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No account with the demonstration's password, and a table for the cache."""
    if settings.DEBUG:
        return []
    return [Error(reason, id="marathon.E003") for reason in start.faults_of_database()]


@register("database")
def which_sqlite(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Says which SQLite is in use where it is too old for a safe WAL."""
    if journal_mode() == "WAL":
        return []
    return [Info("This SQLite is older than 3.51.3: journal_mode is TRUNCATE, not WAL.", id="marathon.I001")]

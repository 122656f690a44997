"""System checks: what would be unsafe to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.db import DatabaseError, connection

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
def nobody_uses_the_demonstration_password(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demonstration's password is printed in the README."""
    if settings.DEBUG:
        return []
    return [
        Error(f"The account {email} still has the demonstration's password.", id="marathon.E003")
        for email in start.accounts_with_demonstration_password()
    ]


@register("database")
def cache_has_its_table(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Where the database is the cache, its table must be there: limits and heartbeat lie in it."""
    cache = settings.CACHES["default"]
    if not str(cache["BACKEND"]).endswith("DatabaseCache"):
        return []
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        return []
    if cache["LOCATION"] in tables or "django_migrations" not in tables:
        return []
    return [Error("The cache has no table yet: run 'manage.py createcachetable'.", id="marathon.E004")]


@register("database")
def which_sqlite(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Says which SQLite is in use where it is too old for a safe WAL."""
    if journal_mode() == "WAL":
        return []
    return [Info("This SQLite is older than 3.51.3: journal_mode is TRUNCATE, not WAL.", id="marathon.I001")]

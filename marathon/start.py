"""What has to be true before the service starts. Read by ``check --deploy`` and by the server's door."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.models import Q

from events.models import User

DEMONSTRATION_PASSWORD = "letters change lives"  # noqa: S105 (printed in the README; refused outside DEBUG)
DEMONSTRATION_ACCOUNTS = ("coordinator", "organiser", "volunteer", "admin")


def reasons_not_to_start() -> list[str]:
    """Sentences that say why the service must not start as it is set; none where it may."""
    from marathon import policy

    reasons = [
        f"The address '{name}' has no rule in marathon/policy.py." for name in policy.addresses_without_rule()
    ]
    if settings.DEBUG:
        return reasons
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        reasons.append("The static files are not collected yet: run 'manage.py collectstatic --noinput'.")
    return reasons + faults_of_database()


def faults_of_database() -> list[str]:
    """What makes the database unfit for production; empty where it is away or has no tables yet."""
    try:
        tables = connection.introspection.table_names()
    except DatabaseError:
        return []
    if "events_user" not in tables:
        return []
    faults = [
        f"The account {email} still has the demonstration's password: change it or delete the account."
        for email in accounts_with_demonstration_password()
    ]
    cache = settings.CACHES["default"]
    if cache["BACKEND"].endswith("DatabaseCache") and cache["LOCATION"] not in tables:
        faults.append("The cache has no table yet: run 'manage.py createcachetable'.")
    return faults


def accounts_with_demonstration_password() -> list[str]:
    """The demonstration's and the administrators' accounts that anybody with the README could enter.

    Not every account is tried: a password is slow to check, by design.
    """
    demonstration = [f"{name}@example.org" for name in DEMONSTRATION_ACCOUNTS]
    people = User.objects.filter(Q(email__in=demonstration) | Q(roles__kind="administrator"), is_active=True)
    found = dict(people.order_by("email").values_list("email", "password"))
    return [email for email, kept in found.items() if check_password(DEMONSTRATION_PASSWORD, kept)]


def refuse_or_go() -> None:
    """Raises ImproperlyConfigured with the first reason not to start; afterwards the service may."""
    for reason in reasons_not_to_start():
        raise ImproperlyConfigured(reason)

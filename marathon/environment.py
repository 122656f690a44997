"""Readers of the environment that refuse nonsense instead of guessing."""

import os
import zoneinfo
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = ("127.0.0.1", "localhost", "[::1]")


def text(name: str, default: str | None = None) -> str:
    """The variable, stripped; raises ImproperlyConfigured where it is missing and has no default."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set, and there is no safe value to fall back to.")
    return default


def yes(name: str, default: bool) -> bool:
    """The variable as a truth; raises ImproperlyConfigured for anything but ``yes`` and ``no``."""
    value = text(name, "yes" if default else "no")
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} is '{value}', but must be 'yes' or 'no'.")
    return value == "yes"


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """The variable, or the first choice; raises ImproperlyConfigured where it is none of the choices."""
    value = text(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is '{value}', but must be one of: {', '.join(choices)}.")
    return value


def secret(name: str) -> str:
    """The secret; raises ImproperlyConfigured where it is missing or could be guessed."""
    value = text(name)
    if len(value) < 50 or len(set(value)) < 10 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"{name} is too weak: take 50 random characters or more, such as those that "
            "'python3 -c \"import secrets; print(secrets.token_urlsafe(64))\"' prints."
        )
    return value


def hosts(name: str, *, debug: bool) -> list[str]:
    """The names the service answers to.

    Raises ImproperlyConfigured in production where there is none or a wildcard, and under DEBUG for any name
    that others could reach: what DEBUG shows is for this machine alone.
    """
    found = words(name, ",".join(LOCAL) if debug else None)
    if debug and set(found) - {*LOCAL, "testserver"}:
        strange = sorted(set(found) - {*LOCAL, "testserver"})
        raise ImproperlyConfigured(
            f"MARATHON_DEBUG is 'yes', but {name} names {strange[0]}: DEBUG stays local."
        )
    if not debug and any(host == "*" or host.startswith(".") for host in found):
        raise ImproperlyConfigured(f"{name} must name each host, without '*'.")
    return found


def address(name: str, *, debug: bool, hosts: list[str]) -> str:
    """Where the service is reached, without a slash at the end.

    Raises ImproperlyConfigured unless it is one of the hosts, over https in production.
    """
    value = text(name, "http://127.0.0.1:8000" if debug else None).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in (("http", "https") if debug else ("https",)) or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} is '{value}', but must look like https://letters.example.org.")
    if parts.hostname not in [host.strip("[]") for host in hosts]:
        raise ImproperlyConfigured(f"{name} is '{value}', but MARATHON_HOSTS does not name its host.")
    return value


def words(name: str, default: str | None = "") -> list[str]:
    """The variable split at commas, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def zone(name: str, default: str) -> str:
    """The variable as a time zone's name; raises ImproperlyConfigured for one that does not exist."""
    value = text(name, default)
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} is '{value}', but must be a time zone such as Europe/Warsaw.")
    return value


def number(name: str, default: int) -> int:
    """The variable as a whole number of at least zero; raises ImproperlyConfigured for anything else."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is '{value}', but must be a whole number.")
    return int(value)


def cache(name: str) -> dict[str, Any]:
    """Django's cache for a Redis or Valkey address, or the database's own where there is none."""
    value = text(name, "")
    if not value:
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "marathon_cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    if urlsplit(value).scheme not in ("redis", "rediss", "unix", "valkey"):
        raise ImproperlyConfigured(f"{name} is '{value}', but must begin with redis:// or valkey://.")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value.replace("valkey://", "redis://", 1),
    }


def mail(name: str) -> dict[str, Any]:
    """Django's mail settings for ``console:``, ``smtp://user:word@host:25`` or ``smtps://…:465``."""
    value = text(name, "console:")
    parts = urlsplit(value)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be console:, smtp://…, smtp+tls://… or smtps://….")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }

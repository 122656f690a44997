"""Readers of the environment that refuse nonsense instead of guessing."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


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


def words(name: str, default: str = "") -> list[str]:
    """The variable split at commas, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


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

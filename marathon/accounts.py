"""Accounts: what we ask of the library that signs people in, and who needs a second factor."""

import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cases.languages import page_language
from events.models import Role, User
from events.parties import Party
from marathon.errors import MailAway

SENSITIVE = (Role.Kind.COORDINATOR, Role.Kind.ADMINISTRATOR)


def lacks_second_factor(party: Party) -> bool:
    """Whether the party holds a role that needs a second factor, and has set up none."""
    if settings.MFA == "optional" or party.user is None:
        return False
    if not any(role.kind in SENSITIVE for role in party.roles):
        return False
    factors = Authenticator.objects.filter(user=party.user)
    return not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


class Accounts(DefaultAccountAdapter):
    """The library's account pages, with our habits: no machine is named, and mail may be away."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """What limits are counted by: a hash, so that no address of a machine lies in the cache."""
        try:
            address = super().get_client_ip(request)
        except (
            PermissionDenied,
            ImproperlyConfigured,
        ):  # a socket without an address: everybody behind it shares a limit
            address = "unknown"
        return salted_hmac("marathon.accounts", truncate_ip(address), algorithm="sha256").hexdigest()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends one mail. Raises MailAway, which names nobody, where the mail server does not take it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (smtplib.SMTPException, OSError) as error:
            raise MailAway(type(error).__name__) from None

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """The account remembers the language it was made in, for the mails to come."""
        user.language = page_language()
        return super().save_user(request, user, form, commit=commit)


class SecondFactors(DefaultMFAAdapter):
    """The library's second factors, under our name."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a browser shows when it makes a passkey."""
        return super().get_public_key_credential_rp_entity() | {"name": "Letter Marathon"}

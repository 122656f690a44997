"""People with an account."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from events.models.role import Role

if TYPE_CHECKING:
    from events.models.event import Event
    from events.models.section import Section


class UserManager(BaseUserManager["User"]):
    """Makes accounts. Rights are roles, given elsewhere."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account. Raises ValueError without an e-mail address, IntegrityError where it is taken."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account with the administrator's role."""
        user = self.create_user(email, password, **fields)
        user.roles.create(kind="administrator")
        return user

    def organising(self, event: "Event") -> models.QuerySet["User"]:
        """Those who organise the event by now, each once."""
        return self.filter(pk__in=Role.objects.organising().filter(event=event).values("user"))

    def coordinating(self, section: "Section") -> models.QuerySet["User"]:
        """Those who coordinate the section by now, each once."""
        return self.filter(pk__in=Role.objects.coordinating().filter(section=section).values("user"))


class User(AbstractBaseUser):
    """One row is one person with an account. What they may do stands in their roles alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_whatever_case",
                violation_error_message=_("There is an account with this address already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def is_administrator(self) -> bool:
        """Whether the person holds the administrator's role. One query, once a request."""
        return self.is_active and self.roles.in_force().filter(kind="administrator").exists()

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks: administrators alone may enter."""
        return self.is_administrator

    @property
    def is_superuser(self) -> bool:
        """What some libraries ask."""
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """What Django's admin asks of each table."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """What Django's admin asks of each app."""
        return self.is_administrator

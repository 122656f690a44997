"""The kinds of thing a marathon counts: letters, and the other actions beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What one counted action is. The first three are letters; the headline counts those alone."""

    AUTHORITY = "authority", _("letter to an authority")
    PERSON = "person", _("letter to the person")
    COPY = "copy", _("copy to an embassy")
    PETITION = "petition", _("petition signature")
    EMAIL = "email", _("e-mail")
    SOCIAL = "social", _("post on social media")


LETTERS: tuple[Kind, ...] = (Kind.AUTHORITY, Kind.PERSON, Kind.COPY)

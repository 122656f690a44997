"""Who looks after a section and who organises its events: appointed, left, taken back.

Nobody gives more than they have: coordinators appoint coordinators of their own section, and never
administrators. A section is never left without a coordinator.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.languages import page_language
from events import invitations, mails, trail
from events.models import Invitation, Role, Section, Trust, User
from events.parties import Party
from events.refused import Refused

trail.know(
    left=_("left a section"),
    role_taken_back=_("took a role back"),
    trust_withdrawn=_("trusts an organiser no more"),
)
mails.know(
    "appointed",
    lambda: {"who": "Maria", "of": "Poland", "link": "https://letters.example/join/?for=coordinator#2P8A2N…"},
)
mails.know("role_taken_back", lambda: {"kind": "organiser", "of": "Library on Long Street"})


class AppointedAlready(Refused):
    """The person has the role."""

    sentence = _("Somebody with this address coordinates the section already.")
    field = "email"


class LastCoordinator(Refused):
    """Nobody else would be there."""

    sentence = _("The last coordinator cannot go. Appoint somebody else first.")


class NotYoursToGive(Refused):
    """Nobody gives or takes a right that they do not have themselves."""

    sentence = _("You can give and take only what you may do yourself.")


def coordinators(section: Section) -> list[Role]:
    """The roles of those who coordinate the section, with the people, the longest there first."""
    return list(_coordinators(section).select_related("user").order_by("given_at", "id"))


def _coordinators(section: Section) -> QuerySet[Role]:
    return Role.objects.coordinating().filter(section=section)


def appoint(section: Section, *, email: str, key: uuid.UUID, by: Party, at: dt.datetime) -> Invitation:
    """A mail invites the person to coordinate the section, once for the key, within seven days.

    Raises NotYoursToGive and AppointedAlready.
    """
    if not Section.objects.coordinated_by(by).filter(pk=section.pk).exists():
        raise NotYoursToGive
    email = email.lower()
    if _coordinators(section).filter(user__email=email).exists():
        raise AppointedAlready
    known = User.objects.filter(email=email, is_active=True).first()
    with transaction.atomic():
        invitation, token = invitations.invite(
            section, kind=Invitation.Kind.COORDINATOR, key=key, by=by, at=at, label=email[:80]
        )
        if invitation.made_at == at:  # made just now, and not by the first of two clicks
            language = known.language if known else page_language()
            with translation.override(language):
                link = invitations.Shown.of(token, "coordinator").link
            who = by.user.name if by.user else ""
            mails.post("appointed", to=email, at=at, language=language, who=who, of=str(section), link=link)
    return invitation


@transaction.atomic
def leave(section: Section, *, by: Party, at: dt.datetime) -> None:
    """The person coordinates the section no more. Raises LastCoordinator."""
    role = _coordinators_locked(section).filter(user=by.user).first()
    if role is None:
        return
    _end(role, at)
    trail.note("left", at=at, by=by, section=section, kind=role.kind)


@transaction.atomic
def take_back(role: Role, *, by: Party, at: dt.datetime) -> None:
    """The role of a coordinator or an organiser ends at once, and the person reads so. Twice is once.

    Raises NotYoursToGive and LastCoordinator.
    """
    section = role.section if role.event is None else role.event.section
    if section is None or not Section.objects.coordinated_by(by).filter(pk=section.pk).exists():
        raise NotYoursToGive
    if role.kind == Role.Kind.COORDINATOR:
        found = _coordinators_locked(section)
    else:
        found = Role.objects.select_for_update(of=("self",)).filter(kind=Role.Kind.ORGANISER).in_force()
    locked = found.select_related("user", "event").filter(pk=role.pk).first()
    if locked is None:
        return
    _end(locked, at)
    what = f"role {locked.pk}"
    trail.note(
        "role_taken_back", at=at, by=by, event=locked.event, section=section, what=what, kind=locked.kind
    )
    if locked.user is not None and locked.user != by.user:
        of = str(locked.event or section)
        mails.post("role_taken_back", to=locked.user, at=at, kind=locked.kind, of=of)


def _coordinators_locked(section: Section) -> QuerySet[Role]:
    """The section's coordinators, once nobody else is leaving."""
    Section.objects.select_for_update(no_key=True).get(pk=section.pk)
    return _coordinators(section)


def _end(role: Role, at: dt.datetime) -> None:
    if role.section is not None and _coordinators(role.section).count() <= 1:
        raise LastCoordinator
    Role.objects.filter(pk=role.pk).update(revoked_at=at)
    role.duties.to_come(at).give_back(at=at)


@transaction.atomic
def withdraw_trust(trust: Trust, *, by: Party, at: dt.datetime) -> None:
    """What the person registers is looked at before it is approved. Twice is once."""
    number, _rows = Trust.objects.filter(pk=trust.pk).delete()
    if number:
        trail.note("trust_withdrawn", at=at, by=by, section=trust.section, what=f"trust {trust.pk}")

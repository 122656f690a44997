"""The people at an event's tables, as its organisers see them: by nickname or number, never more."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import trail
from events.models import Event, Role
from events.parties import Party

trail.know(
    volunteer_removed=gettext_lazy("took a volunteer off the marathon"),
    volunteer_readmitted=gettext_lazy("let a volunteer in again"),
)


def shown_name(role: Role, event: Event) -> str:
    """What the role is called on the pages of the event. Wants ``number`` (``Role.objects.with_number()``).

    The nickname; the number alone at an event for pupils, or where no nickname was given.
    """
    if role.nickname and not event.is_for_pupils():
        return role.nickname
    if role.kind != Role.Kind.VOLUNTEER:
        return _("Organiser")
    return _("Volunteer %(number)s") % {"number": role.number}  # type: ignore[attr-defined]


@transaction.atomic
def remove(role: Role, *, by: Party, at: dt.datetime) -> None:
    """The volunteer is off the event at once, places in shifts to come are free again. The count stays."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.revoked_at is not None:
        return
    role.revoked_at = at
    role.save(update_fields=["revoked_at"])
    role.duties.to_come(at).give_back(at=at)
    trail.note("volunteer_removed", at=at, by=by, event=role.event, what=f"volunteer {role.pk}")


@transaction.atomic
def readmit(role: Role, *, by: Party, at: dt.datetime) -> None:
    """The volunteer is at the event again with the phone they had, whatever became of their invitation."""
    role = Role.objects.select_for_update().get(pk=role.pk)
    if Role.objects.in_force().filter(pk=role.pk).exists():
        return
    role.revoked_at, role.invitation = None, None
    role.save(update_fields=["revoked_at", "invitation"])
    trail.note("volunteer_readmitted", at=at, by=by, event=role.event, what=f"volunteer {role.pk}")

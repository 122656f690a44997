"""Erasing a person: what says who they are goes, what was counted stays."""

import datetime as dt

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events import trail
from events.models import Device, Event, Invitation, Mail, Remark, Role, Section, User
from events.parties import Party, hash_of
from events.refused import Refused
from letters import phones
from letters.models import Follower
from marathon.own_data import addresses_of
from marathon.retention import GONE

trail.know(erased=_("A person erased what was kept of them"))


class LastCoordinator(Refused):
    """A section would be left without anybody who looks after it."""

    sentence = _("You are the last coordinator of a section. Appoint another one first.")


class LastAdministrator(Refused):
    """Nobody could administer any more."""

    sentence = _("You are the last administrator. Appoint another one first.")


def events_left_alone(user: User) -> list[Event]:
    """The events that nobody else organises, so that their coordinators have to look after them."""
    organising = Role.objects.organising()
    own, others = organising.filter(user=user), organising.exclude(user=user)
    events = Event.objects.filter(pk__in=own.values("event"), closed_at__isnull=True)
    return list(events.exclude(pk__in=others.values("event")).order_by("slug"))


@transaction.atomic
def erase(party: Party, *, at: dt.datetime) -> None:
    """Nothing kept says any more who the person was, or whose phone it was; no total has changed.

    Safe to repeat: what is gone already is passed over. Raises LastCoordinator or LastAdministrator, and then
    nothing changed.
    """
    if party.device_key:
        phones.forget(Role.objects.filter(device__key_hash=hash_of(party.device_key)))
        Device.objects.filter(key_hash=hash_of(party.device_key)).delete()
    user = User.objects.select_for_update().filter(pk=party.user.pk).first() if party.user else None
    if user is None:
        return
    _keep_somebody_in_charge(user)
    _forget_words_of(user)
    addresses = addresses_of(user)
    Follower.objects.filter(email__in=addresses).delete()
    Invitation.objects.filter(section__isnull=False, label__in=[a[:80] for a in addresses]).update(label="")
    Mail.objects.filter(to__in=[*addresses, user.email]).delete()
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(Q(user=user) | Q(content_type=kind, object_id=str(user.pk))).delete()
    trail.note("erased", at=at)
    phones.forget(user.roles.all())
    user.delete()


def _keep_somebody_in_charge(user: User) -> None:
    coordinating = Role.objects.coordinating()
    own = coordinating.filter(user=user).values("section")
    # Two who leave at once queue here, so that the second one sees that the first is gone.
    for section in Section.objects.select_for_update().filter(pk__in=own).order_by("pk"):
        if not coordinating.filter(section=section).exclude(user=user).exists():
            raise LastCoordinator
    administering = Role.objects.administering().select_for_update(of=("self",)).order_by("pk")
    if {role.user_id for role in administering} == {user.pk}:
        raise LastAdministrator


def _forget_words_of(user: User) -> None:
    """What they wrote to others about their events, and how to call them."""
    Remark.objects.filter(by=user).exclude(words="").update(words=GONE)
    for event in events_left_alone(user):
        Event.objects.filter(pk=event.pk).update(contact="")

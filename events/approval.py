"""A marathon's way to approval: looked at, asked about, answered, approved or declined; or called off."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events import mails, trail
from events.models import Duty, Event, Remark, Role, Section, Trust, User
from events.parties import Party
from events.refused import Refused

trail.know(
    event_approved=_("approved a marathon"),
    event_asked=_("asked about a marathon"),
    event_answered=_("answered about a marathon"),
    event_declined=_("declined a marathon"),
    event_cancelled=_("called a marathon off"),
    trust_given=_("trusts an organiser"),
)


def _sample() -> dict[str, object]:
    event = Event(slug="library-warszawa", name="Library on Long Street", time_zone="Europe/Warsaw")
    event.section = Section(slug="poland")
    return {"event": event, "words": "Is the side door open at night?", "of": "Poland"}


for name in (
    "event_approved",
    "event_asked",
    "event_answered",
    "event_declined",
    "event_cancelled",
    "event_called_off",
):
    mails.know(name, _sample)

Status, Kind = Event.Status, Remark.Kind
WAITS = (Status.SUBMITTED, Status.ASKED)


class AlreadyDecided(Refused):
    """Somebody was there before."""

    sentence = _("This marathon is not waiting any more: somebody decided about it meanwhile. See below.")


class WordsMissing(Refused):
    """Whoever reads it needs a sentence."""

    sentence = _("Say it in a sentence: the other side reads it.")
    field = "words"


class NotYours(Refused):
    """Only those who look after the marathon decide about it."""

    sentence = _("You do not look after this marathon.")


class BegunAlready(Refused):
    """What has begun is ended and reported, not called off."""

    sentence = _("The marathon has begun, so it cannot be called off. Close the count and send the report.")


def organisers(event: Event) -> list[User]:
    """The people who organise the event, the first of them at the head."""
    return [role.user for role in organiser_roles(event) if role.user]


def organiser_roles(event: Event) -> QuerySet[Role]:
    """The same with their roles."""
    roles = Role.objects.organising().filter(event=event)
    return roles.select_related("user").order_by("given_at", "id")


@transaction.atomic
def approve(event: Event, *, by: Party, at: dt.datetime, words: str = "", trusts: bool = False) -> None:
    """The event is public, and its organisers read so. Twice is once.

    With ``trusts`` whatever its first organiser registers with the section needs no approval from now on.
    Raises NotYours and AlreadyDecided.
    """
    locked = _locked_for_coordinator(event, by)
    if locked.status != Status.APPROVED:
        _decide(locked, Status.APPROVED, Kind.APPROVED, words=words, by=by, at=at)
    if trusts:
        trust(locked, by=by, at=at)


@transaction.atomic
def trust(event: Event, *, by: Party, at: dt.datetime) -> None:
    """Whatever the event's first organiser registers with its section is approved at once. Twice is once."""
    for user in organisers(event)[:1]:
        given, is_new = Trust.objects.get_or_create(
            section=event.section, user=user, defaults={"given_at": at}
        )
        if is_new:
            trail.note("trust_given", at=at, by=by, event=event, what=f"trust {given.pk}")


@transaction.atomic
def ask(event: Event, *, words: str, by: Party, at: dt.datetime) -> None:
    """The organisers read the question, and the event waits for their answer. The same one twice is once.

    Raises NotYours, AlreadyDecided and WordsMissing.
    """
    locked = _locked_for_coordinator(event, by)
    if locked.status == Status.ASKED and _is_said(locked, Kind.ASKED, words):
        return
    _decide(locked, Status.ASKED, Kind.ASKED, words=words, by=by, at=at)


@transaction.atomic
def decline(event: Event, *, words: str, by: Party, at: dt.datetime) -> None:
    """The event does not take place with us, and its organisers read why. Twice is once.

    Raises NotYours, AlreadyDecided and WordsMissing.
    """
    locked = _locked_for_coordinator(event, by)
    if locked.status != Status.DECLINED:
        _decide(locked, Status.DECLINED, Kind.DECLINED, words=words, by=by, at=at)


@transaction.atomic
def answer(event: Event, *, words: str, by: Party, at: dt.datetime) -> None:
    """The coordinators read the answer, and the event waits for them again. The same one twice is once.

    Raises NotYours, AlreadyDecided and WordsMissing.
    """
    locked = _locked(event, by)
    if locked.status == Status.SUBMITTED and _is_said(locked, Kind.ANSWERED, words):
        return
    if locked.status != Status.ASKED:
        raise AlreadyDecided(_("No question is open any more. See below what was said."))
    _decide(locked, Status.SUBMITTED, Kind.ANSWERED, words=words, by=by, at=at)


@transaction.atomic
def cancel(
    event: Event, *, words: str = "", by: Party, at: dt.datetime, counted: Collection[int] = ()
) -> None:
    """The event does not take place: everybody who has to know is told. Twice is once.

    ``counted`` are the cases for which letters were counted, perhaps before the doors opened: they would be
    gone from the tally. Raises NotYours, AlreadyDecided where it was declined, and BegunAlready.
    """
    locked = _locked(event, by)
    if locked.status == Status.CANCELLED:
        return
    if locked.status == Status.DECLINED:
        raise AlreadyDecided
    first, _last = locked.span()
    has_begun = first is not None and first <= at
    if locked.status == Status.APPROVED and (has_begun or counted):
        raise BegunAlready
    _set(locked, Status.CANCELLED, Kind.CANCELLED, words=words, by=by, at=at)
    told = {user.pk: user for user in [*organisers(locked), *User.objects.coordinating(locked.section)]}
    for user in told.values():
        if by.user is None or user.pk != by.user.pk:
            mails.post("event_cancelled", to=user, at=at, **_told(locked, words))
    _free_volunteers(locked, at)


def _free_volunteers(event: Event, at: dt.datetime) -> None:
    """Whoever asked for a reminder of a shift reads that there is none; then their address is forgotten."""
    duties = Duty.objects.to_come(at).filter(shift__opening__event=event)
    asked = duties.exclude(reminder_email="").order_by("reminder_email")
    for email, language in asked.values_list("reminder_email", "reminder_language").distinct():
        mails.post("event_called_off", to=email, at=at, language=language, **_told(event, ""))
    duties.give_back(at=at)


def _locked_for_coordinator(event: Event, by: Party) -> Event:
    if not Section.objects.coordinated_by(by).filter(pk=event.section_id).exists():
        raise NotYours
    return _locked(event, by)


def _locked(event: Event, by: Party) -> Event:
    """The event, once nobody else decides about it."""
    mine = Event.objects.run_by(by).filter(pk=event.pk)
    locked = Event.objects.select_for_update(of=("self",), no_key=True).select_related("section", "campaign")
    found = locked.filter(pk__in=mine.values("pk")).first()
    if found is None:
        raise NotYours
    return found


def _is_said(event: Event, kind: str, words: str) -> bool:
    last = event.remarks.order_by("-at", "-id").first()
    return last is not None and last.kind == kind and last.words == words.strip()


def _decide(event: Event, status: str, kind: str, *, words: str, by: Party, at: dt.datetime) -> None:
    """The event is in the new state, and the other side reads it."""
    if event.status not in WAITS:
        raise AlreadyDecided
    if kind != Kind.APPROVED and not words.strip():
        raise WordsMissing
    _set(event, status, kind, words=words, by=by, at=at)
    is_answer = kind == Kind.ANSWERED
    for user in User.objects.coordinating(event.section) if is_answer else organisers(event):
        mails.post(f"event_{kind}", to=user, at=at, **_told(event, words))


def _set(event: Event, status: str, kind: str, *, words: str, by: Party, at: dt.datetime) -> None:
    event.status = status
    event.save(update_fields=["status"])
    Remark.objects.create(event=event, kind=kind, words=words.strip(), by=by.user, at=at)
    trail.note(f"event_{kind}", at=at, by=by, event=event, status=status)


def _told(event: Event, words: str) -> dict[str, Any]:
    return {"event": event, "words": words.strip(), "of": str(event.section)}

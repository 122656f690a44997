"""What is kept, and for how long: one table, carried out every day by the worker."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from events.invitations import forget as forget_invitations
from events.models import Device, Duty, Event, Invitation, Mail, Remark, Role, Trace, User
from letters import phones, printing
from letters.models import Entry, Follower, Intake, LaidOut, Printing

AFTER_THE_EVENT = dt.timedelta(days=30)
UNCONFIRMED = dt.timedelta(days=30)
TASKS = dt.timedelta(days=14)
BACK_OFFICE = dt.timedelta(days=365)
NEVER_CONFIRMED = dt.timedelta(days=7)
# News may be years in coming; an address that waits longer than this is of nobody any more.
WAITING_FOR_NEWS = dt.timedelta(days=3 * 365)
MAILS = dt.timedelta(days=7)
FILES = dt.timedelta(days=30)
TRAIL = dt.timedelta(days=3 * 365)
# What stands where words were that may have named somebody.
GONE = "–"


@dataclass(frozen=True)
class Kept:
    """One kind of thing: what it is, how long it is kept, and the act that forgets it.

    ``forget`` takes the instant and whether it is only a rehearsal, and returns how many were (or would be)
    forgotten.
    """

    name: str
    what: Promise
    how_long: Promise
    forget: Callable[[dt.datetime, bool], int]


def events_over(at: dt.datetime) -> QuerySet[Event]:
    """The events whose last opening ended 30 days before the instant; without openings, their campaign."""
    ended = Cast(F("campaign__ends_on"), DateTimeField())
    over_at = Coalesce(Max("openings__ends_at"), ended, output_field=DateTimeField())
    return Event.objects.annotate(over_at=over_at).filter(over_at__lt=at - AFTER_THE_EVENT)


def _delete(rows: QuerySet, rehearses: bool) -> int:
    count = rows.count()
    if count and not rehearses:
        rows.delete()
    return count


def sessions(at: dt.datetime, rehearses: bool) -> int:
    """Signed-in browsers, once their time is over."""
    return _delete(Session.objects.filter(expire_date__lt=at), rehearses)


def devices(at: dt.datetime, rehearses: bool) -> int:
    """Volunteers' phones with nickname and pseudonym; their count stays, and what is held of it."""
    over = events_over(at).values("pk")
    roles = Role.objects.filter(device__isnull=False, event__in=over)
    others = Role.objects.filter(device=OuterRef("pk")).exclude(event__in=over)
    idle = Device.objects.filter(~Exists(others), made_at__lt=at - AFTER_THE_EVENT)
    count = idle.count()
    if not rehearses:
        phones.forget_of(events_over(at))
        idle.delete()
        roles.delete()
    return count


def pseudonyms(at: dt.datetime, rehearses: bool) -> int:
    """Which person with an account counted which line: the role gets a new pseudonym, lines keep the old."""

    counted = Role.objects.filter(
        Exists(Entry.objects.filter(device=OuterRef("pseudonym"), event=OuterRef("event"))),
        user__isnull=False,
        event__in=events_over(at).values("pk"),
    )
    roles = list(counted)
    if not rehearses:
        for role in roles:
            role.pseudonym = uuid.uuid4()
        Role.objects.bulk_update(roles, ["pseudonym"], batch_size=500)
    return len(roles)


def invitations(at: dt.datetime, rehearses: bool) -> int:
    """Links and codes of events that are over. Who came by a revoked one stays out."""
    over = Invitation.objects.filter(event__in=events_over(at).values("pk"))
    count = over.count()
    if not rehearses:
        forget_invitations(over, at=at)
    return count


def appointments(at: dt.datetime, rehearses: bool) -> int:
    """Invitations to coordinate that nobody may take up any more, with the address they went to."""
    ended = Invitation.objects.filter(section__isnull=False, ends_at__lt=at)
    count = ended.count()
    if not rehearses:
        forget_invitations(ended, at=at)
    return count


def duties(at: dt.datetime, rehearses: bool) -> int:
    """Who took which shift, with the addresses left for a reminder."""
    over = events_over(at).values("pk")
    return _delete(Duty.objects.filter(shift__opening__event__in=over), rehearses)


def contacts(at: dt.datetime, rehearses: bool) -> int:
    """How to call an event's organisers, and what they and their coordinators wrote to each other."""
    day = timezone.localdate(at)
    campaigns = Event.objects.values("section__keeps_contacts_days", "campaign__ends_on", "pk")
    over = [
        row["pk"]
        for row in campaigns
        if row["campaign__ends_on"] + dt.timedelta(days=row["section__keeps_contacts_days"]) < day
    ]
    events = Event.objects.filter(pk__in=over).exclude(contact="")
    remarks = Remark.objects.filter(event__in=over).exclude(words__in=("", GONE))
    count = events.count() + remarks.count()
    if count and not rehearses:
        events.update(contact="")
        remarks.update(words=GONE)
    return count


def followers(at: dt.datetime, rehearses: bool) -> int:
    """Addresses left for news of a case; those who got it are gone since."""
    late = Q(confirmed_at__isnull=True, asked_at__lt=at - NEVER_CONFIRMED)
    return _delete(Follower.objects.filter(late | Q(asked_at__lt=at - WAITING_FOR_NEWS)), rehearses)


def mails(at: dt.datetime, rehearses: bool) -> int:
    """Mails that no server would take."""
    return _delete(Mail.objects.filter(made_at__lt=at - MAILS), rehearses)


def files(at: dt.datetime, rehearses: bool) -> int:
    """Files of counts that were brought in, with their rows; what was taken stands in the ledger."""
    old = Intake.objects.filter(made_at__lt=at - FILES).exclude(rows=[], faults=[], content=None)
    count = old.count()
    if count and not rehearses:
        old.update(rows=[], faults=[], content=None)
    return count


def papers(at: dt.datetime, rehearses: bool) -> int:
    """What the press laid out and nobody printed again; the orders go with it."""
    orders = _delete(Printing.objects.filter(made_at__lt=at - printing.KEPT), rehearses)
    return orders + _delete(LaidOut.objects.filter(used_on__lt=(at - printing.KEPT).date()), rehearses)


def trail_names(at: dt.datetime, rehearses: bool) -> int:
    """Who did what: the act stays, the person does not."""
    old = Trace.objects.filter(at__lt=at - TRAIL, by__isnull=False)
    return old.count() if rehearses else old.update(by=None)


def unconfirmed_accounts(at: dt.datetime, rehearses: bool) -> int:
    """Accounts whose address nobody confirmed and to which nobody gave a right."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    given = Role.objects.filter(user=OuterRef("pk"))
    return _delete(
        User.objects.filter(~Exists(confirmed), ~Exists(given), joined_at__lt=at - UNCONFIRMED), rehearses
    )


def task_results(at: dt.datetime, rehearses: bool) -> int:
    """What the worker did."""
    return _delete(DBTaskResult.objects.finished().filter(finished_at__lt=at - TASKS), rehearses)


def back_office_log(at: dt.datetime, rehearses: bool) -> int:
    """What administrators changed in the back office."""
    return _delete(LogEntry.objects.filter(action_time__lt=at - BACK_OFFICE), rehearses)


def cache_rows(at: dt.datetime, rehearses: bool) -> int:
    """What lies in the cache beyond its time, limits on tries for example."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("DatabaseCache"):
        return 0
    table = connection.ops.quote_name(cache["LOCATION"])
    until = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE expires < %s", [until])  # noqa: S608 (a setting)
        count = int(cursor.fetchone()[0])
        if count and not rehearses:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [until])  # noqa: S608 (a setting)
    return count


TABLE = (
    Kept(
        "sessions",
        _("Signed-in browsers, and what was begun in them"),
        _("until they end, at most 14 days"),
        sessions,
    ),
    Kept(
        "devices",
        _("Volunteers’ phones, nicknames and pseudonyms"),
        _("until 30 days after the event’s last opening"),
        devices,
    ),
    Kept(
        "pseudonyms",
        _("Which person counted which line"),
        _("until 30 days after the event’s last opening"),
        pseudonyms,
    ),
    Kept(
        "invitations",
        _("Links and codes to join an event"),
        _("until 30 days after the event’s last opening"),
        invitations,
    ),
    Kept(
        "appointments",
        _("Invitations to coordinate, with the address they went to"),
        _("until they are taken up, seven days at most"),
        appointments,
    ),
    Kept(
        "duties",
        _("Who took which shift, and addresses left for a reminder"),
        _("until 30 days after the event’s last opening; an address until the reminder is sent"),
        duties,
    ),
    Kept(
        "contacts",
        _("How to call an event’s organisers, and what they and coordinators wrote to each other"),
        _("as each country decides; one year after the campaign where it says nothing else"),
        contacts,
    ),
    Kept(
        "followers",
        _("Addresses left for news of one case"),
        _("until the news, three years at most; seven days where they were not confirmed"),
        followers,
    ),
    Kept("mails", _("Mails on their way"), _("until they are sent, seven days at most"), mails),
    Kept("files", _("Files of counts that a coordinator brought in"), _("30 days"), files),
    Kept(
        "papers",
        _("Packs to print, and the papers laid out for them; no writer’s name is in any"),
        _("seven days after their last use"),
        papers,
    ),
    Kept(
        "trail",
        _("Who did what: changes of figures, rights, texts and states"),
        _("the person’s part for three years, or until they erase themselves"),
        trail_names,
    ),
    Kept("accounts", _("Accounts whose address was never confirmed"), _("30 days"), unconfirmed_accounts),
    Kept("tasks", _("What the worker did"), _("14 days"), task_results),
    Kept("back-office", _("What administrators changed"), _("one year"), back_office_log),
    Kept("cache", _("Limits on tries, counted without addresses"), _("one day at most"), cache_rows),
)


def forget(*, at: dt.datetime, rehearses: bool = False) -> dict[str, int]:
    """Afterwards nothing is kept beyond its time. How much of each kind went; no total ever changes.

    Safe to repeat. With ``rehearses`` nothing is changed.
    """
    with transaction.atomic():
        return {kept.name: kept.forget(at, rehearses) for kept in TABLE}

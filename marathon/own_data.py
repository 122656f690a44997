"""Everything we keep of one person: of their account, and of the phone in their hand."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from events.models import Duty, Remark, Role, Trace, Trust, User
from events.parties import Party, hash_of
from letters.models import Entry, Follower

Facts = dict[str, Any]


def of(party: Party, *, at: dt.datetime) -> Facts:
    """What is kept of the party, for a file of its own. Other people's names are not in it."""
    roles = roles_of(party)
    return {
        "made_at": at.isoformat(timespec="seconds"),
        "account": _account(party.user) if party.user else None,
        "roles": [_role(role) for role in roles],
        "shifts": [_duty(duty) for duty in _duties(roles)],
        "entries": [_entry(entry) for entry in _entries(roles)],
        "remarks": _remarks(party.user),
        "acts": _acts(party.user),
        "trusted_by": _trusts(party.user),
        "follows": _follows(party.user),
    }


def roles_of(party: Party) -> list[Role]:
    """All roles of the person and of the phone, those that are no longer in force too."""
    roles = Role.objects.none()
    if party.user is not None:
        roles |= Role.objects.filter(user=party.user)
    if party.device_key:
        roles |= Role.objects.filter(device__key_hash=hash_of(party.device_key))
    return list(roles.select_related("event", "section").order_by("given_at", "id"))


def addresses_of(user: User) -> list[str]:
    """The e-mail addresses of the account, in small letters."""
    found = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(email.lower() for email in found)})


def _account(user: User) -> Facts:
    factors = Authenticator.objects.filter(user=user).order_by("created_at")
    return {
        "addresses": addresses_of(user),
        "name": user.name,
        "language": user.language,
        "joined": user.joined_at.isoformat(timespec="seconds"),
        "second_steps": [{"kind": factor.type, "since": _instant(factor.created_at)} for factor in factors],
    }


def _role(role: Role) -> Facts:
    return {
        "role": role.kind,
        "of": role.event.slug if role.event else role.section.slug if role.section else None,
        "nickname": role.nickname,
        "pseudonym": str(role.pseudonym),
        "given": _instant(role.given_at),
        "revoked": _instant(role.revoked_at),
    }


def _duties(roles: list[Role]) -> Iterable[Duty]:
    return Duty.objects.filter(role__in=roles).select_related("shift__opening__event").order_by("taken_at")


def _duty(duty: Duty) -> Facts:
    return {
        "event": duty.shift.opening.event.slug,
        "task": duty.shift.task,
        "starts": _instant(duty.shift.starts_at),
        "ends": _instant(duty.shift.ends_at),
        "taken": _instant(duty.taken_at),
        "returned": _instant(duty.returned_at),
        "came": duty.came,
        "reminder_to": duty.reminder_email,
    }


def _entries(roles: list[Role]) -> Iterable[Entry]:
    pseudonyms = [role.pseudonym for role in roles]
    events = {role.event_id for role in roles if role.event_id}
    entries = Entry.objects.filter(device__in=pseudonyms)
    # Entries have no index by device: where every role is of an event, only those ledgers are read.
    if all(role.event_id for role in roles):
        entries = entries.filter(event__in=events)
    return entries.select_related("event", "case", "team").order_by("event", "seq")


def _entry(entry: Entry) -> Facts:
    return {
        "id": str(entry.pk),
        "event": entry.event.slug,
        "number": entry.seq,
        "case": entry.case.slug,
        "kind": entry.kind,
        "quantity": entry.quantity,
        "team": entry.team.name if entry.team else None,
        "number_in_team": entry.writer_number,
        "written": _instant(entry.written_at),
    }


def _remarks(user: User | None) -> list[Facts]:
    remarks = Remark.objects.filter(by=user).select_related("event") if user else Remark.objects.none()
    return [
        {"event": r.event.slug, "step": r.kind, "words": r.words, "at": _instant(r.at)}
        for r in remarks.order_by("at", "id")
    ]


def _acts(user: User | None) -> list[Facts]:
    traces = Trace.objects.filter(by=user) if user else Trace.objects.none()
    rows = traces.order_by("at", "id").values("at", "act", "what", "as_role", "event__slug", "section__slug")
    return [
        {
            "at": _instant(row["at"]),
            "act": row["act"],
            "what": row["what"],
            "as": row["as_role"],
            "event": row["event__slug"],
            "section": row["section__slug"],
        }
        for row in rows
    ]


def _trusts(user: User | None) -> list[str]:
    trusts = Trust.objects.filter(user=user) if user else Trust.objects.none()
    return list(trusts.order_by("given_at").values_list("section__slug", flat=True))


def _follows(user: User | None) -> list[Facts]:
    if user is None:
        return []
    followers = Follower.objects.filter(email__in=addresses_of(user)).select_related("case")
    return [
        {"case": f.case.slug, "since": _instant(f.asked_at), "confirmed": _instant(f.confirmed_at)}
        for f in followers.order_by("asked_at")
    ]


def _instant(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None

"""The trail: each act that changes figures, rights, texts or state leaves a trace, in its own transaction."""

import datetime as dt
from typing import Any

from events.models import Event, Role, Section, Trace, User
from events.parties import Party

# What a trace may hold beside its act: numbers, states, addresses of pages. Never what somebody wrote.
Fact = int | str | bool | None


def note(
    act: str,
    *,
    at: dt.datetime,
    by: Party | User | None = None,
    event: Event | None = None,
    section: Section | None = None,
    what: str = "",
    **facts: Fact,
) -> Trace:
    """The trail says that the act was done, by whom, to what. ``by`` None is the worker.

    ``act`` is a name from ``ACTS``; raises KeyError for another one, so that every act can be read.
    """
    ACTS[act]
    return Trace.objects.create(
        at=at,
        act=act,
        event=event,
        section=section or (event.section if event else None),
        what=what[:120],
        by=by.user if isinstance(by, Party) else by,
        as_role=_as_role(by, event, section),
        facts=facts,
    )


def _as_role(by: Party | User | None, event: Event | None, section: Section | None) -> str:
    if by is None:
        return "worker"
    roles = by.roles if isinstance(by, Party) else list(Role.objects.filter(user=by).in_force())
    section_id = section.pk if section else event.section_id if event else None
    event_id = event.pk if event else None
    # The closest right first: who organises the event acts as its organiser.
    for kind in (Role.Kind.ORGANISER, Role.Kind.COORDINATOR, Role.Kind.ADMINISTRATOR, Role.Kind.VOLUNTEER):
        over = {"coordinator": section_id, "administrator": None}.get(kind, event_id)
        if any(role.kind == kind and (role.section_id or role.event_id) == over for role in roles):
            return kind.value
    return ""


def name_of(act: str) -> str:
    """The act in the reader's language; its plain name where a release no longer knows it."""
    return str(ACTS.get(act, act))


# Each act by its name, as the trail says it. Apps above add theirs with ``know``.
ACTS: dict[str, Any] = {}


def know(**acts: Any) -> None:
    """These acts can be noted, each under a name that can be translated."""
    ACTS.update(acts)

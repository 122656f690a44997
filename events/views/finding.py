"""What the address of a page names, for whoever may work with it. Everybody else gets 404."""

from django.http import Http404, HttpRequest

from events.models import Event, Role, Section
from events.parties import party_of


def event_or_404(request: HttpRequest, slug: str) -> Event:
    """The event that the party runs."""
    event = party_of(request).event_to_run(slug)
    if event is None:
        raise Http404
    return event


def table_or_404(request: HttpRequest, slug: str) -> tuple[Event, Role]:
    """The event at whose table the party counts, and the role by which it does."""
    party = party_of(request)
    event = party.event_to_count(slug)
    role = party.role_at(event) if event else None
    if event is None or role is None:
        raise Http404
    return event, role


def section_or_404(request: HttpRequest, slug: str) -> Section:
    """The section that the party coordinates."""
    section = party_of(request).section_to_coordinate(slug)
    if section is None:
        raise Http404
    return section


def number_in(text: str | None) -> int:
    """The key that a form names; 0, which nothing has, where it names none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0

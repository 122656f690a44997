"""Who stands behind a request: a person with an account, a device with a key, both or nobody."""

import hashlib
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from cases.telling import with_words
from events.models import Event, Role, Section, User
from events.prepared import Prepared

# Both are asked whenever somebody counts.
_roles_of_device = Prepared(lambda key: Role.objects.filter(device__key_hash=key).in_force(), str)
_approved_event = Prepared(lambda slug: Event.objects.public().with_span().filter(slug=slug), str)


def hash_of(secret: str) -> str:
    """What the database keeps of a key or a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Party:
    """A person, a device, both or nobody, and the roles in force that they bring. Asks the database once."""

    def __init__(self, user: User | None = None, device_key: str = "") -> None:
        self.user = user
        self.device_key = device_key
        self._to_count: dict[str, Event | None] = {}
        self._to_run: dict[str, Event | None] = {}
        self._to_coordinate: dict[str, Section | None] = {}

    @cached_property
    def roles(self) -> list[Role]:
        """The roles in force of the person and of the device together."""
        found: list[Role] = []
        if self.user is not None:
            found += Role.objects.filter(user=self.user, user__is_active=True).in_force()
        if self.device_key:
            found += _roles_of_device(hash_of(self.device_key))
        return found

    def __bool__(self) -> bool:
        return self.user is not None or bool(self.device_key)

    @property
    def is_administrator(self) -> bool:
        """Whether the administrator's role is among them."""
        return any(role.kind == Role.Kind.ADMINISTRATOR for role in self.roles)

    def event_ids(self, *kinds: str) -> list[int]:
        """The events at which one of the kinds of role is held."""
        return [role.event_id for role in self.roles if role.event_id and role.kind in kinds]

    def section_ids(self) -> list[int]:
        """The sections coordinated."""
        return [role.section_id for role in self.roles if role.section_id]

    def event_to_count(self, slug: str) -> Event | None:
        """The event at whose table this party may count, with its span; None for a stranger. Asks once."""
        if slug not in self._to_count:
            events = _approved_event(slug) if self.roles else []
            self._to_count[slug] = next((event for event in events if self.role_at(event)), None)
        return self._to_count[slug]

    def event_to_run(self, slug: str) -> Event | None:
        """The event that this party organises or coordinates, in any state, with its span. Asks once."""
        if slug not in self._to_run:
            events = Event.objects.run_by(self).with_span().select_related("section", "campaign")
            self._to_run[slug] = events.filter(slug=slug).first() if self.roles else None
        return self._to_run[slug]

    def section_to_coordinate(self, slug: str) -> Section | None:
        """The section that this party coordinates; None for a stranger. Asks once."""
        if slug not in self._to_coordinate:
            sections = Section.objects.coordinated_by(self).filter(slug=slug)
            # With its name, which every page of it says; one that has none yet is asked for again.
            named = with_words(sections) if self.roles else []
            self._to_coordinate[slug] = next(iter(named), None) or (sections.first() if self.roles else None)
        return self._to_coordinate[slug]

    def role_at(self, event: Event) -> Role | None:
        """The role by which this party counts at the event, the closest one first; None for a stranger."""
        at_event = [role for role in self.roles if role.event_id == event.pk]
        at_section = [role for role in self.roles if role.section_id == event.section_id]
        everywhere = [role for role in self.roles if role.kind == Role.Kind.ADMINISTRATOR]
        return next(iter([*at_event, *at_section, *everywhere]), None)


def party_of(request: HttpRequest) -> Party:
    """The party behind the request. Reads the session only where the browser sent one."""
    party: Party | None = getattr(request, "_party", None)
    if party is None:
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        party = Party(
            user=user if user is not None and user.is_authenticated else None,
            device_key=request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""),
        )
        request._party = party  # type: ignore[attr-defined]
    return party

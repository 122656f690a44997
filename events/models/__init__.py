"""The tables of ``events``, a file a concept."""

from events.models.device import Device
from events.models.event import Event, Opening, Team
from events.models.invitation import Invitation
from events.models.role import Role
from events.models.section import Participation, Section
from events.models.user import User
from events.models.venue import Venue

__all__ = [
    "Device",
    "Event",
    "Invitation",
    "Opening",
    "Participation",
    "Role",
    "Section",
    "Team",
    "User",
    "Venue",
]

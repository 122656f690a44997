"""The tables of ``events``, a file a concept."""

from events.models.device import Device
from events.models.event import Event, Opening, Team
from events.models.invitation import Invitation
from events.models.mail import Mail
from events.models.remark import Remark
from events.models.role import Role
from events.models.section import Participation, Section
from events.models.shift import Duty, Shift
from events.models.trace import Trace
from events.models.trust import Trust
from events.models.user import User
from events.models.venue import Venue

__all__ = [
    "Device",
    "Duty",
    "Event",
    "Invitation",
    "Mail",
    "Opening",
    "Participation",
    "Remark",
    "Role",
    "Section",
    "Shift",
    "Team",
    "Trace",
    "Trust",
    "User",
    "Venue",
]

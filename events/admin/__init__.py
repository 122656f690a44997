"""The back office's pages for where, when and with whom."""

from events.admin.event import EventAdmin
from events.admin.invitation import InvitationAdmin
from events.admin.people import PersonAdmin, RoleAdmin
from events.admin.places import SectionAdmin, VenueAdmin

__all__ = ["EventAdmin", "InvitationAdmin", "PersonAdmin", "RoleAdmin", "SectionAdmin", "VenueAdmin"]

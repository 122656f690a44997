"""Which campaigns a section has taken part in, and which of them a page is about."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Campaign
from cases.telling import with_words
from events.models import Section


@dataclass
class Years:
    """The campaigns of a section, the newest first, and the one that was chosen; None where there is none."""

    campaigns: list[Campaign]
    campaign: Campaign | None

    @property
    def query(self) -> str:
        """What was chosen, for links to pages that are about the same campaign."""
        return f"campaign={self.campaign.slug}" if self.campaign else ""

    @property
    def label(self) -> str:
        """What the choice is called."""
        return _("Campaign")


def of(section: Section, asked: Mapping[str, str], *, on: dt.date) -> Years:
    """The section's campaigns, with the one asked for by its address, else the one of the day.

    Asks one query.
    """
    taking_part = Q(participations__section=section) | Q(events__section=section)
    rows = Campaign.objects.filter(pk__in=Campaign.objects.filter(taking_part).order_by().values("pk"))
    campaigns = with_words(rows)
    wanted = next((one for one in campaigns if one.slug == asked.get("campaign")), None)
    return Years(campaigns, wanted or _current(campaigns, on))


def _current(campaigns: list[Campaign], day: dt.date) -> Campaign | None:
    """The one that runs on the day; else the last that began before it; else the first to come."""
    running = [one for one in campaigns if one.is_running_on(day)]
    begun = [one for one in campaigns if one.starts_on <= day]
    return next(iter(running or begun), None) or (campaigns[-1] if campaigns else None)

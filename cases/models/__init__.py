"""The tables of ``cases``, a file a concept."""

from cases.models.addressee import Addressee, Demand
from cases.models.campaign import Campaign, Feature
from cases.models.case import Case, Figure
from cases.models.milestone import Milestone
from cases.models.published import PublishedTotal
from cases.models.wording import Wording

__all__ = [
    "Addressee",
    "Campaign",
    "Case",
    "Demand",
    "Feature",
    "Figure",
    "Milestone",
    "PublishedTotal",
    "Wording",
]

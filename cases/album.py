"""The album of stamps: which cases stand in it, in which order, and by what they may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.choices import Choice, Filtered, of_countries, tallied
from cases.models import Campaign, Case, Feature
from cases.outcomes import Outcome, having, outcome_of

A_PAGE = 48


@dataclass
class Album(Filtered):
    """The cases chosen and the filters they were chosen by."""

    cases: QuerySet[Case]


def album(campaign: Campaign | None, asked: Mapping[str, str]) -> Album:
    """The public cases: those the campaign writes for first, in its order, then earlier stories.

    Each case has ``place``, its position in the campaign; None for an earlier story. Asks one query for the
    filters.
    """
    featured = Feature.objects.filter(case=OuterRef("pk"), campaign=campaign, shown_as=Feature.As.FEATURED)
    everything = (
        Case.objects.public()
        .with_latest_milestone()
        .annotate(place=Subquery(featured.values("position")[:1]))
        .order_by(F("place").asc(nulls_last=True), F("year").desc(nulls_last=True), "slug")
    )
    choices = _choices(everything, asked)
    country, happened, outcome = (choice.chosen for choice in choices)
    chosen = everything
    if country:
        chosen = chosen.filter(country=country)
    if happened:
        chosen = chosen.filter(happened=happened)
    if outcome:
        chosen = chosen.filter(having(outcome))
    return Album(cases=chosen, choices=choices)


def _choices(everything: QuerySet[Case], asked: Mapping[str, str]) -> list[Choice]:
    rows = list(everything.order_by().values_list("country", "happened", "latest_kind"))
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    happened = {item.value: str(item.label) for item in Case.Happened}
    return [
        of_countries(tallied(row[0] for row in rows), asked),
        Choice(
            name="happened",
            label=_("What was done to them"),
            everything=_("anything"),
            counts=tallied(row[1] for row in rows),
            say=lambda value: happened[value],
            asked=asked.get("happened", ""),
            order=happened,
        ),
        Choice(
            name="outcome",
            label=_("What became of it"),
            everything=_("whatever became of it"),
            counts=tallied(outcome_of(row[2]).value for row in rows),
            say=lambda value: outcomes[value],
            asked=asked.get("outcome", ""),
            order=outcomes,
        ),
    ]


def as_stamps(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what a stamp shows, in three queries however many they are."""
    return cases.prefetch_related("translations", "milestones")

"""Good news, and what came after it: a release is told with the re-arrest that followed."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cases.models import Milestone

A_PAGE = 20
# A sentence cut is a step, not yet news to celebrate: it is told in the case's own story.
KINDS = (*Milestone.RELEASES, Milestone.Kind.RECOGNISED, Milestone.Kind.PERPETRATORS_CONVICTED)


@dataclass(frozen=True)
class News:
    """One good milestone with the milestones of the same case after it, the next one first."""

    milestone: Milestone
    aftermath: list[Milestone]


def good_news() -> QuerySet[Milestone]:
    """The good milestones of public cases, newest first, with all that is needed to tell them."""
    return (
        Milestone.objects.filter(kind__in=KINDS, case__is_public=True)
        .newest_first()
        .select_related("case")
        .prefetch_related(
            "translations", "case__translations", "case__milestones", "case__milestones__translations"
        )
    )


def with_aftermath(milestones: QuerySet[Milestone]) -> list[News]:
    """Each with what happened to the case afterwards."""
    return [
        News(milestone, [later for later in milestone.case.story_so_far if later.moment > milestone.moment])
        for milestone in milestones
    ]

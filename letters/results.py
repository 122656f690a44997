"""A section's result in a campaign: how many places have reported, and when its figures stand still."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.choices import Choice, Filtered
from cases.kinds import LETTERS
from cases.models import Campaign
from events import mails, trail
from events.models import Event, Participation, Role, Section
from events.parties import Party
from events.refused import Refused
from letters import reports, yardsticks
from letters.models import Held, Report

A_PAGE = 50
IN = (Report.Status.SIGNED, Report.Status.VERIFIED)
# What a coordinator has to do comes first, what is done last.
ORDER = (Report.Status.SIGNED, Report.Status.RETURNED, Report.Status.MISSING, Report.Status.VERIFIED)

trail.know(result_final=gettext_lazy("made the result final"))
mails.know("result_final", lambda: reports.sample() | {"section_letters": 214472})


class ReportsOpen(Refused):
    """Some places have no verified report, and nobody said that the result is final all the same."""

    field = "despite"


@dataclass(frozen=True)
class Result:
    """A section's campaign: its figures, its places by the state of their report, since when it is final."""

    letters: int
    actions: int
    by_status: Mapping[str, int]
    final_at: dt.datetime | None

    @property
    def of(self) -> int:
        """How many places there are."""
        return sum(self.by_status.values())

    @property
    def reported(self) -> int:
        """How many have signed."""
        return sum(self.by_status.get(status, 0) for status in IN)

    @property
    def verified(self) -> int:
        """How many were found right."""
        return self.by_status.get(Report.Status.VERIFIED, 0)

    @property
    def unverified(self) -> int:
        """How many were not, or not yet."""
        return self.of - self.verified


@dataclass
class Reports(Filtered):
    """The events chosen, and what they were chosen by."""

    events: QuerySet[Event]
    number: int
    campaign: str

    @property
    def query(self) -> str:
        """What was chosen, for the links to further pages."""
        return f"&campaign={self.campaign}" + super().query


def of(section: Section, campaign: Campaign) -> Result:
    """How the section's result stands. Asks one query."""
    own = FilteredRelation(
        "events", condition=Q(events__section=section, events__status=Event.Status.APPROVED)
    )
    here = Q(own__form=Event.Form.HERE)
    missing = Q(own__report=None) | Q(own__report__status=Report.Status.MISSING)
    final = Participation.objects.filter(section=section, campaign=OuterRef("pk"))
    # As in the public tally, what is held back is no letter yet.
    held = Held.objects.open().filter(
        holdback__event__section=section,
        holdback__event__campaign=OuterRef("pk"),
        entry__kind__in=LETTERS,
    )
    held_sums = held.order_by().values("holdback__event__campaign").annotate(sum=Sum("entry__quantity"))
    row = (
        Campaign.objects.filter(pk=campaign.pk)
        .annotate(
            own=own,
            letters=Sum("own__head__letters"),
            actions=Sum("own__head__actions"),
            missing=Count("own", filter=here & missing),
            **{status: Count("own", filter=here & Q(own__report__status=status)) for status in ORDER[:2]},
            verified=Count("own", filter=here & Q(own__report__status=Report.Status.VERIFIED)),
            final_at=Subquery(final.values("final_at")[:1]),
            held=Subquery(held_sums.values("sum")),
        )
        .values("letters", "actions", "missing", "signed", "returned", "verified", "final_at", "held")
        .get()
    )
    return Result(
        letters=(row["letters"] or 0) - (row["held"] or 0),
        actions=row["actions"] or 0,
        by_status={status.value: row[status.value] for status in ORDER if row[status.value]},
        final_at=row["final_at"],
    )


def reports_of(section: Section, campaign: Campaign, result: Result, asked: Mapping[str, str]) -> Reports:
    """The section's places, those to verify first. Asks nothing yet."""
    names = {value: str(label) for value, label in Report.Status.choices}
    choice = Choice(
        "report",
        _("Report"),
        _("every report"),
        result.by_status,
        names.__getitem__,
        asked.get("report", ""),
        list(names),
    )
    events = Event.objects.public().held_here().filter(section=section, campaign=campaign)
    if choice.chosen == Report.Status.MISSING:
        events = events.filter(Q(report=None) | Q(report__status=Report.Status.MISSING))
    elif choice.chosen:
        events = events.filter(report__status=choice.chosen)
    number = result.by_status.get(choice.chosen, 0) if choice.chosen else result.of
    return Reports(choices=[choice], events=_ordered(events), number=number, campaign=campaign.slug)


def told(events: QuerySet[Event]) -> list[Event]:
    """A page of events with head, report and yardsticks. Asks one query.

    The yardsticks are asked of the page alone: of thousands of places, each would cost a look at its past.
    """
    page = Event.objects.filter(pk__in=events.values("pk")).select_related("head", "report")
    return list(_ordered(yardsticks.with_yardsticks(page)))


def _ordered(events: QuerySet[Event]) -> QuerySet[Event]:
    places = [When(report__status=status, then=Value(place)) for place, status in enumerate(ORDER)]
    default = Value(ORDER.index(Report.Status.MISSING))
    return events.order_by(Case(*places, default=default), "name", "slug")


@transaction.atomic
def make_final(
    section: Section, campaign: Campaign, *, despite: bool, by: Party, at: dt.datetime
) -> Participation:
    """The section's figures stand still and its places are told; the campaign's too once all sections' do.

    Made final before, nothing happens again. ``despite`` says that it is final although not every report is
    verified; raises ReportsOpen where it does not.
    """
    # Two sections that finish at once queue here, so that the last one sees that it is.
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    participation, _is_new = Participation.objects.get_or_create(section=section, campaign=campaign)
    if participation.final_at is not None:
        return participation
    result = of(section, campaign)
    if result.unverified and not despite:
        raise ReportsOpen(_open_sentence(result.unverified))
    participation.final_at = at
    participation.save(update_fields=["final_at"])
    events = Event.objects.public().filter(section=section, campaign=campaign)
    events.filter(closed_at=None).update(closed_at=at)
    if _is_all_final(campaign):
        Campaign.objects.filter(pk=campaign.pk).update(is_final=True)
    trail.note(
        "result_final",
        at=at,
        by=by,
        section=section,
        what=campaign.slug,
        letters=result.letters,
        actions=result.actions,
        places=result.of,
        verified=result.verified,
    )
    _tell(section, events, result, at)
    return participation


def _open_sentence(number: int) -> str:
    return ngettext(
        "%(number)d place has no verified report. Tick the box if the result is final all the same.",
        "%(number)d places have no verified report. Tick the box if the result is final all the same.",
        number,
    ) % {"number": number}


def _is_all_final(campaign: Campaign) -> bool:
    """Whether every section that takes part, or has a marathon, is final."""
    final = Participation.objects.filter(campaign=campaign, final_at__isnull=False)
    others = Event.objects.public().filter(campaign=campaign).exclude(section__in=final.values("section"))
    return not Participation.objects.filter(campaign=campaign, final_at=None).exists() and not others.exists()


def _tell(section: Section, events: QuerySet[Event], result: Result, at: dt.datetime) -> None:
    """The organisers of each place that reported know its number, the section's, and the witness."""
    reported = Report.objects.filter(event__in=events, status__in=IN).select_related("event")
    by_event = {report.event_id: report for report in reported}
    for role in Role.objects.organising().filter(event__in=by_event).select_related("user"):
        report = by_event[role.event_id or 0]
        mails.post(
            "result_final",
            to=role.user,  # type: ignore[arg-type]
            at=at,
            event=report.event,
            report=report,
            section_letters=result.letters,
        )

"""Bringing in a file: it is kept, read by the worker, looked at, and dropped where it is not wanted."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cases.models import Campaign
from events import trail
from events.models import Participation, Section
from events.parties import Party
from events.refused import Refused
from letters.intakes import reading, vocabulary
from letters.intakes.checking import Checked, Checker
from letters.intakes.faults import Faults, Unreadable
from letters.intakes.rows import LARGEST_FILE, MOST_ROWS, Row
from letters.models import Intake
from letters.models.intake import Count

# Letters are written around the campaign, and places tell of them a little before and after.
AROUND = dt.timedelta(days=60)

trail.know(intake_brought=_("brought in a file"), intake_dropped=_("dropped a file"))


class ResultFinal(Refused):
    """The figures stand still."""

    sentence = _("The result of this campaign is final. No counts are brought in any more.")
    field = "campaign"


class FileTooLarge(Refused):
    """More than is read."""

    sentence = _("The file has more than 8 MB. Please cut it into several.")
    field = "file"


class IntakeSettled(Refused):
    """It was taken or dropped."""

    sentence = _("This file was settled meanwhile. Nothing was changed.")


def is_final(section: Section, campaign: Campaign) -> bool:
    """Whether the section's result of the campaign stands still."""
    ours = Participation.objects.filter(section=section, campaign=campaign, final_at__isnull=False)
    return campaign.is_final or ours.exists()


@transaction.atomic
def bring(
    section: Section,
    campaign: Campaign,
    *,
    name: str,
    content: bytes,
    key: uuid.UUID,
    by: Party,
    at: dt.datetime,
) -> Intake:
    """The file is kept, and the worker reads it; the same key once. Raises ResultFinal and FileTooLarge."""
    key = uuid.uuid5(key, f"file of {section.pk}")
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    if is_final(section, campaign):
        raise ResultFinal
    intake, is_new = Intake.objects.get_or_create(
        key=key,
        defaults={
            "section": section,
            "campaign": campaign,
            "by": by.user,
            "made_at": at,
            "name": "".join(sign for sign in name if sign.isprintable())[-120:] or "–",
            "content": content,
        },
    )
    if is_new:
        trail.note("intake_brought", at=at, by=by, section=section, what=f"file {intake.pk}")
        read_file.enqueue(intake.pk)
    return intake


@task()
def read_file(pk: int) -> None:
    """The worker's door to ``read``."""
    read(pk, at=timezone.now())


def read(pk: int, *, at: dt.datetime) -> None:
    """The file's counts, or its faults, are there to be looked at. One that is read or settled stays so."""
    intake = (
        Intake.objects.filter(pk=pk, status=Intake.Status.READING)
        .select_related("section", "campaign")
        .first()
    )
    if intake is None:
        return
    try:
        checked = _checked(intake, at)
    except Unreadable as problem:
        faults = Faults()
        faults.found.append(problem.fault)
        faults.number = 1
        checked = Checked([], faults)
    is_good = not checked.faults
    kept = checked.counts if is_good else []
    _unsettled(intake).update(
        status=Intake.Status.READ if is_good else Intake.Status.FAULTY,
        rows=[list(count) for count in kept],
        faults=checked.faults.as_json(),
        done=0,
        total=len(kept),
        letters=sum(count.quantity for count in kept if count.is_letter),
    )


def _checked(intake: Intake, at: dt.datetime) -> Checked:
    section, campaign = intake.section, intake.campaign
    rows: list[Row] = []
    for row in reading.rows_of(bytes(intake.content or b"")):
        rows.append(row)
        if len(rows) > MOST_ROWS + 1:
            raise Unreadable("too_many_rows", MOST_ROWS)
    _unsettled(intake).update(total=len(rows))
    today = timezone.localdate(at, section.zone)
    checker = Checker(
        vocabulary.of(section, campaign),
        first=campaign.starts_on - AROUND,
        last=campaign.ends_on + AROUND,
        today=today,
        without_date=min(campaign.ends_on, max(campaign.starts_on, today)),
        told=lambda number: _unsettled(intake).update(done=number),
    )
    return checker.check(rows)


def _unsettled(intake: Intake) -> QuerySet[Intake]:
    return Intake.objects.filter(pk=intake.pk, status=Intake.Status.READING)


@transaction.atomic
def drop(intake: Intake, *, by: Party, at: dt.datetime) -> None:
    """The file is forgotten and counts nothing; twice is once. Raises IntakeSettled where it was taken."""
    locked = Intake.objects.select_for_update().defer("content", "rows", "faults").get(pk=intake.pk)
    if locked.status == Intake.Status.DROPPED:
        return
    if locked.status == Intake.Status.TAKEN:
        raise IntakeSettled
    Intake.objects.filter(pk=locked.pk).update(
        status=Intake.Status.DROPPED, content=None, rows=[], faults=[], done=0, settled_at=at
    )
    trail.note("intake_dropped", at=at, by=by, section=intake.section, what=f"file {intake.pk}")


def counts_of(intake: Intake) -> list[Count]:
    """What was read in the file, as long as it is kept."""
    return [Count(*row) for row in intake.rows]

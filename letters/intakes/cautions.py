"""What a coordinator should know before a file is taken: reasons why it may count something twice."""

from cases.models import Campaign
from events.models import Event, Section
from letters.intakes.headings import plain
from letters.models import Intake
from letters.models.intake import Count

# So many names make the point.
NAMED = 6


def taken_before(intake: Intake) -> Intake | None:
    """Another file with the same rows that was taken and still counts."""
    alike = Intake.objects.filter(
        section=intake.section_id,
        campaign=intake.campaign_id,
        status=Intake.Status.TAKEN,
        total=intake.total,
        letters=intake.letters,
    ).exclude(pk=intake.pk)
    return next((other for other in alike.defer("content")[:5] if other.rows == intake.rows), None)


def counting_here(section: Section, campaign: Campaign, counts: list[Count]) -> list[str]:
    """The places of the file that have a marathon of the same name with this product."""
    here = Event.objects.filter(section=section, campaign=campaign, form=Event.Form.HERE)
    names = {plain(name) for name in here.order_by().values_list("name", flat=True)}
    places = {plain(count.place): count.place for count in counts}
    return [place for name, place in places.items() if name in names][:NAMED]

"""Which tables an export holds, and the columns of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet, Sum

from cases.models import Addressee, Case, Wording
from events.models import Event, Opening, Participation, Section, Shift, Team, Trace, Venue
from letters.models import (
    ChannelCounter,
    Counter,
    Entry,
    HourCounter,
    Intake,
    Parcel,
    ParcelLine,
    PostOffice,
    PostStop,
    Publication,
    Rate,
    Recount,
    RecountLine,
    Report,
    ReportLine,
    Sheet,
)

CHUNK = 2_000


@dataclass(frozen=True)
class Table:
    """One table: its name, the headings of its columns with where each value stands, its rows."""

    name: str
    columns: Mapping[str, str]
    found: QuerySet[Any]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The values row by row, in bounded memory."""
        yield from self.found.values_list(*self.columns.values()).iterator(chunk_size=CHUNK)


def tables_of(section: Section) -> list[Table]:
    """Every table of what the section owns."""
    return [
        *_marathons(section),
        *_figures(section),
        *_results(section),
        *_post(section),
        *_texts(section),
        *_desk(section),
    ]


def _table(name: str, model: type[Model], where: Mapping[str, Any], columns: str) -> Table:
    """Columns are told as ``heading=path``, or as the path alone."""
    pairs = [column.partition("=") for column in columns.split()]
    order = "pk" if model is not Entry else "event_id"
    found = model._default_manager.filter(**where).order_by(order)
    return Table(name, {heading: path or heading for heading, _is, path in pairs}, found)


def _marathons(section: Section) -> Iterator[Table]:
    own, of_event = {"section": section}, {"event__section": section}
    yield _table("section", Section, {"pk": section.pk}, "slug country time_zone paper languages")
    yield _table(
        "campaigns",
        Participation,
        own,
        "campaign=campaign__slug starts_on=campaign__starts_on ends_on=campaign__ends_on final_at",
    )
    yield _table(
        "events",
        Event,
        own,
        "event=slug campaign=campaign__slug name form status town contact goal kinds languages youngest_age "
        "time_zone closed_at letters=head__letters actions=head__actions entries=head__seq chain=head__chain",
    )
    yield _table("event_cases", Event, own | {"cases__isnull": False}, "event=slug case=cases__slug")
    venues = Venue.objects.filter(openings__event__section=section).distinct()
    yield _table(
        "venues",
        Venue,
        {"pk__in": venues.order_by().values("pk")},
        "venue=id name address town country latitude longitude population is_closed is_step_free",
    )
    yield _table("openings", Opening, of_event, "event=event__slug venue=venue_id starts_at ends_at audience")
    yield _table(
        "shifts",
        Shift,
        {"opening__event__section": section},
        "event=opening__event__slug task starts_at ends_at places",
    )
    yield _table("teams", Team, of_event, "event=event__slug team=id name")


def _figures(section: Section) -> Iterator[Table]:
    of_event = {"event__section": section}
    yield _matrix(section)
    yield _table(
        "figures",
        Counter,
        of_event,
        "campaign=event__campaign__slug event=event__slug name=event__name form=event__form case=case__slug "
        "case_country=case__country country=event__section__country kind day quantity",
    )
    yield _table("channels", ChannelCounter, of_event, "event=event__slug channel kind quantity")
    yield _table("hours", HourCounter, of_event, "event=event__slug hour kind quantity")
    # Without the devices: they stand for people. The chain holds without them.
    yield _table(
        "ledger",
        Entry,
        of_event,
        "event=event__slug seq id case=case__slug kind quantity reverses=reverses_id channel team=team_id "
        "written_at recorded_at day hour chain",
    )


def _matrix(section: Section) -> Table:
    """Case by country by kind, a campaign at a time."""
    columns = {
        "campaign": "of_campaign",
        "case": "of_case",
        "case_country": "of_country",
        "country": "own_country",
        "kind": "kind",
        "quantity": "sum",
    }
    rows = Counter.objects.filter(event__section=section).order_by()
    summed = rows.values(
        "kind",
        of_campaign=F("event__campaign__slug"),
        of_case=F("case__slug"),
        of_country=F("case__country"),
        own_country=F("event__section__country"),
    ).annotate(sum=Sum("quantity"))
    return Table("matrix", columns, summed.order_by("of_campaign", "of_case", "kind"))


def _results(section: Section) -> Iterator[Table]:
    of_event = {"event__section": section}
    yield _table("sheets", Sheet, of_event, "event=event__slug number version typed_at team=team_id")
    yield _table("recounts", Recount, of_event, "event=event__slug number counted_at status settled_at seq")
    yield _table(
        "recount_lines",
        RecountLine,
        {"recount__event__section": section},
        "event=recount__event__slug recount=recount__number case=case__slug kind counted logged reason words",
    )
    yield _table(
        "reports",
        Report,
        of_event,
        "event=event__slug status version words writers signed_at seq chain letters actions answer "
        "answered_at",
    )
    yield _table(
        "report_lines",
        ReportLine,
        {"report__event__section": section},
        "event=report__event__slug case=case__slug kind figure logged words",
    )


def _post(section: Section) -> Iterator[Table]:
    own, of_event = {"section": section}, {"event__section": section}
    yield _table(
        "parcels",
        Parcel,
        of_event,
        "event=event__slug number destination address country grams postage currency status posted_on "
        "reference",
    )
    yield _table(
        "parcel_lines",
        ParcelLine,
        {"parcel__event__section": section},
        "event=parcel__event__slug parcel=parcel__number case=case__slug kind quantity",
    )
    yield _table("post_office", PostOffice, own, "currency stamps sheet_grams envelope_grams as_of source")
    yield _table("rates", Rate, own, "country up_to_grams price")
    yield _table("post_stops", PostStop, own, "country since until advice source")


def _texts(section: Section) -> Iterator[Table]:
    """The cases of the section's campaigns, and what is written for them."""
    cases = Case.objects.filter(campaigns__in=section.campaigns.all()).order_by().values("pk")
    yield _table(
        "cases",
        Case,
        {"pk__in": cases},
        "case=slug country year happened language=translations__language_code name=translations__name "
        "who=translations__who headline=translations__headline abuse=translations__abuse "
        "story=translations__story",
    )
    yield _table(
        "addressees",
        Addressee,
        {"case__in": cases},
        "case=case__slug addressee=key kind country address is_verified send_until letters "
        "language=translations__language_code office=translations__office "
        "salutation=translations__salutation",
    )
    yield _table(
        "wordings",
        Wording,
        {"addressee__case__in": cases},
        "case=addressee__case__slug addressee=addressee__key language body",
    )


def _desk(section: Section) -> Iterator[Table]:
    """What was done at the desk; who did it is left out."""
    own = {"section": section}
    yield _table(
        "files", Intake, own, "file=id campaign=campaign__slug made_at status total letters settled_at"
    )
    yield _table(
        "news",
        Publication,
        own,
        "case=milestone__case__slug milestone=milestone__key at words places writers",
    )
    yield _table("trail", Trace, own, "at act event=event__slug what as_role facts")

"""A section with a campaign of two cases, and somebody who coordinates it."""

import uuid

import pytest

from events.models import Section
from events.parties import Party
from letters.intakes import bringing, taking
from letters.intakes.faults import of_json
from letters.models import Intake
from tests.makers import NOW, make_campaign, make_case, make_party, make_section


@pytest.fixture
def section() -> Section:
    section = make_section(slug="poland", name="Poland")
    campaign = make_campaign(slug="this-year", name="This year")
    section.participations.create(campaign=campaign)
    make_case(campaign=campaign, slug="yorm-bopha", name="Yorm Bopha")
    make_case(campaign=campaign, slug="tun-aung", name="Dr Tun Aung")
    make_case(slug="elsewhere", name="Somebody Else")
    return section


@pytest.fixture
def coordinator(section: Section) -> Party:
    return make_party("coordinator", section=section)


@pytest.fixture
def bring(section: Section, coordinator: Party):
    """Brings in a file and has it read."""

    def act(content: bytes, *, at=NOW, key=None, name="counts.csv") -> Intake:
        campaign = section.campaigns.get()
        intake = bringing.bring(
            section, campaign, name=name, content=content, key=key or uuid.uuid4(), by=coordinator, at=at
        )
        bringing.read(intake.pk, at=at)
        return Intake.objects.get(pk=intake.pk)

    return act


@pytest.fixture
def faults(bring):
    """What is wrong with a file, as (row, column, sentence)."""

    def act(content: bytes) -> list[tuple[int, str, str]]:
        return [(fault.row, fault.column, fault.sentence) for fault in of_json(bring(content).faults)]

    return act


@pytest.fixture
def take(coordinator: Party):
    def act(intake: Intake, *, at=NOW) -> Intake:
        return taking.take(intake, by=coordinator, at=at)

    return act

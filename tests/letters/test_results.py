"""A section's result stands still once a coordinator says so, and the campaign's once all sections' do."""

import datetime as dt
import uuid

import pytest

from cases.models import Campaign
from events.models import Event, Mail, Participation, Trace
from letters import ledger, results
from letters.models import Entry, Held, Holdback
from tests.makers import (
    NOW,
    make_campaign,
    make_counters,
    make_device_role,
    make_event,
    make_party,
    make_report,
    make_role,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_campaign(slug="this-year")


@pytest.fixture
def section(campaign):
    section = make_section(slug="poland")
    section.participations.create(campaign=campaign)
    return section


@pytest.fixture
def coordinator(section):
    return make_party("coordinator", section=section)


@pytest.fixture
def place(section, campaign):
    """Makes events of the section."""

    def make(status="", letters=0, **fields):
        event = make_event(section=section, campaign=campaign, **fields)
        if status:
            make_report(event, status=status, letters=letters)
        if letters:
            make_counters(event, event.cases.get(), quantity=letters)
        return event

    return make


def make_final(section, campaign, by, *, despite=False):
    return results.make_final(section, campaign, despite=despite, by=by, at=NOW)


def test_result_adds_up_the_section_and_its_places_by_report(section, campaign, place):
    place("signed", 10)
    place("verified", 20)
    place("missing")
    place("", 3)
    place("", 100, form="outside", opens=False)
    place(status="", letters=0)
    make_event(section=section, campaign=campaign, status="submitted")
    make_counters(other := make_event(campaign=campaign), other.cases.get(), quantity=1000)

    result = results.of(section, campaign)

    assert (result.letters, result.actions, result.final_at) == (133, 0, None)
    assert result.by_status == {"signed": 1, "verified": 1, "missing": 3}
    assert (result.of, result.reported, result.verified, result.unverified) == (5, 2, 1, 4)


def test_what_is_held_back_is_no_letter_yet(section, campaign, place):
    place("", 10)
    event = place("")
    role = make_device_role(event)
    line = ledger.Line(uuid.uuid4(), event.cases.get().slug, "authority", 400)
    ledger.record(event, entries=[line], by=role, channel="sheet", at=NOW)
    holdback = Holdback.objects.create(event=event, device=role.pseudonym, raised_at=NOW)
    Held.objects.create(holdback=holdback, entry=Entry.objects.get(), reason="total")

    assert results.of(section, campaign).letters == 10
    Holdback.objects.update(status="accepted", settled_at=NOW)
    assert results.of(section, campaign).letters == 410


def test_result_of_a_section_without_places_is_nothing(section, campaign):
    result = results.of(section, campaign)

    assert (result.letters, result.of, result.by_status) == (0, 0, {})


def test_result_is_final_once_every_report_is_verified(section, campaign, place, coordinator):
    event = place("verified", 20)

    make_final(section, campaign, coordinator)

    assert Participation.objects.get(section=section).final_at == NOW
    assert not Event.objects.get(pk=event.pk).takes_corrections()
    assert Event.objects.get(pk=event.pk).closed_at == NOW
    trace = Trace.objects.get()
    assert (trace.act, trace.section, trace.what) == ("result_final", section, "this-year")
    assert trace.facts == {"letters": 20, "actions": 0, "places": 1, "verified": 1}


def test_place_without_a_verified_report_has_to_be_said(section, campaign, place, coordinator):
    place("verified", 20)
    place("signed", 7)

    with pytest.raises(results.ReportsOpen) as refused:
        make_final(section, campaign, coordinator)
    assert Participation.objects.get(section=section).final_at is None
    make_final(section, campaign, coordinator, despite=True)

    assert str(refused.value.sentence).startswith("1 place has no verified report.")
    assert Participation.objects.get(section=section).final_at == NOW


def test_result_is_made_final_once(section, campaign, place, coordinator):
    place("verified", 20)
    make_final(section, campaign, coordinator)

    again = results.make_final(
        section, campaign, despite=False, by=coordinator, at=NOW + dt.timedelta(days=1)
    )

    assert (again.final_at, Trace.objects.count()) == (NOW, 1)


def test_campaign_is_final_once_all_its_sections_are(section, campaign, place, coordinator):
    other = make_section()
    other.participations.create(campaign=campaign)

    make_final(section, campaign, coordinator)
    assert not Campaign.objects.get(pk=campaign.pk).is_final
    make_final(other, campaign, coordinator)

    assert Campaign.objects.get(pk=campaign.pk).is_final


def test_section_that_has_marathons_and_was_never_entered_counts_too(section, campaign, coordinator):
    make_event(campaign=campaign)

    make_final(section, campaign, coordinator)

    assert not Campaign.objects.get(pk=campaign.pk).is_final


def test_organisers_who_reported_are_told_both_numbers(section, campaign, place, coordinator):
    event = place("verified", 146, name="Library", slug="library")
    organiser = make_role("organiser", event=event).user
    make_role("organiser", event=place("", 1000))

    make_final(section, campaign, coordinator, despite=True)

    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (organiser.email, "It is final: 1,146 letters")
    assert "1,146 letters, and 146 of them are from “Library”." in mail.body


def test_places_to_verify_come_first_and_verified_ones_last(section, campaign, place):
    for status in ("verified", "", "returned", "signed"):
        place(status, name=status or "nothing")
    place("missing", name="chased")
    result = results.of(section, campaign)

    def names(asked):
        return [
            event.name for event in results.told(results.reports_of(section, campaign, result, asked).events)
        ]

    assert names({}) == ["signed", "returned", "chased", "nothing", "verified"]
    assert names({"report": "missing"}) == ["chased", "nothing"]
    assert names({"report": "signed"}) == ["signed"]
    assert names({"report": "\0"}) == names({})

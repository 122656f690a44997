import datetime as dt
import hashlib
import uuid

import pytest

from cases.models import Feature, PublishedTotal
from events.models import Participation
from letters import ledger
from letters.ledger import Line
from letters.tally.snapshot import TallyUnknown, digest, facts_of, heads_of
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_report,
    make_role,
    make_section,
)

pytestmark = pytest.mark.django_db
HOUR = NOW.replace(minute=0)
LETTERS = ("authority", "person", "copy")


def public(campaign, section="", at=NOW):
    return facts_of(campaign.slug, section, at=at)["public"]


def test_letters_are_the_headline_and_other_actions_stand_beside_it():
    case = make_case()
    event = make_event(cases=[case])
    for kind, quantity in (("authority", 5), ("person", 3), ("copy", 1), ("petition", 40), ("email", 2)):
        make_counters(event, case, kind, quantity)

    facts = public(event.campaign)

    assert (facts["letters"], facts["actions"]) == (9, 42)
    assert facts["by_case"] == [
        {
            "case": case.slug,
            "letters": 9,
            "by_kind": {"authority": 5, "copy": 1, "email": 2, "person": 3, "petition": 40},
        }
    ]


def test_countries_are_those_of_the_sections_most_letters_first():
    campaign = make_campaign()
    for country, quantity in (("PL", 5), ("FR", 7), ("PL", 4)):
        event = make_event(campaign=campaign, section=make_section(country=country))
        make_counters(event, event.cases.get(), quantity=quantity)

    assert public(campaign)["by_country"] == [
        {"country": "PL", "letters": 9},
        {"country": "FR", "letters": 7},
    ]


def test_every_featured_case_is_told_in_order_also_without_a_letter():
    campaign = make_campaign()
    cases = [make_case(campaign=campaign) for _ in range(3)]
    remembered = make_case()
    Feature.objects.create(campaign=campaign, case=remembered, shown_as="remembered")

    assert [(row["case"], row["letters"]) for row in public(campaign)["by_case"]] == [
        (case.slug, 0) for case in cases
    ]


def test_a_case_that_is_not_public_is_not_told():
    campaign = make_campaign()
    make_case(campaign=campaign, is_public=False)

    assert public(campaign)["by_case"] == []


def test_origin_of_every_number_by_channel():
    case = make_case()
    event = make_event(cases=[case])
    make_counters(event, case, quantity=2)
    make_counters(event, case, quantity=5, channel="sheet")
    make_counters(event, case, "email", 3, channel="sheet")

    assert public(event.campaign)["by_channel"] == [
        {"channel": "sheet", "letters": 5, "actions": 3},
        {"channel": "tap", "letters": 2, "actions": 0},
    ]


def test_hours_of_the_last_two_days_alone():
    case = make_case()
    event = make_event(cases=[case])
    make_counters(event, case, quantity=2)
    make_counters(event, case, "email", 2)
    make_counters(event, case, quantity=1, hour=HOUR - dt.timedelta(hours=47))
    make_counters(event, case, quantity=4, hour=HOUR - dt.timedelta(hours=48))

    assert public(event.campaign)["by_hour"] == [
        {"hour": "2026-12-10T19:00:00+00:00", "letters": 1},
        {"hour": "2026-12-12T18:00:00+00:00", "letters": 2},
    ]


def test_places_have_reported_once_their_report_is_signed():
    campaign = make_campaign()
    for status in ("signed", "verified", "returned", "missing"):
        make_report(make_event(campaign=campaign), status=status)
    counted = make_event(campaign=campaign)
    make_counters(counted, counted.cases.get())
    make_event(campaign=campaign, status="submitted")
    make_event(campaign=campaign, form="outside", opens=False)

    assert public(campaign)["reported"] == {"places": 2, "of": 5}


@pytest.mark.parametrize(
    ("is_final", "day", "status"),
    [(False, 12, "live"), (False, 31, "live"), (False, 32, "provisional"), (True, 12, "final")],
)
def test_status_says_whether_the_number_still_moves(is_final, day, status):
    campaign = make_campaign(is_final=is_final)
    at = dt.datetime(2026, 12, 1, 18, tzinfo=dt.UTC) + dt.timedelta(days=day - 1)

    assert public(campaign, at=at)["status"] == status


def test_as_of_is_the_moment_with_its_offset():
    assert public(make_campaign())["as_of"] == "2026-12-12T18:00:00+00:00"


def test_another_campaign_s_letters_are_not_counted():
    event = make_event()
    make_counters(event, event.cases.get())

    assert public(make_campaign())["letters"] == 0


def test_a_section_s_tally_holds_its_own_events():
    campaign = make_campaign()
    for country, quantity in (("PL", 5), ("FR", 7)):
        event = make_event(campaign=campaign, section=make_section(slug=country.lower(), country=country))
        make_counters(event, event.cases.get(), quantity=quantity)

    facts = public(campaign, "fr")

    assert (facts["section"], facts["letters"], facts["by_country"], facts["reported"]) == (
        "fr",
        7,
        [{"country": "FR", "letters": 7}],
        {"places": 0, "of": 1},
    )


def test_result_of_a_section_may_be_final_before_the_campaign_s():
    campaign = make_campaign()
    for slug, final_at in (("pl", NOW), ("fr", None)):
        make_section(slug=slug).participations.create(campaign=campaign, final_at=final_at)

    assert [public(campaign, slug)["status"] for slug in ("pl", "fr", "")] == ["final", "live", "live"]


def test_a_section_that_takes_part_without_events_has_a_tally_of_zero():
    section, campaign = make_section(), make_campaign()
    Participation.objects.create(section=section, campaign=campaign)

    assert public(campaign, section.slug)["letters"] == 0


def test_unknown_campaigns_and_sections_that_take_no_part_have_none():
    campaign, section = make_campaign(), make_section()
    for slugs in (("made-up", ""), (campaign.slug, "made-up"), (campaign.slug, section.slug)):
        with pytest.raises(TallyUnknown):
            facts_of(*slugs, at=NOW)


def test_published_totals_keep_measure_status_and_source_apart():
    campaign = make_campaign()
    rows = [
        {"year": 2013, "scope": "world", "count": 1_340_793, "status": "interim", "source": "a blog"},
        {"year": 2013, "scope": "PL", "count": 214_472, "status": "final", "source": "amnesty.org.pl"},
        {"year": 2013, "scope": "PL", "count": 430, "status": "reported", "source": "x", "measure": "places"},
    ]
    for row in rows:
        PublishedTotal.objects.create(campaign=campaign, note=f"{row['count']}", **row)

    assert public(campaign)["published"] == [
        {
            "year": 2013,
            "scope": "world",
            "measure": "letters",
            "count": 1_340_793,
            "status": "interim",
            "source": "a blog",
            "note": "1340793",
        },
        {
            "year": 2013,
            "scope": "PL",
            "measure": "letters",
            "count": 214_472,
            "status": "final",
            "source": "amnesty.org.pl",
            "note": "214472",
        },
    ]


def test_the_digest_can_be_computed_by_anybody_from_the_open_heads():
    campaign = make_campaign()
    for slug in ("b-town", "a-town", "closed-town"):
        event = make_event(campaign=campaign, slug=slug, closed_at=NOW if "closed" in slug else None)
        make_counters(event, event.cases.get(), seq=7)
    make_event(campaign=campaign, slug="silent-town")
    lines = f"a-town 7 {'c' * 64}\nb-town 7 {'c' * 64}\n"

    assert public(campaign)["heads"] == hashlib.sha256(lines.encode()).hexdigest()
    assert digest(heads_of(campaign.slug)) == public(campaign)["heads"]


@pytest.mark.parametrize("entries", [10, 10_000])
def test_computing_costs_eight_queries_however_much_was_written(entries, django_assert_num_queries):
    event = make_event(cases=[make_case(slug=f"case-of-{n}") for n in range(5)])
    role = make_role("organiser", event=event)
    lines = [Line(uuid.uuid4(), f"case-of-{n % 5}", "person", 1) for n in range(entries)]
    for start in range(0, entries, 500):
        ledger.record(event, entries=lines[start : start + 500], by=role, channel="tap", at=NOW)

    with django_assert_num_queries(8):
        facts = public(event.campaign)

    assert facts["letters"] == entries
    assert [row["letters"] for row in facts["by_case"]] == [entries // 5] * 5

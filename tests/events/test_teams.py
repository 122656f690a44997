"""Classes, clubs and companies inside an event."""

import uuid

import pytest

from events import teams
from events.models import Event, Team, Trace
from events.parties import Party
from letters import ledger
from letters.ledger import Line
from tests.makers import NOW, make_case, make_event, make_party, make_role, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha")])


@pytest.fixture
def party(event) -> Party:
    return make_party("organiser", event=event)


def names(event: Event) -> list[str]:
    return [team.name for team in event.teams.all()]


def test_teams_are_made_once_however_often_they_are_sent(event, party):
    first = teams.make(event, ["1A", "1B", "1A"], by=party, at=NOW)
    again = teams.make(event, ["1A", "1B"], by=party, at=NOW)

    assert (first, again, names(event)) == (2, 0, ["1A", "1B"])
    assert [(trace.act, trace.facts) for trace in Trace.objects.all()] == [("teams_made", {"teams": 2})]


def test_more_teams_than_an_event_has_room_for_are_refused_all_together(event, party):
    with pytest.raises(teams.TooManyTeams):
        teams.make(event, [f"team {n}" for n in range(201)], by=party, at=NOW)

    assert names(event) == []


def test_renamed_team_keeps_what_it_wrote_and_its_trace_names_nobody(event, party):
    team = make_team(event, "Ola's friends")

    teams.rename(team, "1A", by=party, at=NOW)
    teams.rename(team, "1A", by=party, at=NOW)

    assert names(event) == ["1A"]
    trace = Trace.objects.get()
    assert (trace.act, trace.what, trace.facts) == ("team_renamed", f"team {team.pk}", {})


def test_name_of_another_team_is_refused(event, party):
    make_team(event, "1A")

    with pytest.raises(teams.TeamNameTaken):
        teams.rename(make_team(event, "1B"), "1A", by=party, at=NOW)

    assert names(event) == ["1A", "1B"]


def test_team_that_wrote_stays_and_one_that_did_not_can_go(event, party):
    wrote, empty = make_team(event, "1A"), make_team(event, "1B")
    line = Line(uuid.uuid4(), "yorm-bopha", "person", 1, team=wrote.pk)
    ledger.record(event, entries=[line], by=make_role(event=event), channel="tap", at=NOW)

    with pytest.raises(teams.TeamCounts):
        teams.remove(wrote, by=party, at=NOW)
    teams.remove(empty, by=party, at=NOW)
    teams.remove(Team(pk=empty.pk, event=event), by=party, at=NOW)

    assert names(event) == ["1A"]
    assert Trace.objects.filter(act="team_removed").count() == 1

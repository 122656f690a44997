"""The page of teams, and the ranking everybody sees."""

import io
import uuid

import pikepdf
import pytest

from events.models import Team, Trace
from letters import ledger
from letters.ledger import Line
from tests.makers import NOW, make_case, make_device_role, make_event, make_team
from tests.pages import text_of
from tests.paper import text_of as words_of

pytestmark = pytest.mark.django_db

ADDRESS = "/events/library/teams/"


@pytest.fixture
def event():
    return make_event(slug="library", cases=[make_case(slug="yorm-bopha")])


def phone_at(event):
    return event.roles.filter(device__isnull=False).first() or make_device_role(event)


def log(event, team, quantity):
    line = Line(uuid.uuid4(), "yorm-bopha", "authority", quantity, team=team.pk)
    ledger.record(event, entries=[line], by=phone_at(event), channel="tap", at=NOW)


def names():
    return list(Team.objects.values_list("name", flat=True))


def test_teams_are_made_one_a_line_and_once(organiser):
    for _ in range(2):
        page = organiser.post(ADDRESS, {"act": "make", "names": "1A\r\n 1  B \n\n1A"}, follow=True)

    assert names() == ["1 B", "1A"]
    assert "These teams were there already." in text_of(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "This field is required."), ("a" * 81, "is too long"), ("\x00", "Null characters")],
)
def test_names_that_are_none_get_a_sentence(organiser, typed, sentence):
    page = organiser.post(ADDRESS, {"act": "make", "names": typed})

    assert (page.status_code, names()) == (422, [])
    assert sentence in text_of(page)


def test_more_than_two_hundred_are_refused_and_stay_typed(organiser):
    typed = "\n".join(f"team {n}" for n in range(201))

    page = organiser.post(ADDRESS, {"act": "make", "names": typed})

    assert (page.status_code, names()) == (422, [])
    assert "An event has at most 200 teams." in text_of(page)
    assert "team 200" in page.content.decode()


def test_team_is_renamed_but_not_like_another(organiser, event):
    team = make_team(event)
    make_team(event, "1B")

    organiser.post(ADDRESS, {"act": "rename", "team": team.pk, "name": "1C"})
    taken = organiser.post(ADDRESS, {"act": "rename", "team": team.pk, "name": "1B"})

    assert names() == ["1B", "1C"]
    assert taken.status_code == 422
    assert "Another team has this name already." in text_of(taken)
    assert taken.content.decode().count("<details open>") == 1


def test_team_without_letters_is_removed_and_one_that_wrote_stays(organiser, event):
    wrote, silent = make_team(event), make_team(event, "1B")
    log(event, wrote, 3)

    organiser.post(ADDRESS, {"act": "remove", "team": silent.pk})
    stays = organiser.post(ADDRESS, {"act": "remove", "team": wrote.pk}, follow=True)

    assert names() == ["1A"]
    assert "Letters were counted for this team, so it stays." in text_of(stays)
    assert Trace.objects.get().act == "team_removed"


@pytest.mark.parametrize("team", ["0", "x", "", "9" * 30])
def test_team_that_is_not_there_is_not_found(organiser, team):
    assert organiser.post(ADDRESS, {"act": "remove", "team": team}).status_code == 404


def test_team_of_another_event_is_not_found(organiser):
    there = make_team(make_event())

    assert organiser.post(ADDRESS, {"act": "remove", "team": there.pk}).status_code == 404
    assert names() == ["1A"]


def test_ranking_stands_on_the_public_page_once_a_team_wrote(organiser, client, event):
    team = make_team(event)
    before = text_of(client.get("/events/library/"))
    log(event, team, 3)

    assert "Letters by team" not in before
    assert "Letters by team 1A 3" in text_of(client.get("/events/library/"))
    assert "1. 1A 3" in text_of(organiser.get(ADDRESS))


@pytest.mark.parametrize("number", [1, 3])
def test_costs_the_same_for_one_team_and_for_three(organiser, event, number, django_assert_max_num_queries):
    for n in range(number):
        log(event, make_team(event, f"team {n}"), n + 1)

    with django_assert_max_num_queries(6):
        assert organiser.get(ADDRESS).status_code == 200
    with django_assert_max_num_queries(10):
        assert organiser.get("/events/library/").status_code == 200


def test_each_team_that_wrote_gets_a_certificate_of_its_own(organiser, event):
    first, second = make_team(event, "1A"), make_team(event, "The choir")
    log(event, first, 12)
    log(event, second, 30)
    make_team(event, "Those who wrote nothing")

    assert "Certificates for the teams" in text_of(organiser.get(ADDRESS))
    answer = organiser.get("/events/library/teams/certificates.pdf")

    assert answer["Content-Type"] == "application/pdf"
    book = pikepdf.open(io.BytesIO(answer.content))
    assert len(book.pages) == 2
    for page, words in ((1, ("The choir", "30")), (2, ("1A", "12"))):
        said = words_of(answer.content, "-f", str(page), "-l", str(page))
        assert [word for word in words if word not in said] == []


def test_without_a_letter_there_is_no_certificate(organiser, event):
    make_team(event)

    answer = organiser.get("/events/library/teams/certificates.pdf", follow=True)

    assert "No team has written a letter yet." in text_of(answer)

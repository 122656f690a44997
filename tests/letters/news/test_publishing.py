"""Good news reaches each place that wrote, with its own number, and each writer who asked for it."""

import datetime as dt
import uuid

import pytest

from cases.models import Milestone
from events.models import Mail, Trace
from events.parties import Party
from letters import ledger, publishing
from letters.models import Follower, Publication
from tests.makers import (
    NOW,
    make_campaign,
    make_case,
    make_counters,
    make_device_role,
    make_event,
    make_milestone,
    make_role,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/sections/poland/news/"


@pytest.fixture
def campaign():
    return make_campaign(slug="rehearsal")


@pytest.fixture
def section(campaign):
    section = make_section(slug="poland")
    section.participations.get_or_create(campaign=campaign)
    return section


@pytest.fixture
def case(campaign):
    return make_case(slug="yorm", name="Yorm", campaign=campaign)


@pytest.fixture
def news(case):
    return make_milestone(case, kind="released", happened_on=dt.date(2026, 12, 10))


@pytest.fixture
def coordinator(section):
    return make_role("coordinator", section=section).user


def wrote(section, case, letters, *organisers, name="Library"):
    """An event of the section that wrote so many letters for the case."""
    event = make_event(section=section, campaign=case.campaigns.get(), cases=[case], name=name)
    if letters:
        make_counters(event, case, quantity=letters)
    for user in organisers:
        make_role("organiser", event=event, user=user)
    return event


def follower(case, email, *, confirmed=True):
    return Follower.objects.create(
        case=case,
        email=email,
        language="en",
        token_hash=uuid.uuid4().hex,
        asked_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )


def publish(news, section, user, words=""):
    return publishing.publish(news, section, words=words, by=Party(user), at=NOW)


def test_each_place_hears_its_own_number(section, case, news, coordinator):
    ola, jan = make_user("ola@example.org"), make_user("jan@example.org")
    wrote(section, case, 146, ola, name="Library")
    wrote(section, case, 3, jan, name="School")
    wrote(section, case, 0, make_user("none@example.org"), name="Empty")

    publication = publish(news, section, coordinator, words="Thank you all.")

    sent = {mail.to: mail for mail in Mail.objects.filter(name="news_to_place")}
    assert set(sent) == {"ola@example.org", "jan@example.org"}
    assert sent["ola@example.org"].subject == "Good news of Yorm, and your 146 letters"
    assert "Library: your 146 letters" in sent["ola@example.org"].body
    assert "School: your 3 letters" in sent["jan@example.org"].body
    assert "10 December 2026" in sent["jan@example.org"].body
    assert "Thank you all." in sent["jan@example.org"].body
    assert (publication.places, publication.writers) == (2, 0)


def test_what_is_held_back_is_in_no_number(section, case, news, coordinator):
    event = wrote(section, case, 0, make_user("ola@example.org"))
    phone = make_device_role(event)
    for quantity in (500, 7):
        line = ledger.Line(uuid.uuid4(), "yorm", "person", quantity)
        ledger.record(event, entries=[line], by=phone, channel="tap", at=NOW)

    publish(news, section, coordinator)

    assert "500 letters" in Mail.objects.get(name="news_to_place").body


def test_organiser_of_two_places_has_one_mail_with_both_numbers(section, case, news, coordinator):
    ola = make_user("ola@example.org")
    wrote(section, case, 100, ola, name="Library")
    wrote(section, case, 46, ola, name="School")

    publish(news, section, coordinator)

    mail = Mail.objects.get(name="news_to_place")
    assert mail.subject == "Good news of Yorm, and your 146 letters"
    assert "Library: your 100 letters" in mail.body
    assert "School: your 46 letters" in mail.body


def test_writers_of_that_case_hear_it_and_their_addresses_are_gone(section, case, news, coordinator):
    other = make_case(campaign=case.campaigns.get())
    follower(case, "writer@example.org")
    follower(case, "unsure@example.org", confirmed=False)
    follower(other, "other@example.org")

    publication = publish(news, section, coordinator)

    assert [mail.to for mail in Mail.objects.filter(name="news_to_writer")] == ["writer@example.org"]
    assert {row.email for row in Follower.objects.all()} == {"unsure@example.org", "other@example.org"}
    assert publication.writers == 1


def test_news_told_twice_is_told_once(section, case, news, coordinator):
    wrote(section, case, 5, make_user("ola@example.org"))

    first, second = publish(news, section, coordinator), publish(news, section, coordinator)

    assert (first.pk, Mail.objects.count(), Publication.objects.count()) == (second.pk, 1, 1)
    assert [trace.act for trace in Trace.objects.all()] == ["news_published"]


def test_place_of_another_section_is_not_told(section, case, news, coordinator):
    wrote(make_section(), case, 5, make_user("far@example.org"))

    publish(news, section, coordinator)

    assert Mail.objects.count() == 0


@pytest.mark.parametrize("kind", ["re_arrested", "arrested", "setback", "still_waiting"])
def test_setback_is_not_sent(section, case, coordinator, kind):
    with pytest.raises(publishing.NoGoodNews):
        publish(make_milestone(case, kind=kind), section, coordinator)


def test_news_of_a_case_that_the_section_does_not_write_for_is_refused(section, coordinator):
    news = make_milestone(make_case(), kind="released")

    with pytest.raises(publishing.NotYourNews):
        publish(news, section, coordinator)

    assert Publication.objects.count() == 0


class TestDesk:
    """What the coordinator sees."""

    @pytest.fixture
    def desk(self, client, coordinator, settings):
        settings.MFA = "optional"
        client.force_login(coordinator)
        return client

    def form(self, yorm, **fields):
        return {
            "key": str(uuid.UUID(int=7)),
            "case": yorm.pk,
            "kind": "released",
            "when": "2026-11",
            "text_en": "She is free.",
            "text_pl": "Jest wolna.",
            "source": "Her lawyer",
        } | fields

    def test_something_that_happened_is_kept_once(self, desk, case):
        answers = [desk.post(ADDRESS, self.form(case)) for _ in range(2)]

        milestone = Milestone.objects.get()
        assert {answer["Location"] for answer in answers} == {f"{ADDRESS}{milestone.pk}/"}
        assert (milestone.partial_date, milestone.kind, milestone.source) == (
            "2026-11",
            "released",
            "Her lawyer",
        )
        assert {row.language_code: row.text for row in milestone.translations.all()} == {
            "en": "She is free.",
            "pl": "Jest wolna.",
        }

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("when", "14.12.2026", "Write the date like"),
            ("when", "2999", "This is still to come"),
            ("kind", "", "This field is required"),
            ("source", "", "This field is required"),
            ("case", "999999", "Select a valid choice"),
            ("key", "x", "Enter a valid UUID"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, desk, case, field, value, sentence):
        answer = desk.post(ADDRESS, self.form(case, **{field: value}))

        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "She is free." in answer.content.decode()
        assert Milestone.objects.count() == 0

    def test_news_without_words_is_refused(self, desk, case):
        answer = desk.post(ADDRESS, self.form(case, text_en="", text_pl=""))

        assert answer.status_code == 422
        assert "Say in a sentence what happened." in answer.content.decode()

    def test_page_shows_whom_it_reaches_and_tells_them(self, desk, section, case, news):
        wrote(section, case, 146, make_user("ola@example.org"), name="The Library")
        follower(case, "writer@example.org")

        page = desk.get(f"{ADDRESS}{news.pk}/").content.decode()
        told = desk.post(f"{ADDRESS}{news.pk}/", {"words": "Hurrah"}, follow=True).content.decode()

        assert "The Library" in page
        assert "your 146 letters" in page
        assert "ola@example.org" not in page
        assert "The news is on its way." in told
        assert "Hurrah" in told
        assert sorted(mail.to for mail in Mail.objects.all()) == ["ola@example.org", "writer@example.org"]

    def test_setback_has_no_button(self, desk, case):
        milestone = make_milestone(case, kind="re_arrested")

        page = desk.get(f"{ADDRESS}{milestone.pk}/").content.decode()

        assert "Only good news is sent" in page
        assert "Tell them now" not in page

    def test_news_of_a_foreign_case_is_not_there(self, desk):
        milestone = make_milestone(make_case(), kind="released")

        assert desk.get(f"{ADDRESS}{milestone.pk}/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_pages_ask_the_same_for_one_and_for_three(
        self, desk, section, case, news, django_assert_max_num_queries, rows
    ):
        for _ in range(rows):
            make_milestone(case, kind="released")
            wrote(section, case, 5, make_user())

        with django_assert_max_num_queries(10):
            desk.get(ADDRESS)
        with django_assert_max_num_queries(10):
            desk.get(f"{ADDRESS}{news.pk}/")

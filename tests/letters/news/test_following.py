"""Who wants to hear what becomes of a case leaves an address for that case alone, and says so twice."""

import datetime as dt
import re

import pytest

from events import mails
from events.models import Mail
from letters import following
from letters.models import Follower
from tests.makers import NOW, make_case
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(slug="yorm", name="Yorm")


def ask(case, email="ola@example.org", at=NOW, language="en"):
    """The token in the mail that the address got."""
    following.ask(case, email=email, language=language, at=at)
    return token_in(Mail.objects.order_by("id").last().body)


def token_in(body):
    return re.search(r"/news/([^/\s]+)/", body)[1]


def test_address_is_followed_once_its_owner_said_so(case):
    token = ask(case)
    assert Follower.objects.get().confirmed_at is None

    for _ in range(2):
        following.confirm(following.find(token), at=NOW + dt.timedelta(hours=1))

    follower = Follower.objects.get()
    assert (follower.email, follower.case, follower.confirmed_at) == (
        "ola@example.org",
        case,
        NOW + dt.timedelta(hours=1),
    )


def test_token_is_kept_as_a_hash_alone(case):
    token = ask(case)

    assert token not in str(Follower.objects.values().get())


def test_address_asked_twice_is_one_and_the_first_link_works_no_more(case):
    first = ask(case)
    second = ask(case, email="OLA@example.org", at=NOW + dt.timedelta(minutes=1))

    assert Follower.objects.count() == 1
    assert (following.find(first), following.find(second)) == (None, Follower.objects.get())


def test_address_confirmed_before_gets_the_link_that_ends_it(case):
    following.confirm(following.find(ask(case)), at=NOW)

    token = ask(case, at=NOW + dt.timedelta(minutes=1))

    assert Mail.objects.order_by("id").last().name == "follow_already"
    following.end(following.find(token))
    assert Follower.objects.count() == 0


def test_third_mail_within_the_hour_is_not_written(case):
    for minute in range(3):
        following.ask(case, email="ola@example.org", language="en", at=NOW + dt.timedelta(minutes=minute))
    assert Mail.objects.count() == 2

    following.ask(case, email="ola@example.org", language="en", at=NOW + dt.timedelta(hours=1))

    assert Mail.objects.count() == 3


def test_mailbox_is_not_filled_by_way_of_many_cases():
    for number in range(following.MAILS_AN_HOUR_IN_ALL + 3):
        following.ask(make_case(slug=f"case-{number}"), email="ola@example.org", language="en", at=NOW)

    assert Mail.objects.count() == following.MAILS_AN_HOUR_IN_ALL


def test_mail_speaks_the_language_of_the_page_it_was_asked_on(case):
    ask(case, language="pl")

    assert "/pl/news/" in Mail.objects.get().body


def test_every_mail_of_news_has_a_sample():
    for name in ("follow_confirm", "follow_already", "news_to_place", "news_to_writer"):
        written = mails.written(name, mails.SAMPLES[name](), language="en")
        assert "Yorm Bopha" in written.subject
        assert "None" not in written.body


class TestPages:
    """What the writer sees."""

    def test_case_page_leads_to_the_form(self, client, case):
        assert '<a class="more" href="/cases/yorm/news/">' in client.get("/cases/yorm/").content.decode()

    def test_form_takes_an_address_and_says_to_look_into_the_mailbox(self, client, case):
        answer = client.post("/cases/yorm/news/", {"email": "ola@example.org"})

        assert answer.status_code == 200
        assert "Now look into your mailbox" in answer.content.decode()
        assert "ola@example.org" not in answer.content.decode()
        assert Mail.objects.get().to == "ola@example.org"

    def test_what_is_no_address_is_kept_with_a_sentence(self, client, case):
        answer = client.post("/cases/yorm/news/", {"email": "ola at example"})

        assert answer.status_code == 422
        assert 'value="ola at example"' in answer.content.decode()
        assert Follower.objects.count() == 0

    def test_answer_is_the_same_for_an_address_that_follows_already(self, client, case):
        fresh = client.post("/cases/yorm/news/", {"email": "ola@example.org"})
        following.confirm(Follower.objects.get(), at=Follower.objects.get().asked_at)
        again = client.post("/cases/yorm/news/", {"email": "ola@example.org"})

        assert fresh.content == again.content

    def test_too_many_addresses_from_one_place_wait(self, client, case, monkeypatch):
        monkeypatch.setattr("letters.views.following.ASKED_BY_ADDRESS", (1, 3600))
        client.post("/cases/yorm/news/", {"email": "a@example.org"})

        answer = client.post("/cases/yorm/news/", {"email": "b@example.org"})

        assert answer.status_code == 429
        assert Follower.objects.count() == 1

    def test_case_that_is_not_public_is_not_there(self, client):
        make_case(slug="hidden", is_public=False)

        assert client.get("/cases/hidden/news/").status_code == 404

    def test_looking_at_the_link_changes_nothing_and_the_button_confirms(self, client, case):
        address = f"/news/{ask(case)}/"
        looked = client.get(address).content.decode()
        assert Follower.objects.get().confirmed_at is None
        assert "Yes, write to me" in looked

        answer = client.post(address, {"act": "confirm"}, follow=True)

        assert "We will write to you" in answer.content.decode()
        assert Follower.objects.get().confirmed_at is not None

    @pytest.mark.parametrize("form", [{"act": "end"}, {"List-Unsubscribe": "One-Click"}])
    def test_one_click_ends_it_however_often(self, client, case, form):
        address = f"/news/{ask(case)}/"

        answers = [client.post(address, form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert "Your address is forgotten" in answers[0].content.decode()
        assert Follower.objects.count() == 0

    def test_link_that_works_no_more_says_so(self, client):
        for answer in (client.get("/news/made-up/"), client.post("/news/made-up/", {"act": "confirm"})):
            assert answer.status_code == 410
            assert "This link works no more" in text_of(answer)
        assert client.post("/news/made-up/", {"act": "dance"}).status_code == 404

import logging

import pytest
from django.conf import settings
from django.test import Client

from events import invitations
from events.models import Device, Invitation, Role
from events.parties import hash_of
from events.views import joining as views
from tests.makers import NOW, make_event, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    event = make_event(slug="library")
    return invitations.make_invitation(event, label="poster", at=NOW)[1]


@pytest.fixture(autouse=True)
def spans_that_no_test_outlasts(monkeypatch):
    """A minute may end in the middle of a test; a day does so once a day."""
    monkeypatch.setattr(views, "BY_DEVICE", ((10, 86_400),))
    monkeypatch.setattr(views, "BY_ADDRESS", ((20, 86_400),))


def post(client, code, nickname="Ola", **more):
    return client.post("/join/", {"code": code, "nickname": nickname, **more})


def test_the_page_works_without_script(client):
    page = client.get("/join/")

    text = page.content.decode()
    assert 'name="code"' in text
    assert 'name="nickname"' in text
    assert "no-store" in page["Cache-Control"]


def test_code_and_nickname_lead_to_the_event_s_counter(client, token):
    answer = post(client, token)

    assert (answer.status_code, answer["Location"]) == (302, "/events/library/count/")
    assert client.get(answer["Location"]).status_code == 200


def test_the_cookie_is_a_volunteer_s_key_that_scripts_cannot_read(client, token):
    cookie = post(client, token).cookies[settings.DEVICE_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Lax",
        "/",
        60 * 24 * 3600,
    )
    assert Device.objects.get().key_hash == hash_of(cookie.value)


def test_the_code_may_be_typed_in_small_letters_with_spaces(client, token):
    assert post(client, " ".join(token.lower())).status_code == 302


def test_the_form_sent_twice_makes_one_volunteer(client, token):
    phone = client.get("/join/").context["form"].initial["phone"]
    post(client, token, phone=phone)

    post(Client(), token, phone=phone)

    assert Role.objects.count() == 1


def test_a_revoked_invitation_closes_the_counter_with_the_next_request(client, token):
    address = post(client, token)["Location"]
    role = Role.objects.get()

    invitations.revoke(Invitation.objects.filter(pk=role.invitation_id), at=NOW)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("code", "nickname", "sentence"),
    [
        ("", "Ola", "Please type the code from your invitation."),
        ("K7QD", "Ola", "A code has 26 letters and numbers."),
        ("0" * 26, "Ola", "We do not know this code."),
        ("\0" * 26, "Ola", "Null characters are not allowed."),
        ("x" * 400, "Ola", "at most 300 characters"),
        ("0" * 26, "", "Please choose a name for yourself."),
        ("0" * 26, "O" * 41, "at most 40 characters"),
        ("0" * 26, "Ola\u202egro", "signs that can be seen"),
        ("0" * 26, "\u2066\u2069", "signs that can be seen"),
        ("0" * 26, "a\x07b", "signs that can be seen"),
        ("0" * 26, "\u200d\u200d", "at least one letter or number"),
    ],
)
def test_wrong_input_gets_a_sentence_and_stays_in_its_field(client, code, nickname, sentence):
    answer = post(client, code, nickname)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert answer.context["form"]["nickname"].value() == nickname
    assert Role.objects.count() == 0


@pytest.mark.parametrize("nickname", ["Ола", "عُلا", "👩‍🚀", "می‌روم", "O'la", "1A 7"])
def test_any_name_will_do(client, token, nickname):
    post(client, token, nickname)

    assert Role.objects.get().nickname == nickname


def test_somebody_signed_in_joins_with_their_account_and_gets_no_device(client, token):
    user = make_user()
    client.force_login(user)

    answer = post(client, token)

    assert Role.objects.get().user == user
    assert settings.DEVICE_COOKIE_NAME not in answer.cookies


def test_a_form_that_is_not_ours_is_refused(token):
    client = Client(enforce_csrf_checks=True)

    assert post(client, token).status_code == 403
    assert Role.objects.count() == 0


def test_guessing_is_slowed_down_and_what_was_typed_stays(client):
    client.cookies[settings.DEVICE_COOKIE_NAME] = "some key"
    for _ in range(10):
        post(client, "0" * 26)

    answer = post(client, "0" * 26, "Ola")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert answer.context["form"]["nickname"].value() == "Ola"


def test_another_phone_at_the_same_address_is_not_held_up(client, token):
    other = Client()
    other.cookies[settings.DEVICE_COOKIE_NAME] = "some key"
    for _ in range(12):
        post(other, "0" * 26)

    assert post(client, token).status_code == 302


def test_a_phone_that_changes_its_cookie_is_held_up_by_its_address(client, token):
    for n in range(20):
        client.cookies[settings.DEVICE_COOKIE_NAME] = f"key {n}"
        post(client, "0" * 26)

    assert post(Client(), token).status_code == 429


def test_the_token_stands_in_no_address_and_in_no_log(client, token, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = post(client, token)

    assert token not in answer["Location"]
    assert token not in caplog.text


def test_a_token_in_the_query_is_not_taken_up(client, token):
    page = client.get(f"/join/?code={token}")

    assert token not in page.content.decode()

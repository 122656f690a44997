"""Accounts: signing up and in, second steps, and what a stranger cannot learn."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from events.models import User
from marathon.policy import RULES
from tests.makers import make_event, make_role, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough word"


@pytest.fixture(autouse=True)
def no_limits_of_another_test():
    cache.clear()


def code_in(mail):
    return re.search(r"\n\n([A-Z0-9-]{6,})\n\n", mail.body).group(1)


def confirm_access(client):
    """What is asked before anything that could lock somebody out."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_sign_up_with_a_code_by_mail(client, mailoutbox):
    client.post("/pl/accounts/signup/", {"email": "Ada@Example.net", "password1": PASSWORD})
    answer = client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})

    assert answer["Location"] == "/me/"
    user = User.objects.get()
    assert (user.email, user.language, user.roles.count()) == ("ada@example.net", "pl", 0)
    assert client.get("/me/").status_code == 200


def test_sign_in_with_a_password(client):
    make_user("ada@example.net")

    answer = client.post("/accounts/login/", {"login": "ada@example.net", "password": PASSWORD})

    assert answer["Location"] == "/me/"


def test_sign_in_with_a_code_by_mail(client, mailoutbox):
    make_user("ada@example.net")

    client.post("/accounts/login/code/", {"email": "ada@example.net"})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[0])})

    assert answer["Location"] == "/me/"


def test_new_password_with_a_code_by_mail(client, mailoutbox):
    make_user("ada@example.net")

    client.post("/accounts/password/reset/", {"email": "ada@example.net"})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
    new = "another long word"
    client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})

    answer = Client().post("/accounts/login/", {"login": "ada@example.net", "password": new})
    assert answer["Location"] == "/me/"


def test_second_step_is_asked_at_the_next_sign_in(client):
    user = make_user("ada@example.net")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")

    answer = client.post("/accounts/login/", {"login": "ada@example.net", "password": PASSWORD})

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302


def test_second_step_is_set_up_with_an_authenticator_app(client):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    make_user("ada@example.net")
    client.post("/accounts/login/", {"login": "ada@example.net", "password": PASSWORD})
    assert "/accounts/reauthenticate/" in client.get("/accounts/2fa/totp/activate/")["Location"]
    confirm_access(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))

    client.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, counter))})

    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


@pytest.mark.parametrize(
    ("address", "field"),
    [("/accounts/login/code/", "email"), ("/accounts/password/reset/", "email")],
)
def test_stranger_cannot_learn_who_has_an_account(mailoutbox, address, field):
    make_user("ada@example.net")

    known = Client().post(address, {field: "ada@example.net"})
    unknown = Client().post(address, {field: "eve@example.net"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [mail.to for mail in mailoutbox] == [["ada@example.net"], ["eve@example.net"]]


def test_stranger_cannot_learn_it_by_signing_up(mailoutbox):
    make_user("ada@example.net")

    known = Client().post("/accounts/signup/", {"email": "ada@example.net", "password1": PASSWORD})
    unknown = Client().post("/accounts/signup/", {"email": "eve@example.net", "password1": PASSWORD})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_wrong_password_reads_the_same_with_and_without_an_account():
    make_user("ada@example.net")

    def errors(email):
        answer = Client().post("/accounts/login/", {"login": email, "password": "something wrong"})
        return answer.context["form"].errors

    assert errors("ada@example.net") == errors("eve@example.net") != {}


def test_guessing_is_slowed_and_no_address_of_a_machine_is_kept(client, keys_in_cache):
    make_user("ada@example.net")
    form = {"login": "ada@example.net", "password": "something wrong"}
    for _ in range(6):
        answer = client.post("/accounts/login/", form, REMOTE_ADDR="203.0.113.77")

    assert "Too many failed" in str(answer.context["form"].errors)
    right = client.post("/accounts/login/", form | {"password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
    assert right.status_code == 200
    keys = keys_in_cache()
    assert keys
    assert not any("203.0.113" in key or "ada@" in key for key in keys)


def test_too_many_tries_are_answered_with_429(client):
    for _ in range(21):
        answer = client.post("/accounts/signup/", {"email": "x"})

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert b"too often" in answer.content


def test_mails_are_plain_text_in_the_language_of_the_page(client, mailoutbox):
    make_user("ada@example.net")

    client.post("/accounts/login/code/", {"email": "ada@example.net"})

    mail = mailoutbox[0]
    assert mail.alternatives == []
    assert mail.body.startswith("Hello,\n")
    assert mail.body.rstrip().endswith("Letter Marathon\ntestserver")


ACCOUNT_PAGES = sorted(
    name
    for name, rule in RULES.items()
    if name.startswith(("account_", "mfa_")) and name not in ("mfa_remove_webauthn", "mfa_edit_webauthn")
)


@pytest.mark.parametrize("prefix", ["", "/pl"])
def test_account_pages_are_in_our_look_without_anything_inline(client, prefix):
    from django.urls import reverse
    from django.utils import translation

    user = make_user("ada@example.net")
    wrong, seen = [], 0
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    confirm_access(client)
    with translation.override(prefix.strip("/") or "en"):
        addresses = [reverse(name) for name in ACCOUNT_PAGES]
    for who, address in [(who, address) for who in (client, Client()) for address in addresses]:
        answer = who.get(address)
        assert answer.status_code in (200, 302, 404, 405), address
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        seen += 1
        page = answer.content.decode()
        scripts = re.findall(r"<script\b([^>]*)>", page)
        inline = [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag]
        if inline or re.search(r"\s(style|on\w+)=", page) or page.count("<h1") != 1 or "wordmark" not in page:
            wrong.append(address)

    assert wrong == []
    assert seen > 15


def test_passkey_page_gives_the_browser_what_it_needs(client):
    user = make_user("ada@example.net")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    confirm_access(client)
    page = client.get("/accounts/2fa/webauthn/add/")

    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": "Letter Marathon"}
    assert "mfa/js/webauthn.js" in page.content.decode()


def test_passkey_sign_in_begins_with_a_challenge(client):
    answer = client.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"})

    assert "challenge" in json.loads(answer.content)["request_options"]["publicKey"]


def test_address_after_signing_in_stays_on_our_host(client):
    make_user("ada@example.net")

    answer = client.post(
        "/accounts/login/?next=https://evil.example/",
        {"login": "ada@example.net", "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert answer["Location"] == "/me/"


def test_signing_in_changes_the_session(client):
    make_user("ada@example.net")
    client.get("/accounts/login/")
    client.session["before"] = True
    before = client.session.session_key

    client.post("/accounts/login/", {"login": "ada@example.net", "password": PASSWORD})

    assert client.session.session_key != before


def test_signing_out_takes_a_form(client):
    client.force_login(make_role("organiser", event=make_event()).user)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302

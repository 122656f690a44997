"""The floor of safety and privacy under every answer."""

import errno
import gzip
import json
import smtplib

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from marathon import errors
from marathon.policy import RULES, anyone, is_work
from tests.makers import make_event, make_user

pytestmark = pytest.mark.django_db

# Addresses whose pages carry a form of ours, or that the API's own tests ask.
WITH_FORMS = ("join", "account_", "mfa_", "api:", "api_nothing", "media")


@pytest.fixture
def public_addresses():
    """Every public address that anybody may read, for things that are there."""
    event = make_event()
    case = event.cases.get()
    campaign, section = event.campaign.slug, event.section.slug
    event.section.campaigns.add(event.campaign)
    known = {
        "case": [case.slug],
        "desk": [case.slug],
        "event": [event.slug],
        "event_calendar": [event.slug],
        "share": [event.slug],
        "campaign_tally": [campaign],
        "campaign_tally_json": [campaign],
        "campaign_tally_csv": [campaign],
        "campaign_tally_embed": [campaign],
        "section_tally": [campaign, section],
        "section_tally_json": [campaign, section],
        "section_tally_csv": [campaign, section],
    }
    return {
        name: reverse(name, args=known.get(name, []))
        for name, rule in RULES.items()
        if rule.who is anyone and not is_work(name) and not name.startswith(WITH_FORMS)
    }


def test_public_address_sets_no_cookie_and_knows_no_reader(public_addresses, client):
    wrong = {}
    for name, address in public_addresses.items():
        answer = client.get(address)
        varies = answer.get("Vary", "")
        if answer.cookies or "Cookie" in varies or "Accept-Language" in varies or answer.status_code == 500:
            wrong[name] = (answer.status_code, dict(answer.cookies), varies)

    assert wrong == {}
    assert len(public_addresses) > 15


def test_public_address_reads_no_session_of_somebody_signed_in(public_addresses, client):
    client.force_login(make_user())
    wrong = []
    for name, address in public_addresses.items():
        answer = client.get(address)
        if "private" in answer.get("Cache-Control", "") or "Cookie" in answer.get("Vary", ""):
            wrong.append(name)

    assert wrong == []


def test_page_of_work_is_kept_by_nobody(client):
    client.force_login(make_user())

    for address in ("/me/", "/accounts/email/", "/accounts/2fa/"):
        assert client.get(address)["Cache-Control"] == "private, no-store"


def test_every_answer_carries_the_headers(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    for address in ("/why/", "/made-up/", "/healthz", "/accounts/login/", "/api/made-up"):
        answer = client.get(address)

        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "status"), [("/made-up/", 404), ("/cases/made-up/", 404), ("/media/made-up.png", 404)]
)
def test_development_shows_the_same_page_where_there_is_nothing(client, settings, address, status):
    settings.DEBUG = True

    answer = client.get(address, headers={"accept-encoding": "gzip"})
    page = gzip.decompress(answer.content) if "Content-Encoding" in answer else answer.content

    assert answer.status_code == status
    assert b"There is nothing at this address." in page
    assert b"DEBUG = True" not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_styles_are_light_in_development(client, settings):
    settings.DEBUG = True

    answer = client.get("/static/css/site.css", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == (settings.BASE_DIR / "static/css/site.css").read_bytes()


def test_stored_picture_can_do_nothing(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("portraits/ab.png", ContentFile(b"\x89PNG\r\n"))

    answer = client.get("/media/portraits/ab.png")

    assert b"".join(answer.streaming_content) == b"\x89PNG\r\n"
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    "address", ["/media/portraits/page.html", "/media/../secret-key.png", "/media/%00.png", "/media/none.png"]
)
def test_nothing_else_is_handed_out_of_the_store(client, settings, tmp_path, address):
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("portraits/page.html", ContentFile(b"<script>"))
    (tmp_path / "secret-key.png").write_text("secret")

    assert client.get(address).status_code == 404


class TestAway:
    """What is away is a 503 that says when to come back."""

    @pytest.fixture
    def locked(self, monkeypatch):
        """A database that refuses every statement, after the test's data is in it."""

        def refuse(execute, sql, params, many, context):
            raise OperationalError("database is locked: SELECT secret FROM events_user")

        with connection.execute_wrapper(refuse):
            yield

    def test_page_of_an_event(self, client, locked):
        answer = client.get("/events/somewhere/")

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert b"not ready just now" in answer.content
        assert b"secret" not in answer.content

    def test_right_that_cannot_be_looked_up(self, locked):
        from django.conf import settings

        client = Client()
        client.cookies[settings.DEVICE_COOKIE_NAME] = "a device's key"
        page = client.get("/events/somewhere/count/")
        api = client.post("/api/v1/events/somewhere/entries", {}, content_type="application/json")

        assert (page.status_code, api.status_code) == (503, 503)
        assert (api["Retry-After"], json.loads(api.content)["code"]) == ("5", "unavailable")

    def test_session_that_cannot_be_read(self, client, locked):
        from django.conf import settings

        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

        assert client.get("/me/").status_code == 503

    def test_readiness_says_which_part(self, client, locked):
        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert answer.json()["database"] == "away"
        assert answer.json()["storage"] == "ready"
        assert client.get("/healthz").content == b"ok"

    def test_cache_that_is_away(self, client, settings):
        location = "redis://127.0.0.1:1/0"
        backend = "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}

        answer = client.post("/accounts/login/code/", {"email": "ada@example.net"})

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert client.get("/readyz").json()["cache"] == "away"

    def test_mail_server_that_refuses(self, client, monkeypatch, caplog):
        def refuse(self, fail_silently=False):
            raise smtplib.SMTPRecipientsRefused({"ada@example.net": (550, b"no")})

        monkeypatch.setattr(mail.EmailMessage, "send", refuse)
        answer = client.post("/accounts/login/code/", {"email": "ada@example.net"})

        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "ada@" not in caplog.text

    def test_disk_that_is_full(self):
        assert errors.is_away(OSError(errno.ENOSPC, "No space left on device"))
        assert not errors.is_away(FileNotFoundError(errno.ENOENT, "portrait.png"))

    def test_programming_fault_stays_a_fault(self):
        assert not errors.is_away(ValueError())


@pytest.mark.parametrize(
    ("address", "code"), [("/join/", b"more than we can take"), ("/api/v1/events/x/entries", b'"too_large"')]
)
def test_body_that_is_too_large_is_413(client, address, code):
    answer = client.generic("POST", address, b"x" * (3 * 1024 * 1024), "application/json")

    assert answer.status_code == 413
    assert code in answer.content


def test_form_without_its_token_is_told_so_in_a_page():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert answer.status_code == 403
    assert b"<h1>" in answer.content

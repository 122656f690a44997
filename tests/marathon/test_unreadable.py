"""Requests that cannot be read are answered with a sentence, in development as in production."""

import gzip

import pytest
from django.test import Client

from marathon import errors
from tests.makers import make_case, make_device_role, make_event

pytestmark = pytest.mark.django_db

FIELDS = "&".join(f"a{number}=1" for number in range(600))
BODIES = [
    ("multipart/form-data", "--x"),
    ("application/x-www-form-urlencoded; charset=utf-16", "a=1"),
    ("application/x-www-form-urlencoded", FIELDS),
]


@pytest.fixture
def phone(settings) -> Client:
    make_device_role(make_event(slug="warszawa", cases=[make_case()]), "a key")
    # A fault of ours would be answered, not raised; and the CSRF check reads forms first.
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["device"], client.cookies["csrftoken"] = "a key", "c" * 32
    return client


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/join/", "/events/warszawa/count/", "/accounts/login/"])
@pytest.mark.parametrize(("content_type", "body"), BODIES)
def test_form_that_cannot_be_read_gets_a_sentence(phone, settings, debug, address, content_type, body):
    settings.DEBUG, settings.SECURE_SSL_REDIRECT = debug, False

    answer = phone.generic("POST", address, body, content_type=content_type)

    assert answer.status_code == 400
    assert "We could not understand this request." in answer.content.decode()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(("content_type", "body"), BODIES)
def test_form_that_cannot_be_read_is_no_batch(phone, settings, debug, content_type, body):
    settings.DEBUG = debug

    answer = phone.generic("POST", "/api/v1/events/warszawa/entries", body, content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
def test_address_with_too_many_parameters_gets_a_sentence(phone, settings, debug, accepted):
    settings.DEBUG = debug

    answer = phone.get("/accounts/login/?" + FIELDS, headers={"accept": accepted, "accept-encoding": "gzip"})

    page = gzip.decompress(answer.content) if "Content-Encoding" in answer else answer.content
    assert answer.status_code == 400
    assert b"We could not understand this request." in page


def test_developers_still_read_a_fault_of_ours(rf):
    fault = ZeroDivisionError("ours")

    report = errors.Report(rf.get("/"), type(fault), fault, None)

    assert "ZeroDivisionError" in report.get_traceback_text()
    assert errors.DJANGOS_SIGN in report.get_traceback_html()

"""The entries' address against its own OpenAPI, with bodies nobody would think of."""

import datetime as dt

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from marathon.wsgi import application
from tests.makers import make_case, make_device_role, make_event, make_opening

pytestmark = pytest.mark.django_db

COOKIES = {"csrftoken": "c" * 32, "device": "a-key"}
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.fixture(autouse=True)
def kept_connection():
    """The front door would close the connection inside the test's transaction; Django's client spares it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_any_body_is_answered_as_the_schema_says():
    event = make_event(slug="warszawa", cases=[make_case(slug="yorm-bopha")], opens=False)
    now = dt.datetime.now(dt.UTC)
    make_opening(event, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1))
    make_device_role(event, COOKIES["device"])
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, headers={"Host": "localhost"}
    )
    operation = schema["/api/v1/events/{slug}/entries"]["POST"]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    statuses = set()

    for mode in modes:

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            case.path_parameters = {"slug": "warszawa"}
            case.headers = {"Host": "localhost", "X-CSRFToken": "c" * 32, "Accept-Encoding": "identity"}
            case.cookies = COOKIES
            statuses.add(case.call_and_validate(checks=CHECKS).status_code)

        ask()
    assert statuses == {201, 400}

"""A marathon, one of its phones, and its organiser."""

import pytest

from events.parties import Party
from tests.makers import make_case, make_device_role, make_event, make_role


@pytest.fixture
def event():
    return make_event(slug="library", cases=[make_case(slug="yorm-bopha")], kinds=["person", "petition"])


@pytest.fixture
def phone(event):
    return make_device_role(event)


@pytest.fixture
def organiser(event):
    role = make_role("organiser", event=event)
    return Party(role.user)

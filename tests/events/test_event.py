"""What an event says of itself."""

import pytest

from tests.makers import make_event, make_opening

pytestmark = pytest.mark.django_db


def test_event_with_an_opening_for_pupils_is_for_pupils():
    event = make_event()
    make_opening(event, audience="pupils")

    assert event.is_for_pupils()


def test_event_for_everyone_and_for_guests_is_not_for_pupils(django_assert_num_queries):
    event = make_event()
    make_opening(event, audience="invited")

    with django_assert_num_queries(1):
        assert (event.is_for_pupils(), event.is_for_pupils()) == (False, False)

"""A prepared queryset says what the queryset says."""

import pytest

from events.models import Event
from events.prepared import Prepared
from tests.makers import NOW, make_event

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_queryset_with_their_annotations(django_assert_num_queries):
    event = make_event(slug="one", kinds=["person"])
    make_event(slug="two")
    by_slug = Prepared(lambda slug: Event.objects.public().with_span().filter(slug=slug), str)

    expected = Event.objects.with_span().get(slug="one")
    with django_assert_num_queries(1):
        (found,) = by_slug("one")

    assert found == event
    assert vars(found).keys() == vars(expected).keys()
    assert {**vars(found), "_state": 0} == {**vars(expected), "_state": 0}
    assert found.takes_entries_at(NOW) == event.takes_entries_at(NOW)


def test_each_asking_has_its_own_values():
    for slug in ("one", "two"):
        make_event(slug=slug)
    by_slug = Prepared(lambda slug: Event.objects.filter(slug=slug), str)

    assert [[event.slug for event in by_slug(slug)] for slug in ("two", "three", "one")] == [
        ["two"],
        [],
        ["one"],
    ]


def test_value_that_is_changed_on_its_way_is_refused():
    by_slug = Prepared(lambda slug: Event.objects.filter(slug__startswith=slug), str)

    with pytest.raises(TypeError, match="does not reach the database"):
        by_slug("o")

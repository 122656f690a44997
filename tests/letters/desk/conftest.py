"""A case with a letter to write."""

import pytest
from django.core.cache import cache

from tests.makers import make_addressee, make_case, make_wording


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def case():
    case = make_case(name="Yorm Bopha", slug="yorm-bopha")
    make_wording(make_addressee(case, key="authority"))
    return case


@pytest.fixture
def person(case):
    person = make_addressee(
        case, key="person", kind="person", office="Yorm Bopha", sender="initials", position=2
    )
    make_wording(person, body="{{ salutation }}\n\nBe well.\n\n{{ own_words }}\n\nWarmly,\n\n{{ sender }}")
    return person

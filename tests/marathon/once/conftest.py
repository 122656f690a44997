"""No act is done twice by a double click, a retry or two people at once: a file for each kind of act."""

import pytest

from tests.crowd import Crowd, crowd
from tests.marathon.once import PEOPLE


@pytest.fixture(scope="session")
def people(tmp_path_factory, django_db_setup, django_db_blocker) -> Crowd:
    """Four processes that stand ready for every test of this folder."""
    with django_db_blocker.unblock(), crowd(tmp_path_factory.mktemp("crowd"), PEOPLE) as together:
        yield together

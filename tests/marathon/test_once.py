"""No act is done twice by a double click, a retry or two people at once."""

import pytest

from tests.crowd import Crowd, crowd

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PEOPLE = 4
MAKERS = """
import uuid
from django.db.models import Sum
from events.models import *
from events.parties import Party
from letters.models import *
from tests.makers import *
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory, django_db_setup, django_db_blocker) -> Crowd:
    """Four processes that stand ready for every test of this file."""
    with django_db_blocker.unblock(), crowd(tmp_path_factory.mktemp("crowd"), PEOPLE) as together:
        yield together


def test_difference_is_settled_once(people):
    event = people.alone(MAKERS + "done = make_event(cases=[make_case(slug='once')]).pk")

    people.together(
        MAKERS
        + f"""
from letters import differences
event = Event.objects.get(pk={event})
role = make_role("organiser", event=event, user=make_user(uuid.uuid4().hex + "@example.org"))
differences.settle(
    event, {{("once", "person"): 3}}, key=uuid.UUID(int=9), by=role, channel="recount", at=NOW
)
"""
    )

    assert people.alone(MAKERS + f"done = [e.quantity for e in Entry.objects.filter(event={event})]") == [3]


def test_person_is_erased_once(people):
    user = people.alone(MAKERS + "done = make_user('erased@example.org').pk")

    done = people.together(
        MAKERS
        + f"""
from marathon import erasure
erasure.erase(Party(User(pk={user})), at=NOW)
done = "erased"
"""
    )

    assert done == ["erased"] * PEOPLE
    assert people.alone(MAKERS + "done = Trace.objects.filter(act='erased').count()") == 1


def test_of_the_last_two_coordinators_one_has_to_stay(people):
    users = people.alone(
        MAKERS
        + """
section = make_section()
done = [make_role("coordinator", section=section).user_id for _ in range(4)]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from marathon import erasure
user = User.objects.get(pk={users}[number])
erasure.erase(Party(user), at=NOW)
done = "erased"
"""
    )

    assert sorted(done) == ["LastCoordinator", "erased", "erased", "erased"]

"""What happens to a marathon: registered, approved, closed. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_marathon_is_registered_once(people):
    user, campaign, section, case = people.alone(
        MAKERS
        + """
said = make_registration()
done = [make_user("registers@example.org").pk, said.campaign.pk, said.section.pk, said.cases[0]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from cases.models import Campaign
from events import registering
said = make_registration(
    campaign=Campaign.objects.get(pk={campaign}), section=Section.objects.get(pk={section}), cases=[{case}]
)
by = Party(User.objects.get(pk={user}))
done = registering.submit(said, key=uuid.UUID(int=77), by=by, at=NOW).pk
"""
    )

    assert len(set(done)) == 1
    count = "done = [Event.objects.filter(key=uuid.UUID(int=77)).count(), Mail.objects.count()]"
    assert people.alone(MAKERS + count)[0] == 1


def test_two_marathons_of_one_name_get_two_addresses(people):
    campaign, section, case = people.alone(
        MAKERS + "said = make_registration()\ndone = [said.campaign.pk, said.section.pk, said.cases[0]]"
    )

    done = people.together(
        MAKERS
        + f"""
from cases.models import Campaign
from events import registering
said = make_registration(
    campaign=Campaign.objects.get(pk={campaign}),
    section=Section.objects.get(pk={section}),
    cases=[{case}],
    name="One name",
)
by = Party(make_user(f"names-{{number}}@example.org"))
done = registering.submit(said, key=uuid.UUID(int=80 + number), by=by, at=NOW).slug
"""
    )

    assert sorted(done) == ["one-name-lodz", "one-name-lodz-2", "one-name-lodz-3", "one-name-lodz-4"]


def test_marathon_is_approved_once(people):
    event, users = people.alone(
        MAKERS
        + """
event = make_event(status="submitted")
make_role("organiser", event=event, user=make_user("approved@example.org"))
done = [event.pk, [make_role("coordinator", section=event.section).user_id for _ in range(4)]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from events import approval
event = Event.objects.get(pk={event})
by = Party(User.objects.get(pk={users}[number]))
approval.approve(event, by=by, at=NOW, trusts=True)
done = "approved"
"""
    )

    assert done == ["approved"] * PEOPLE
    count = f"""
done = [
    Remark.objects.filter(event={event}).count(),
    Mail.objects.filter(to="approved@example.org").count(),
    Trust.objects.filter(user__email="approved@example.org").count(),
]
"""
    assert people.alone(MAKERS + count) == [1, 1, 1]


def test_of_two_decisions_at_once_one_stands(people):
    event, users = people.alone(
        MAKERS
        + """
event = make_event(status="submitted")
done = [event.pk, [make_role("coordinator", section=event.section).user_id for _ in range(4)]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from events import approval
event = Event.objects.get(pk={event})
by = Party(User.objects.get(pk={users}[number]))
if number % 2:
    approval.approve(event, by=by, at=NOW)
else:
    approval.decline(event, words="No.", by=by, at=NOW)
done = "decided"
"""
    )

    assert sorted(done) == ["AlreadyDecided", "AlreadyDecided", "decided", "decided"]
    assert people.alone(MAKERS + f"done = Remark.objects.filter(event={event}).count()") == 1


def test_count_is_closed_once(people):
    event = people.alone(MAKERS + "done = make_event(slug='closed').pk")

    people.together(
        MAKERS
        + f"""
from letters import closing
closing.close(Event.objects.get(pk={event}), by=Party(), at=NOW + dt.timedelta(seconds=number))
"""
    )

    assert people.alone(MAKERS + "done = Trace.objects.filter(act='counting_closed').count()") == 1

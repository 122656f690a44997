"""What happens to people: rights, places in shifts, mails. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


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


def test_of_four_coordinators_who_leave_at_once_one_has_to_stay(people):
    section, users = people.alone(
        MAKERS
        + """
section = make_section()
done = [section.pk, [make_role("coordinator", section=section).user_id for _ in range(4)]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from events import appointments
by = Party(User.objects.get(pk={users}[number]))
appointments.leave(Section.objects.get(pk={section}), by=by, at=NOW)
done = "left"
"""
    )

    assert sorted(done) == ["LastCoordinator", "left", "left", "left"]


def test_coordinator_is_invited_by_one_mail(people):
    section, user = people.alone(
        MAKERS
        + "section = make_section(); done = [section.pk, make_role('coordinator', section=section).user_id]"
    )

    people.together(
        MAKERS
        + f"""
from events import appointments
section, by = Section.objects.get(pk={section}), Party(User.objects.get(pk={user}))
at = NOW + dt.timedelta(seconds=number)
appointments.appoint(section, email="one@example.org", key=uuid.UUID(int=4), by=by, at=at)
"""
    )

    assert people.alone(MAKERS + "done = Mail.objects.filter(to='one@example.org').count()") == 1


def test_invitation_of_one_form_is_made_once_and_shown_to_all_of_its_clicks(people):
    event, user = people.alone(
        MAKERS
        + "event = make_event(slug='invites'); done = [event.pk, make_role('organiser', event=event).user_id]"
    )

    done = people.together(
        MAKERS
        + f"""
from events import invitations
event, by = Event.objects.get(pk={event}), Party(User.objects.get(pk={user}))
done = invitations.invite(event, kind="volunteer", key=uuid.UUID(int=3), by=by, at=NOW)[1]
"""
    )

    assert len(set(done)) == 1
    assert people.alone(MAKERS + f"done = Invitation.objects.filter(event={event}).count()") == 1


def test_the_last_place_of_a_shift_is_taken_once(people):
    shift, roles = people.alone(
        MAKERS
        + """
event = make_event(slug="shifts")
shift = make_shift(event, places=1)
done = [shift.pk, [make_role(event=event).pk for _ in range(4)]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from events import duties
role = Role.objects.get(pk={roles}[number])
duties.take(Shift.objects.get(pk={shift}), role=role, by=Party(role.user), at=NOW)
done = "taken"
"""
    )

    assert sorted(done) == ["ShiftFull", "ShiftFull", "ShiftFull", "taken"]
    assert people.alone(MAKERS + f"done = Duty.objects.kept().filter(shift={shift}).count()") == 1


def test_one_volunteer_at_several_places_at_once_gets_one(people):
    role, taken = people.alone(
        MAKERS
        + """
event = make_event(slug="overlapping")
done = [make_role(event=event).pk, [make_shift(event).pk for _ in range(4)]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from events import duties
role = Role.objects.get(pk={role})
duties.take(Shift.objects.get(pk={taken}[number]), role=role, by=Party(role.user), at=NOW)
done = "taken"
"""
    )

    assert sorted(done) == ["ShiftsOverlap", "ShiftsOverlap", "ShiftsOverlap", "taken"]


def test_mail_to_many_is_sent_once(people):
    section, campaign, user = people.alone(
        MAKERS
        + """
section, campaign = make_section(), make_campaign()
event = make_event(section=section, campaign=campaign, cases=[])
make_role("organiser", event=event, user=make_user("read-once@example.org"))
done = [section.pk, campaign.pk, make_role("coordinator", section=section).user_id]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from cases.models import Campaign
from letters import broadcasts
section, campaign = Section.objects.get(pk={section}), Campaign.objects.get(pk={campaign})
by = Party(User.objects.get(pk={user}))
done = broadcasts.send(
    section, campaign, audience="everyone", subject="S", words="W", key=uuid.UUID(int=7), by=by, at=NOW
).receivers
"""
    )

    assert done == [1] * PEOPLE
    assert people.alone(MAKERS + "done = Mail.objects.filter(to='read-once@example.org').count()") == 1


def test_news_is_told_once(people):
    milestone, section, users = people.alone(
        MAKERS
        + """
campaign = make_campaign()
section = make_section()
section.participations.create(campaign=campaign)
case = make_case(slug="told-once", campaign=campaign)
event = make_event(section=section, campaign=campaign, cases=[case])
make_role("organiser", event=event, user=make_user("hears-once@example.org"))
make_counters(event, case, quantity=3)
roles = [make_role("coordinator", section=section) for _ in range(4)]
done = [make_milestone(case, kind="released").pk, section.pk, [role.user_id for role in roles]]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from cases.models import Milestone
from letters import publishing
by = Party(User.objects.get(pk={users}[number]))
news, section = Milestone.objects.get(pk={milestone}), Section.objects.get(pk={section})
done = publishing.publish(news, section, words="", by=by, at=NOW).pk
"""
    )

    assert len(set(done)) == 1
    assert people.alone(MAKERS + "done = Mail.objects.filter(to='hears-once@example.org').count()") == 1

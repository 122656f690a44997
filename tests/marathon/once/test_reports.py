"""Reports and results: signed, verified, chased, made final. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


SIGNED = """
from letters import reports, verifying
def sign(event, role, number):
    return reports.sign(
        Event.objects.get(pk=event), {(f"signed-{event}", "person"): reports.Figure(number)}, version=0,
        writers=None, words="", role=Role.objects.get(pk=role),
        by=Party(Role.objects.get(pk=role).user), at=NOW
    )
def make_one():
    event = make_event(cases=[])
    event.cases.add(make_case(slug=f"signed-{event.pk}"))
    role = make_role("organiser", event=event)
    make_role("coordinator", section=event.section)
    return [event.pk, role.pk]
"""


def test_report_is_signed_once(people):
    event, role = people.alone(MAKERS + SIGNED + "done = make_one()")

    done = people.together(MAKERS + SIGNED + f"done = sign({event}, {role}, 7).version")

    assert done == [1] * PEOPLE
    assert people.alone(MAKERS + f"done = [e.quantity for e in Entry.objects.filter(event={event})]") == [7]
    told = f"done = Trace.objects.filter(act='report_signed', event={event}).count()"
    assert people.alone(MAKERS + told) == 1


def test_of_four_reports_with_different_figures_one_is_signed(people):
    event, role = people.alone(MAKERS + SIGNED + "done = make_one()")

    done = people.together(MAKERS + SIGNED + f"done = sign({event}, {role}, 7 + number).version")

    assert sorted(map(str, done)) == ["1", "SignedMeanwhile", "SignedMeanwhile", "SignedMeanwhile"]


def test_report_is_verified_once_and_not_sent_back_at_once(people):
    event, role = people.alone(MAKERS + SIGNED + "done = make_one()")
    people.alone(MAKERS + SIGNED + f"sign({event}, {role}, 7)")

    done = people.together(
        MAKERS
        + SIGNED
        + f"""
report = Report.objects.select_related("event").get(event={event})
by = Party(User.objects.get(roles__section=report.event.section))
act = verifying.send_back if number == 3 else verifying.verify
done = act(report, version=1, words="Is that all?", by=by, at=NOW).status
"""
    )

    verified = ["VerifiedAlready", "verified", "verified", "verified"]
    assert sorted(done) in (verified, ["NotSigned", "NotSigned", "NotSigned", "returned"])
    traces = f"done = Trace.objects.filter(act__in=['report_verified', 'report_returned'], event={event})"
    assert people.alone(MAKERS + traces + ".count()") == 1


def test_report_is_chased_by_one_mail(people):
    event = people.alone(
        MAKERS
        + """
event = make_event(slug="late")
make_role("organiser", event=event, user=make_user("late@example.org"))
done = event.pk
"""
    )

    people.together(MAKERS + "from letters import chasing; chasing.chase(at=NOW + dt.timedelta(days=4))")

    assert people.alone(MAKERS + "done = Mail.objects.filter(to='late@example.org').count()") == 1
    assert people.alone(MAKERS + f"done = Report.objects.get(event={event}).chased") == 1


def test_result_of_a_section_is_made_final_once(people):
    section, campaign, user = people.alone(
        MAKERS
        + """
section, campaign = make_section(slug="final-once"), make_campaign()
make_report(make_event(section=section, campaign=campaign), status="verified")
done = [section.pk, campaign.pk, make_role("coordinator", section=section).user_id]
"""
    )

    people.together(
        MAKERS
        + f"""
from cases.models import Campaign
from letters import results
section, campaign = Section.objects.get(pk={section}), Campaign.objects.get(pk={campaign})
by, at = Party(User.objects.get(pk={user})), NOW + dt.timedelta(seconds=number)
results.make_final(section, campaign, despite=False, by=by, at=at)
"""
    )

    told = f"done = Trace.objects.filter(act='result_final', section={section}).count()"
    assert people.alone(MAKERS + told) == 1


def test_campaign_is_final_where_its_sections_finish_at_once(people):
    sections, campaign, user = people.alone(
        MAKERS
        + """
campaign = make_campaign(slug="final-together")
sections = [make_section() for _ in range(4)]
for section in sections:
    section.participations.create(campaign=campaign)
done = [[section.pk for section in sections], campaign.pk, make_role("administrator").user_id]
"""
    )

    people.together(
        MAKERS
        + f"""
from cases.models import Campaign
from letters import results
section, campaign = Section.objects.get(pk={sections}[number]), Campaign.objects.get(pk={campaign})
results.make_final(section, campaign, despite=False, by=Party(User.objects.get(pk={user})), at=NOW)
"""
    )

    is_final = f"from cases.models import Campaign; done = Campaign.objects.get(pk={campaign}).is_final"
    assert people.alone(MAKERS + is_final) is True

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


def test_file_of_counts_is_taken_once_and_taken_back_once(people):
    intake, user = people.alone(
        MAKERS
        + """
from letters.intakes import bringing
section, campaign = make_section(), make_campaign()
make_case(campaign=campaign, slug="brought-in")
role = make_role("coordinator", section=section)
content = "place,case,kind,quantity\\nA,brought-in,person,3\\nB,brought-in,authority,20000".encode()
intake = bringing.bring(
    section, campaign, name="a.csv", content=content, key=uuid.UUID(int=5), by=Party(role.user), at=NOW
)
bringing.read(intake.pk, at=NOW)
done = [intake.pk, role.user_id]
"""
    )

    for act, status in (("take", "taken"), ("take_back", "dropped")):
        done = people.together(
            MAKERS
            + f"""
from letters.intakes import taking
who = Party(User.objects.get(pk={user}))
done = taking.{act}(Intake.objects.get(pk={intake}), who=who, at=NOW).status
"""
        )
        assert done == [status] * PEOPLE

    code = "done = sorted(e.quantity for e in Entry.objects.filter(channel='import'))"
    assert people.alone(MAKERS + code) == [-10000, -10000, -3, 3, 10000, 10000]


def test_files_of_the_same_places_taken_at_once_make_each_place_once(people):
    intakes, user = people.alone(
        MAKERS
        + """
from letters.intakes import bringing
section, campaign = make_section(), make_campaign()
make_case(campaign=campaign, slug="same-places")
role, intakes = make_role("coordinator", section=section), []
for n in range(4):
    rows = "".join(f"\\nPlace {place},same-places,person,{n + 1}" for place in range(20))
    content = f"place,case,kind,quantity{rows}".encode()
    intakes.append(bringing.bring(
        section, campaign, name="a.csv", content=content, key=uuid.UUID(int=60 + n),
        by=Party(role.user), at=NOW,
    ))
    bringing.read(intakes[-1].pk, at=NOW)
done = [[intake.pk for intake in intakes], role.user_id]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters.intakes import taking
intake = Intake.objects.get(pk={intakes}[number])
done = taking.take(intake, who=Party(User.objects.get(pk={user})), at=NOW).status
"""
    )

    assert done == ["taken"] * PEOPLE
    letters = "Head.objects.filter(event__name__startswith='Place ').values_list('letters', flat=True)"
    assert people.alone(MAKERS + f"done = list({letters})") == [10] * 20


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


def test_parcel_of_one_form_is_packed_once(people):
    event, addressee, user = people.alone(
        MAKERS
        + """
case = make_case(slug="packed")
event = make_event(slug="packs", cases=[case])
make_counters(event, case, "authority", 9)
done = [event.pk, make_addressee(case).pk, make_role("organiser", event=event).user_id]
"""
    )
    pack = (
        MAKERS
        + f"""
from cases.models import Addressee
from letters import parcels
event, by = Event.objects.get(pk={event}), Party(User.objects.get(pk={user}))
addressee = Addressee.objects.get(pk={addressee})
lines = {{("packed", "authority"): 5}}
"""
    )

    once = people.together(
        pack
        + """
key = uuid.UUID(int=5)
done = parcels.pack(event, key=key, addressee=addressee, lines=lines, by=by, at=NOW).number
"""
    )
    more = people.together(
        pack
        + """
lines = {("packed", "authority"): 4}
done = parcels.pack(event, key=uuid.uuid4(), addressee=addressee, lines=lines, by=by, at=NOW).number
"""
    )

    assert once == [1] * PEOPLE
    # Four forms for the four letters that are left: only one of them gets them.
    assert sorted(map(str, more)) == ["2", *["MoreThanCounted"] * 3]


def test_parcel_is_posted_once_by_the_first_who_says_so(people):
    parcel, user = people.alone(
        MAKERS
        + """
event = make_event(slug="posts")
done = [make_parcel(event).pk, make_role("organiser", event=event).user_id]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters import parcels
by = Party(User.objects.get(pk={user}))
parcels.mark_posted(Parcel.objects.get(pk={parcel}), on=TODAY, reference=str(number), by=by, at=NOW)
done = "posted"
"""
    )

    assert sorted(done) == ["PostedMeanwhile", "PostedMeanwhile", "PostedMeanwhile", "posted"]


def test_sheet_is_typed_once(people):
    sheet, role = people.alone(
        MAKERS
        + """
event = make_event(slug="typed", cases=[make_case(slug="typed-case")])
done = [make_sheet(event).pk, make_role(event=event).pk]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters import sheets
role = Role.objects.get(pk={role})
figures = {{("typed-case", "person"): 12}}
sheets.type_in(
    Sheet.objects.get(pk={sheet}), figures, version=0, by=role, who=Party(role.user), at=NOW
)
done = "typed"
"""
    )

    assert done == ["typed"] * PEOPLE
    assert people.alone(
        MAKERS + f"done = [line.entry.quantity for line in SheetEntry.objects.filter(sheet={sheet})]"
    ) == [12]


def test_of_those_who_type_a_sheet_differently_at_once_one_is_counted(people):
    sheet, role = people.alone(
        MAKERS
        + """
event = make_event(slug="typed-apart", cases=[make_case(slug="apart")])
done = [make_sheet(event).pk, make_role(event=event).pk]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters import sheets
role = Role.objects.get(pk={role})
figures = {{("apart", "person"): 1 + number}}
sheets.type_in(
    Sheet.objects.get(pk={sheet}), figures, version=0, by=role, who=Party(role.user), at=NOW
)
done = "typed"
"""
    )

    assert sorted(done) == ["TypedMeanwhile", "TypedMeanwhile", "TypedMeanwhile", "typed"]
    assert people.alone(MAKERS + f"done = SheetEntry.objects.filter(sheet={sheet}).count()") == 1


def test_recount_is_accepted_once_by_two_people(people):
    recount, user = people.alone(
        MAKERS
        + """
from letters import recounts
event = make_event(slug="recounted", cases=[make_case(slug="recounted-case")])
role = make_role("organiser", event=event)
piles = {("recounted-case", "person"): recounts.Pile(3, "forgotten")}
made = recounts.enter(
    event, piles, key=uuid.UUID(int=11), counted_at=NOW, by=role, who=Party(role.user), at=NOW
)
done = [made.pk, role.user_id]
"""
    )

    done = people.together(
        MAKERS
        + f"""
from letters import recounts
user = User.objects.get(pk={user})
recount = Recount.objects.select_related("event").get(pk={recount})
done = recounts.accept(recount, role=user.roles.get(), who=Party(user), at=NOW).status
"""
    )

    assert done == ["accepted"] * PEOPLE
    assert people.alone(
        MAKERS + "done = [e.quantity for e in Entry.objects.filter(event__slug='recounted')]"
    ) == [3]
    assert people.alone(MAKERS + "done = Trace.objects.filter(act='recount_accepted').count()") == 1


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


HELD = """
event = make_event(slug="%s", cases=[make_case(slug="%s")], device_limit=3)
phone = make_device_role(event, "%s")
from letters import ledger
lines = [ledger.Line(uuid.uuid4(), "%s", "person", 2) for _ in range(5)]
ledger.record(event, entries=lines, by=phone, channel="tap", at=NOW)
users = [make_role("organiser", event=event).user_id for _ in range(4)]
done = [event.pk, phone.pk, str(phone.pseudonym), users]
"""


def test_held_phone_is_accepted_once(people):
    event, _phone, _device, users = people.alone(MAKERS + HELD % (("accepted",) * 4))

    done = people.together(
        MAKERS
        + f"""
from letters import holding
by = Party(User.objects.get(pk={users}[number]))
holding.accept(Holdback.objects.get(event={event}), by=by, at=NOW)
done = "accepted"
"""
    )

    assert done == ["accepted"] * PEOPLE
    told = f"done = Trace.objects.filter(event={event}, act='phone_accepted').count()"
    assert people.alone(MAKERS + told) == 1


def test_phone_is_taken_back_once_and_counts_no_further_while_it_goes_on_sending(people):
    event, phone, device, users = people.alone(MAKERS + HELD % (("voided",) * 4))

    done = people.together(
        MAKERS
        + f"""
from letters import holding, ledger
event = Event.objects.get(pk={event})
if number == 3:
    lines = [ledger.Line(uuid.uuid4(), "voided", "person", 2) for _ in range(5)]
    ledger.record(event, entries=lines, by=Role.objects.get(pk={phone}), channel="tap", at=NOW)
else:
    by = Party(User.objects.get(pk={users}[number]))
    holding.void(event, device=uuid.UUID("{device}"), by=by, at=NOW)
done = "done"
"""
    )

    assert done == ["done"] * PEOPLE
    count = f"""
from letters import holding, reckoning
event = Event.objects.get(pk={event})
voided = Trace.objects.filter(event=event, act="phone_voided").count()
public = Head.objects.get(event=event).letters - holding.held_back(event).letters
done = [voided >= 1, public, len(list(reckoning.check(reckoning.Reckoning(), slug="voided")))]
"""
    assert people.alone(MAKERS + count) == [True, 0, 0]


def test_phones_of_one_event_are_held_each_by_itself_and_told_once(people):
    event, phones = people.alone(
        MAKERS
        + """
event = make_event(slug="hasty", cases=[make_case(slug="hasty")], pace_limit=2)
make_role("organiser", event=event)
done = [event.pk, [make_device_role(event, f"hasty {n % 2}").pk for n in range(2)]]
"""
    )

    people.together(
        MAKERS
        + f"""
from letters import ledger
event, phone = Event.objects.get(pk={event}), Role.objects.get(pk={phones}[number % 2])
for _ in range(4):
    line = ledger.Line(uuid.uuid4(), "hasty", "person", 1, written_at=NOW)
    ledger.record(event, entries=[line], by=phone, channel="tap", at=NOW)
"""
    )

    count = f"""
from letters import holding
event = Event.objects.get(pk={event})
held = holding.held_back(event)
mails = Mail.objects.filter(name="held_back", body__contains="/hasty/").count()
done = [Head.objects.get(event=event).letters, held.letters, held.phones, mails]
"""
    assert people.alone(MAKERS + count) == [16, 12, 2, 2]


def test_sheets_of_one_form_are_made_once(people):
    event = people.alone(MAKERS + "done = make_event(slug='printed').pk")

    done = people.together(
        MAKERS
        + f"""
from letters import sheets
event, key = Event.objects.get(pk={event}), uuid.UUID(int=13)
done = [sheet.number for sheet in sheets.issue(event, count=3, key=key, by=Party(), at=NOW)]
"""
    )

    assert done == [[1, 2, 3]] * PEOPLE
    assert people.alone(MAKERS + f"done = Sheet.objects.filter(event={event}).count()") == 3


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

"""What moves the ledger: sheets, recounts, files, differences. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


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
done = taking.{act}(Intake.objects.get(pk={intake}), by=who, at=NOW).status
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
done = taking.take(intake, by=Party(User.objects.get(pk={user})), at=NOW).status
"""
    )

    assert done == ["taken"] * PEOPLE
    letters = "Head.objects.filter(event__name__startswith='Place ').values_list('letters', flat=True)"
    assert people.alone(MAKERS + f"done = list({letters})") == [10] * 20


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
    Sheet.objects.get(pk={sheet}), figures, version=0, role=role, by=Party(role.user), at=NOW
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
    Sheet.objects.get(pk={sheet}), figures, version=0, role=role, by=Party(role.user), at=NOW
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
    event, piles, key=uuid.UUID(int=11), counted_at=NOW, role=role, by=Party(role.user), at=NOW
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
done = recounts.accept(recount, role=user.roles.get(), by=Party(user), at=NOW).status
"""
    )

    assert done == ["accepted"] * PEOPLE
    assert people.alone(
        MAKERS + "done = [e.quantity for e in Entry.objects.filter(event__slug='recounted')]"
    ) == [3]
    assert people.alone(MAKERS + "done = Trace.objects.filter(act='recount_accepted').count()") == 1

"""What is held back: accepted, taken back, told. Each once."""

import pytest

from tests.marathon.once import MAKERS, PEOPLE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


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

"""Everybody can take along what is kept of them, and have it erased: no total changes, no trace is left."""

import json
import uuid

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from reversion.models import Revision

from events import trail
from events.models import Device, Duty, Event, Mail, Remark, Role, Shift, Team, Trace, Trust, User
from events.parties import Party
from letters import ledger, reckoning
from letters.models import (
    DeviceCounter,
    Entry,
    Follower,
    Head,
    PaceCounter,
    Parcel,
    Publication,
    Recount,
    Report,
)
from marathon import erasure, own_data
from tests.makers import (
    NOW,
    make_case,
    make_device_role,
    make_event,
    make_intake,
    make_milestone,
    make_parcel,
    make_role,
    make_user,
)

pytestmark = pytest.mark.django_db

NAME, NICKNAME, EMAIL = "Quirina Zamojska", "Kwiryna", "quirina@example.org"


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha")], contact=f"{NAME}, +48 600 100 200")


def count(role: Role, event: Event, quantity: int = 3) -> None:
    line = ledger.Line(uuid.uuid4(), "yorm-bopha", "authority", quantity, written_at=NOW)
    ledger.record(event, entries=[line], by=role, channel="tap", at=NOW)


def make_duty(role: Role, event: Event) -> Duty:
    shift = Shift.objects.create(
        opening=event.openings.get(), task="tea", starts_at=NOW, ends_at=NOW.replace(hour=20), places=2
    )
    return Duty.objects.create(shift=shift, role=role, taken_at=NOW, reminder_email=EMAIL)


def dump() -> str:
    """Every row of every table as text, sessions opened."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    rows += [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join(rows)


def sums() -> tuple[int, int, list]:
    walked = reckoning.Reckoning()
    faults = list(reckoning.check(walked))
    return walked.letters, sum(Head.objects.values_list("letters", flat=True)), faults


def a_person(**fields) -> User:
    return make_user(EMAIL, name=NAME, **fields)


def with_traces(user: User, event: Event) -> User:
    """The person, with everything that the product may come to know of somebody."""
    role = user.roles.first()
    count(role, event)
    Role.objects.filter(pk=role.pk).update(nickname=NICKNAME)
    if role.event_id:
        make_duty(role, event)
    Remark.objects.create(event=event, kind="answered", words=f"Call {NAME}", by=user, at=NOW)
    Remark.objects.create(event=event, kind="submitted", by=user, at=NOW)
    Follower.objects.create(
        case=event.cases.get(), email=EMAIL, language="en", token_hash="x" * 64, asked_at=NOW
    )
    Mail.objects.create(
        name="x", to=EMAIL, language="en", subject=NAME, body=NAME, made_at=NOW, next_try_at=NOW
    )
    Trust.objects.create(section=event.section, user=user, given_at=NOW)
    trail.note("erased", at=NOW, by=user, event=event)
    with_acts(user, event)
    LogEntry.objects.create(
        user=make_user(),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=NAME,
        action_flag=2,
    )
    return user


def with_acts(user: User, event: Event) -> None:
    """Figures, texts and news that the person was the one to settle."""
    Report.objects.create(event=event, status="signed", signed_at=NOW, signed_by=user)
    Recount.objects.create(
        event=event, number=1, counted_at=NOW, seq=0, status="accepted", settled_at=NOW, settled_by=user
    )
    Parcel.objects.filter(pk=make_parcel(event).pk).update(posted_by=user)
    make_intake(event.section, by=user)
    milestone = make_milestone(event.cases.get(), kind="released")
    Publication.objects.create(milestone=milestone, section=event.section, at=NOW, by=user)
    Revision.objects.create(user=user, date_created=NOW)


@pytest.mark.parametrize("kind", ["volunteer", "organiser", "coordinator", "administrator"])
def test_person_with_an_account_is_erased_without_a_trace_and_no_total_changes(event, kind):
    over = {"coordinator": {"section": event.section}, "administrator": {}}.get(kind, {"event": event})
    user = a_person()
    make_role(kind, user=user, **over)
    make_role(kind, **over)  # somebody else stays in charge
    if kind == "organiser":
        Role.objects.filter(kind=kind).exclude(user=user).delete()
    else:
        Event.objects.update(contact="")
    with_traces(user, event)
    browser = Client()
    browser.force_login(user)
    before = sums()
    assert all(word in dump() for word in (NAME, NICKNAME, EMAIL))

    answer = browser.post("/me/data/", {"is_sure": "on"})

    assert answer.status_code == 302
    assert sums() == before == (3, 3, [])
    assert [word for word in (NAME, NICKNAME, EMAIL, "+48 600") if word in dump()] == []
    assert not User.objects.filter(email=EMAIL).exists()
    assert Entry.objects.count() == 1
    assert (DeviceCounter.objects.count(), PaceCounter.objects.count()) == (0, 0)


def test_phone_without_an_account_is_erased_without_a_trace_and_no_total_changes(event):
    role = make_device_role(event, "the key")
    Role.objects.update(nickname=NICKNAME)
    count(role, event)
    make_duty(role, event)
    browser = Client()
    browser.cookies[settings.DEVICE_COOKIE_NAME] = "the key"
    before = sums()

    answer = browser.post("/me/data/", {"is_sure": "on"})

    assert answer.status_code == 302
    assert sums() == before == (3, 3, [])
    assert [word for word in (NICKNAME, EMAIL) if word in dump()] == []
    assert (Device.objects.count(), Role.objects.count(), Duty.objects.count()) == (0, 0, 0)
    assert (DeviceCounter.objects.count(), PaceCounter.objects.count()) == (0, 0)
    assert browser.cookies[settings.DEVICE_COOKIE_NAME].value == ""
    assert browser.get("/me/data/").status_code == 302


def test_nothing_is_erased_without_the_tick(event):
    user = a_person()
    browser = Client()
    browser.force_login(user)

    answer = browser.post("/me/data/", {})

    assert answer.status_code == 422
    assert "Please tick the box" in answer.content.decode()
    assert User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [("coordinator", erasure.LastCoordinator), ("administrator", erasure.LastAdministrator)],
)
def test_the_last_one_in_charge_cannot_leave(event, kind, refusal):
    user = a_person()
    of = {"section": event.section} if kind == "coordinator" else {}
    make_role(kind, user=user, **of)
    # Whoever cannot sign in looks after nothing.
    make_role(kind, user=make_user(is_active=False), **of)

    with pytest.raises(refusal):
        erasure.erase(Party(user), at=NOW)

    browser = Client()
    browser.force_login(user)
    answer = browser.post("/me/data/", {"is_sure": "on"})
    assert answer.status_code == 422
    assert "Appoint another one first." in answer.content.decode()
    assert User.objects.filter(email=EMAIL).exists()


def test_being_erased_twice_is_being_erased(event):
    user = a_person()
    party = Party(user)

    erasure.erase(party, at=NOW)
    erasure.erase(Party(User(pk=user.pk or 1)), at=NOW)

    assert Trace.objects.filter(act="erased").count() == 1


def test_person_takes_along_what_is_kept_of_them(event):
    user = a_person()
    role = make_role("volunteer", user=user, event=event)
    with_traces(user, event)
    class_7 = Team.objects.create(event=event, name="Klasa 7")
    line = ledger.Line(uuid.uuid4(), "yorm-bopha", "authority", 1, written_at=NOW, team=class_7.pk, number=12)
    ledger.record(event, entries=[line], by=role, channel="tap", at=NOW)
    browser = Client()
    browser.force_login(user)

    answer = browser.get("/me/data.json")

    kept = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="letter-marathon-my-data.json"'
    assert kept["account"]["addresses"] == [EMAIL]
    assert kept["account"]["name"] == NAME
    assert [(r["role"], r["of"], r["nickname"]) for r in kept["roles"]] == [
        ("volunteer", event.slug, NICKNAME)
    ]
    assert [
        (e["case"], e["kind"], e["quantity"], e["team"], e["number_in_team"]) for e in kept["entries"]
    ] == [
        ("yorm-bopha", "authority", 3, None, None),
        ("yorm-bopha", "authority", 1, "Klasa 7", 12),
    ]
    assert [s["reminder_to"] for s in kept["shifts"]] == [EMAIL]
    assert [r["words"] for r in kept["remarks"]] == [f"Call {NAME}", ""]
    assert [a["act"] for a in kept["acts"]] == ["erased"]
    assert kept["follows"][0]["case"] == "yorm-bopha"
    assert kept["trusted_by"] == [event.section.slug]


def test_nothing_of_others_is_in_it(event):
    with_traces(make_role("volunteer", user=a_person(), event=event).user, event)

    kept = own_data.of(Party(make_user("other@example.org")), at=NOW)

    assert [word for word in (NAME, NICKNAME, EMAIL) if word in json.dumps(kept)] == []


@pytest.mark.parametrize("address", ["/me/data/", "/me/data.json", "/pl/me/data/"])
def test_stranger_is_shown_where_to_sign_in(client, address):
    assert client.get(address).status_code == 302
    assert client.post("/me/data/", {"is_sure": "on"}).status_code == 404


def test_privacy_page_says_what_the_service_forgets_by(client):
    from marathon import retention

    page = client.get("/privacy/").content.decode()

    assert [str(kept.what) for kept in retention.TABLE if str(kept.what) not in page] == []
    assert [str(kept.how_long) for kept in retention.TABLE if str(kept.how_long) not in page] == []

"""What is forgotten, and when; and what never changes by it."""

import datetime as dt
import uuid
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command

from events.models import Device, Duty, Event, Invitation, Mail, Remark, Role, Shift, Trace, User
from letters import holding, ledger
from letters.models import DeviceCounter, Entry, Follower, Head, Intake, LaidOut, PaceCounter, Printing
from marathon import chores, health, retention
from tests.makers import (
    NOW,
    make_case,
    make_device_role,
    make_event,
    make_party,
    make_role,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(days=31)


def make_invitation(event, **fields):
    return Invitation.objects.create(event=event, token_hash=uuid.uuid4().hex, made_at=NOW, **fields)


def count(role, quantity=3):
    event = role.event
    line = ledger.Line(
        id=uuid.uuid4(),
        case=event.cases.get().slug,
        kind="authority",
        quantity=quantity,
        written_at=NOW,
    )
    return ledger.record(event, entries=[line], by=role, channel="tap", at=NOW)


def test_device_and_nickname_go_30_days_after_the_event():
    event = make_event()
    make_device_role(event)

    retention.forget(at=NOW + dt.timedelta(days=29))
    assert Role.objects.get().nickname == "Ola"
    retention.forget(at=LATER)

    assert (Role.objects.count(), Device.objects.count()) == (0, 0)


def test_device_stays_while_another_event_of_it_goes_on():
    over, going_on = make_event(), make_event(opens=False)
    make_device_role(over)
    role = make_device_role(going_on)
    going_on.campaign.ends_on = LATER.date()
    going_on.campaign.save()

    retention.forget(at=LATER)

    assert list(Role.objects.all()) == [role]
    assert Device.objects.get() == role.device


def test_forgetting_a_device_changes_no_total():
    role = make_device_role(make_event())
    count(role)
    before = list(Entry.objects.values()), list(Head.objects.values())

    retention.forget(at=LATER)

    assert Role.objects.count() == 0
    assert (list(Entry.objects.values()), list(Head.objects.values())) == before
    call_command("tally", "check", stdout=StringIO())


def test_pseudonym_of_an_account_dies_after_the_event():
    event = make_event()
    role = make_role("organiser", event=event)
    old = role.pseudonym
    count(role)

    retention.forget(at=LATER)
    role.refresh_from_db()
    new = role.pseudonym
    retention.forget(at=LATER)
    role.refresh_from_db()

    assert old != new == role.pseudonym
    assert Entry.objects.get().device == old


def test_invitation_goes_after_the_event_and_a_revoked_one_lets_nobody_back_in():
    event = make_event()
    revoked = make_invitation(event, revoked_at=NOW)
    role = make_role("volunteer", event=event, invitation=revoked)

    retention.forget(at=LATER)

    assert Invitation.objects.count() == 0
    assert not Role.objects.in_force().filter(pk=role.pk).exists()


def test_account_that_nobody_confirmed_goes_after_30_days():
    confirmed, given, never = make_user(), make_user(), make_user()
    EmailAddress.objects.filter(user__in=[given, never]).update(verified=False)
    make_role("administrator", user=given)
    User.objects.update(joined_at=NOW)

    retention.forget(at=NOW + dt.timedelta(days=29))
    assert User.objects.count() == 3
    retention.forget(at=LATER)

    assert set(User.objects.all()) == {confirmed, given}


def test_session_goes_when_it_ended():
    Session.objects.create(session_key="over", session_data="", expire_date=NOW - dt.timedelta(minutes=1))
    Session.objects.create(session_key="going-on", session_data="", expire_date=NOW + dt.timedelta(days=1))

    retention.forget(at=NOW)

    assert [session.pk for session in Session.objects.all()] == ["going-on"]


def test_rehearsal_says_what_would_go_and_keeps_it():
    make_device_role(make_event())
    out = StringIO()

    call_command("forget", "--dry-run", "--day", "2027-02-01", stdout=out)

    assert "devices: 1\n" in out.getvalue()
    assert Device.objects.count() == 1


def test_forget_by_hand_refuses_a_day_that_is_none():
    with pytest.raises(CommandError, match="must look like 2027-01-31"):
        call_command("forget", "--day", "soon")


def test_worker_gives_a_sign_of_life_and_queues_the_chores_once_a_day():
    from django_tasks_db.models import DBTaskResult

    cache.clear()
    chores.attend(at=NOW)
    chores.attend(at=NOW + dt.timedelta(seconds=20))
    chores.attend(at=NOW + dt.timedelta(days=1))

    assert DBTaskResult.objects.count() == 2 * len(chores.CHORES)
    assert health.worker_lives(at=NOW + dt.timedelta(days=1, seconds=119))
    assert not health.worker_lives(at=NOW + dt.timedelta(days=1, seconds=121))


@pytest.mark.django_db(transaction=True)
def test_worker_works_off_the_queue():
    from django_tasks_db.models import DBTaskResult

    cache.clear()
    call_command("worker", "--once")

    assert [result.status for result in DBTaskResult.objects.all()] == ["SUCCESSFUL"] * len(chores.CHORES)


class TestPhones:
    """What is known of each phone goes with its pseudonym."""

    def test_letters_and_pace_by_phone_go_and_the_quickest_minute_stays_as_nobodys(self):
        event = make_event()
        hasty, slow = make_device_role(event, "hasty"), make_device_role(event, "slow")
        for role, times in ((slow, 1), (hasty, 2)):
            for _ in range(times):
                count(role)

        for _ in range(2):
            retention.forget(at=LATER)

        assert DeviceCounter.objects.count() == 0
        assert list(PaceCounter.objects.values_list("device", "quantity")) == [(uuid.UUID(int=0), 2)]
        call_command("tally", "check", stdout=StringIO())

    def test_event_that_goes_on_keeps_them(self):
        count(make_device_role(make_event()))

        retention.forget(at=NOW + dt.timedelta(days=29))

        assert (DeviceCounter.objects.get().quantity, PaceCounter.objects.get().quantity) == (3, 1)

    def test_what_is_held_stays_so_until_somebody_decides(self):
        event = make_event(device_limit=1)
        role = make_device_role(event)
        by = make_party("organiser", event=event)
        count(role)

        retention.forget(at=LATER)
        assert holding.held_back(event).letters == 3
        holding.void(event, device=role.pseudonym, by=by, at=LATER)

        assert (holding.held_back(event).phones, Head.objects.get().letters) == (0, 0)
        call_command("tally", "check", stdout=StringIO())


class TestTheYear:
    """What the year's journey leaves behind goes, too."""

    def test_contact_and_words_go_by_the_sections_rule(self):
        event = make_event(contact="Ola, 600 100 200")
        event.section.keeps_contacts_days = 10
        event.section.save()
        Remark.objects.create(event=event, kind="asked", words="Who is Ola?", at=NOW)
        last_day = dt.datetime(2027, 1, 10, 12, tzinfo=dt.UTC)  # the campaign ended on 31 December

        retention.forget(at=last_day)
        assert (Event.objects.get().contact, Remark.objects.get().words) == (
            "Ola, 600 100 200",
            "Who is Ola?",
        )
        forgotten = retention.forget(at=last_day + dt.timedelta(days=1))

        assert (Event.objects.get().contact, Remark.objects.get().words) == ("", "–")
        assert forgotten["contacts"] == 2
        assert retention.forget(at=last_day + dt.timedelta(days=1))["contacts"] == 0

    def test_duty_goes_30_days_after_the_event(self):
        event = make_event()
        shift = Shift.objects.create(
            opening=event.openings.get(), task="tea", starts_at=NOW, ends_at=NOW + dt.timedelta(hours=1)
        )
        Duty.objects.create(shift=shift, role=make_role(event=event), taken_at=NOW)

        assert retention.forget(at=NOW + dt.timedelta(days=29))["duties"] == 0
        assert retention.forget(at=LATER)["duties"] == 1

    def test_address_that_nobody_confirmed_goes_after_a_week(self):
        case = make_case()
        for email, confirmed_at in (("a@example.org", None), ("b@example.org", NOW)):
            Follower.objects.create(
                case=case,
                email=email,
                language="en",
                token_hash=email,
                asked_at=NOW,
                confirmed_at=confirmed_at,
            )

        retention.forget(at=NOW + dt.timedelta(days=8))
        assert [follower.email for follower in Follower.objects.all()] == ["b@example.org"]
        retention.forget(at=NOW + dt.timedelta(days=3 * 365 + 1))

        assert Follower.objects.count() == 0

    def test_mail_that_no_server_takes_goes_after_a_week(self):
        Mail.objects.create(
            name="x", to="a@example.org", language="en", subject="x", body="x", made_at=NOW, next_try_at=NOW
        )

        assert retention.forget(at=NOW + dt.timedelta(days=7))["mails"] == 0
        assert retention.forget(at=NOW + dt.timedelta(days=8))["mails"] == 1

    def test_file_and_its_rows_go_after_30_days(self):
        event = make_event()
        Intake.objects.create(
            section=event.section, campaign=event.campaign, made_at=NOW, name="x.csv", content=b"x", rows=[1]
        )

        assert retention.forget(at=NOW + dt.timedelta(days=30))["files"] == 0
        assert retention.forget(at=LATER)["files"] == 1
        assert (Intake.objects.get().rows, Intake.objects.get().content) == ([], None)
        assert retention.forget(at=LATER)["files"] == 0

    def test_act_stays_and_its_doer_goes_after_three_years(self):
        Trace.objects.create(at=NOW, act="erased", by=make_user())

        assert retention.forget(at=NOW + dt.timedelta(days=3 * 365 + 1))["trail"] == 1
        assert [trace.by for trace in Trace.objects.all()] == [None]


def test_invitation_to_coordinate_goes_when_it_ends_and_the_role_it_gave_stays():
    section = make_section()
    invitation = Invitation.objects.create(
        kind="coordinator", section=section, token_hash="x", made_at=NOW, ends_at=NOW, label="a@example.org"
    )
    role = make_role("coordinator", section=section, invitation=invitation)

    retention.forget(at=NOW + dt.timedelta(days=1))

    assert Invitation.objects.count() == 0
    assert list(Role.objects.in_force()) == [role]


def test_papers_nobody_used_for_seven_days_are_forgotten():
    event = make_event()
    for days in (0, 7, 8):
        day = NOW - dt.timedelta(days=days)
        LaidOut.objects.create(digest=str(days), pdf=b"%PDF", used_on=day.date())
        Printing.objects.create(event=event, made_at=day, status="ready", settled_at=day)

    forgotten = retention.forget(at=NOW)

    assert forgotten["papers"] == 2
    assert sorted(LaidOut.objects.values_list("digest", flat=True)) == ["0", "7"]
    assert Printing.objects.count() == 2

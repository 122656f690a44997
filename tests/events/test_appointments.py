"""Rights of a section: given by mail, never above the giver's own, and never the last one taken."""

import datetime as dt
import re
import uuid

import pytest
from django.core import mail

from events import appointments, joining, mails
from events.models import Invitation, Mail, Role, Trace, Trust
from events.parties import Party
from tests.makers import NOW, make_event, make_party, make_role, make_section, make_user

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
KEY = uuid.UUID(int=7)


def coordinator(section, **fields):
    return make_party("coordinator", section=section, **fields)


def appoint(section, by, email="anna@example.org", key=KEY, at=NOW):
    return appointments.appoint(section, email=email, key=key, by=by, at=at)


def link_in(text):
    return re.search(r"\S+/join/\?for=coordinator#\S+", text)[0]


class TestAppointing:
    """The way in."""

    def test_mail_brings_a_link_by_which_one_person_becomes_coordinator_within_a_week(self):
        section = make_section(name="Poland")
        by = coordinator(section)

        invitation = appoint(section, by, email="Anna@example.org")
        mails.deliver(at=NOW)

        (sent,) = mail.outbox
        role, _key = joining.join(
            link_in(sent.body), nickname="", device_key=None, user=make_user("anna@example.org"), at=NOW
        )
        assert (sent.to, sent.subject) == (["anna@example.org"], "You are invited to coordinate: Poland")
        assert (invitation.uses_allowed, invitation.ends_at) == (1, NOW + 7 * DAY)
        assert (role.kind, role.section) == ("coordinator", section)
        assert Party(role.user).section_to_coordinate(section.slug) == section

    def test_link_works_once_and_not_after_seven_days(self):
        section = make_section()
        by = coordinator(section)
        appoint(section, by)
        appoint(section, by, key=uuid.UUID(int=8))
        first, second = (link_in(m.body) for m in Mail.objects.order_by("pk"))
        joining.join(first, nickname="", device_key=None, user=make_user(), at=NOW)

        with pytest.raises(joining.InvitationUsedUp):
            joining.join(first, nickname="", device_key=None, user=make_user(), at=NOW)
        with pytest.raises(joining.InvitationEnded):
            joining.join(second, nickname="", device_key=None, user=make_user(), at=NOW + 7 * DAY)

    def test_form_sent_twice_sends_one_mail(self):
        section = make_section()
        by = coordinator(section)

        appoint(section, by)
        appoint(section, by, at=NOW + dt.timedelta(seconds=2))

        assert (Mail.objects.count(), Invitation.objects.count(), Trace.objects.count()) == (1, 1, 1)

    def test_mail_is_in_the_language_of_whoever_has_an_account_already(self):
        section = make_section()
        make_user("anna@example.org", language="pl")

        appoint(section, coordinator(section))

        sent = Mail.objects.get()
        assert sent.language == "pl"
        assert "/pl/join/?for=coordinator#" in sent.body

    def test_whom_it_went_to_is_forgotten_once_it_is_taken_up(self):
        section = make_section()
        invitation = appoint(section, coordinator(section))
        assert invitation.label == "anna@example.org"

        link = link_in(Mail.objects.get(name="appointed").body)
        joining.join(link, nickname="", device_key=None, user=make_user(), at=NOW)

        invitation.refresh_from_db()
        assert invitation.label == ""

    def test_nobody_gives_a_right_that_they_do_not_have(self):
        section = make_section()
        event = make_event(section=section)
        organises = make_party("organiser", event=event)

        for by in (organises, coordinator(make_section()), Party(make_user()), Party()):
            with pytest.raises(appointments.NotYoursToGive):
                appoint(section, by)
        assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)

    def test_administrator_appoints_the_first_coordinator(self):
        appoint(make_section(), make_party("administrator"))

        assert Mail.objects.count() == 1

    def test_who_coordinates_already_is_not_invited(self):
        section = make_section()
        by = coordinator(section)

        with pytest.raises(appointments.AppointedAlready):
            appoint(section, by, email=by.user.email.upper())

    def test_the_other_coordinators_read_who_came(self):
        section = make_section(name="Poland")
        by = coordinator(section)
        appoint(section, by)
        link = link_in(Mail.objects.get().body)

        joining.join(link, nickname="", device_key=None, user=make_user(name="Anna"), at=NOW)

        told = Mail.objects.get(name="colleague_joined")
        assert (told.to, told.subject) == (by.user.email, "Somebody new looks after Poland")
        assert "Anna took up an invitation" in told.body


class TestGoing:
    """The way out."""

    def test_coordinator_leaves_and_the_last_one_cannot(self):
        section = make_section()
        first, second = coordinator(section), coordinator(section)

        appointments.leave(section, by=first, at=NOW)
        appointments.leave(section, by=first, at=NOW)
        with pytest.raises(appointments.LastCoordinator):
            appointments.leave(section, by=second, at=NOW)

        assert [role.user for role in appointments.coordinators(section)] == [second.user]
        assert Trace.objects.filter(act="left").count() == 1

    def test_one_whose_account_is_closed_counts_for_nobody(self):
        section = make_section()
        by = coordinator(section)
        coordinator(section, user=make_user(is_active=False))

        with pytest.raises(appointments.LastCoordinator):
            appointments.leave(section, by=by, at=NOW)

    def test_role_taken_back_ends_at_once_and_the_person_is_told_once(self):
        event = make_event(name="The library")
        by = coordinator(event.section)
        role = make_role("organiser", event=event)

        for _ in range(2):
            appointments.take_back(role, by=by, at=NOW)

        assert Party(role.user).roles == []
        assert [(m.to, m.subject) for m in Mail.objects.all()] == [
            (role.user.email, "You no longer organise “The library”")
        ]
        assert [(t.act, t.event, t.facts) for t in Trace.objects.all()] == [
            ("role_taken_back", event, {"kind": "organiser"})
        ]

    def test_coordinator_takes_a_colleagues_role_back_but_not_the_last_one(self):
        section = make_section()
        by = coordinator(section)
        role = make_role("coordinator", section=section)

        appointments.take_back(role, by=by, at=NOW)
        with pytest.raises(appointments.LastCoordinator):
            appointments.take_back(Role.objects.get(user=by.user), by=make_party("administrator"), at=NOW)

        assert [role.user for role in appointments.coordinators(section)] == [by.user]

    def test_nobody_takes_a_right_that_is_not_theirs_to_give(self):
        event = make_event()
        role = make_role("organiser", event=event)
        strangers = [coordinator(make_section()), Party(role.user), Party(make_user())]

        for by in strangers:
            with pytest.raises(appointments.NotYoursToGive):
                appointments.take_back(role, by=by, at=NOW)
        with pytest.raises(appointments.NotYoursToGive):
            appointments.take_back(make_role("administrator"), by=coordinator(event.section), at=NOW)
        assert Role.objects.filter(revoked_at__isnull=False).count() == 0

    def test_trust_withdrawn_is_gone_once(self):
        section = make_section()
        by = coordinator(section)
        trust = Trust.objects.create(section=section, user=make_user(), given_at=NOW)

        for _ in range(2):
            appointments.withdraw_trust(trust, by=by, at=NOW)

        assert Trust.objects.count() == 0
        assert Trace.objects.filter(act="trust_withdrawn").count() == 1

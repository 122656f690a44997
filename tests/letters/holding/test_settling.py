"""What is held back is accepted, or taken back as a whole; and how much a phone may log."""

import importlib
import uuid

import pytest
from django.apps import apps

from events.models import Mail, Role, Trace
from letters import holding
from letters.ledger import Line
from letters.models import ChannelCounter, DeviceCounter, Entry, Holdback, PaceCounter, Report
from tests.letters.holding import MINUTE, a_line, numbers, reasons, record, taps, the_ledger_holds
from tests.makers import NOW, make_device_role

pytestmark = pytest.mark.django_db


class TestAccepting:
    """The phone is right."""

    def test_accepted_phone_is_public_and_trusted_from_then_on(self, phone, event, organiser):
        record(phone, a_line(501))

        holding.accept(Holdback.objects.get(), by=organiser, at=NOW)
        record(phone, *taps(70))

        assert numbers(event) == (571, 571)
        assert Holdback.objects.get().status == "accepted"
        assert (Holdback.objects.get().settled_by, Holdback.objects.get().settled_at) == (organiser.user, NOW)
        assert Trace.objects.get(act="phone_accepted").facts == {"letters": 501}
        assert the_ledger_holds()

    def test_twice_is_once(self, phone, organiser):
        record(phone, a_line(501))

        for _ in range(2):
            holding.accept(Holdback.objects.get(), by=organiser, at=NOW)

        assert Trace.objects.filter(act="phone_accepted").count() == 1

    def test_what_was_taken_back_is_not_accepted(self, phone, event, organiser):
        record(phone, a_line(501))
        holding.void(event, device=phone.pseudonym, by=organiser, at=NOW)

        with pytest.raises(holding.TakenBackMeanwhile):
            holding.accept(Holdback.objects.get(), by=organiser, at=NOW)

    def test_nothing_is_accepted_once_the_result_is_final(self, phone, event, organiser):
        record(phone, a_line(501))
        event.campaign.is_final = True
        event.campaign.save()

        with pytest.raises(holding.ResultFinal):
            holding.accept(Holdback.objects.get(), by=organiser, at=NOW)

        assert Holdback.objects.get().status == "open"


class TestTakingBackAll:
    """A stolen phone: every line is taken back by another."""

    def test_all_lines_are_reversed_and_the_phone_is_out(self, phone, event, organiser, monkeypatch):
        monkeypatch.setattr(holding, "CHUNK", 10)
        other = make_device_role(event, "honest")
        undone = a_line(3)
        record(other, a_line(2))
        record(phone, undone, Line(uuid.uuid4(), reverses=undone.id), *taps(64))

        number = holding.void(event, device=phone.pseudonym, by=organiser, at=NOW)

        assert (number, numbers(event)) == (64, (2, 2))
        assert Holdback.objects.get().status == "voided"
        assert list(Role.objects.volunteers_of(event).in_force()) == [other]
        assert DeviceCounter.objects.get(device=phone.pseudonym).quantity == 0
        assert ChannelCounter.objects.get().channel == "tap"
        assert Trace.objects.get(act="phone_voided").facts == {"entries": 64, "letters": 64}
        assert the_ledger_holds()

    def test_twice_is_once(self, phone, event, organiser):
        record(phone, a_line(501))

        numbers_taken = [holding.void(event, device=phone.pseudonym, by=organiser, at=NOW) for _ in range(2)]

        assert (numbers_taken, Entry.objects.count()) == ([1, 0], 2)
        assert Trace.objects.filter(act="phone_voided").count() == 1

    def test_phone_that_was_never_held_and_one_that_was_accepted(self, phone, event, organiser):
        other = make_device_role(event, "other")
        record(phone, a_line(5))
        record(other, a_line(501))
        holding.accept(Holdback.objects.get(), by=organiser, at=NOW)

        for role in (phone, other):
            holding.void(event, device=role.pseudonym, by=organiser, at=NOW)

        assert numbers(event) == (0, 0)
        assert [holdback.status for holdback in Holdback.objects.all()] == ["voided", "voided"]

    def test_after_the_counter_closed(self, phone, event, organiser):
        record(phone, a_line(501))
        event.closed_at = NOW
        event.save()

        assert holding.void(event, device=phone.pseudonym, by=organiser, at=NOW + 30 * MINUTE) == 1

    def test_nothing_is_taken_back_once_the_report_is_verified(self, phone, event, organiser):
        record(phone, a_line(501))
        Report.objects.create(event=event, status="verified", signed_at=NOW, answered_at=NOW)

        with pytest.raises(holding.ResultFinal):
            holding.void(event, device=phone.pseudonym, by=organiser, at=NOW)

        phone.refresh_from_db()
        assert (phone.revoked_at, numbers(event)) == (None, (501, 0))

    def test_ids_that_somebody_took_beforehand_do_not_save_a_phone(self, phone, event, organiser):
        line = a_line(500)
        # Everybody can read the pseudonym of their own phone.
        taken = Line(uuid.uuid5(phone.pseudonym, f"void {line.id}"), "yorm-bopha", "person", 1)
        record(phone, line, taken)

        assert holding.void(event, device=phone.pseudonym, by=organiser, at=NOW) == 2

        assert numbers(event) == (0, 0)

    def test_what_arrives_afterwards_is_kept_and_held(self, phone, event, organiser):
        record(phone, a_line(501))
        holding.void(event, device=phone.pseudonym, by=organiser, at=NOW)

        record(phone, a_line(2), at=NOW + MINUTE)

        assert (numbers(event), reasons(event)) == ((2, 0), ["after"])
        assert Holdback.objects.get().status == "open"
        assert Mail.objects.filter(name="held_back").count() == 2
        assert "whose letters were taken back before, counts again" in Mail.objects.latest("pk").body
        assert the_ledger_holds()


class TestLimits:
    """How much one phone may log."""

    def test_trail_says_the_new_limits_once(self, event, organiser):
        for _ in range(2):
            holding.set_limits(event, pace=90, device=2000, crowd=20, by=organiser, at=NOW)

        event.refresh_from_db()
        assert (event.pace_limit, event.device_limit, event.crowd_limit) == (90, 2000, 20)
        traces = Trace.objects.filter(act="limits_changed")
        assert [trace.facts for trace in traces] == [{"pace": 90, "letters": 2000, "phones": 20}]


class TestMoving:
    """An installation that counted before phones were watched."""

    def test_counters_of_phones_are_filled_from_the_ledger(self, phone, event, organiser):
        line = a_line(5)
        record(phone, line, a_line(2), *taps(3, written_at=NOW + MINUTE))
        record(phone, a_line(9), channel="sheet")
        record(organiser.roles[0], Line(uuid.uuid4(), reverses=line.id), a_line(4))
        before = list(PaceCounter.objects.order_by("minute").values_list("device", "minute", "quantity"))
        DeviceCounter.objects.all().delete()
        PaceCounter.objects.all().delete()

        for _ in range(2):
            importlib.import_module("letters.migrations.0005_hold_back").fill(apps, None)

        after = list(PaceCounter.objects.order_by("minute").values_list("device", "minute", "quantity"))
        assert after == before == [(phone.pseudonym, NOW, 2), (phone.pseudonym, NOW + MINUTE, 3)]
        assert DeviceCounter.objects.get().quantity == 2 + 3 + 9
        assert the_ledger_holds()

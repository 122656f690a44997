"""More than a hand can do is counted, kept out of the public number, and told to the organisers."""

import datetime as dt
import uuid

import pytest

from events.models import Mail, Trace
from letters import holding, ledger
from letters.ledger import Line
from letters.models import DeviceCounter, Head, PaceCounter
from letters.tally.snapshot import facts_of
from tests.letters.holding import MINUTE, a_line, numbers, public, reasons, record, taps, the_ledger_holds
from tests.makers import NOW, make_device_role, make_event, make_role

pytestmark = pytest.mark.django_db


class TestMoreThanAHandCanDo:
    """What is held, and what is not."""

    def test_sixty_a_minute_are_counted_and_the_next_is_held_back(self, phone, event):
        assert record(phone, *taps(60)) == ["created"] * 60
        assert (numbers(event), reasons(event)) == ((60, 60), [])

        assert record(phone, a_line()) == ["created"]

        assert (numbers(event), reasons(event)) == ((61, 60), ["pace"])
        assert the_ledger_holds()

    def test_one_batch_is_looked_at_line_by_line(self, phone, event):
        record(phone, *taps(63))

        assert (numbers(event), reasons(event)) == ((63, 60), ["pace"] * 3)

    def test_seconds_of_one_minute_belong_together_and_the_next_minute_is_another(self, phone, event):
        record(phone, *taps(60, written_at=NOW + dt.timedelta(seconds=59)))
        record(phone, *taps(60, written_at=NOW + MINUTE))

        assert reasons(event) == []

    def test_queue_of_an_evening_without_signal_is_not_held(self, phone, event):
        lines = [a_line(written_at=NOW - n * MINUTE / 10) for n in range(450)]

        assert record(phone, *lines) == ["created"] * 450
        assert (numbers(event), reasons(event)) == ((450, 450), [])

    def test_more_letters_than_one_phone_usually_logs_are_held(self, phone, event):
        record(phone, a_line(500))
        record(phone, a_line(1, written_at=NOW + MINUTE))

        assert (numbers(event), reasons(event)) == ((501, 500), ["total"])

    def test_other_actions_count_for_the_limit_too(self, phone, event):
        record(phone, a_line(500, kind="petition"))
        record(phone, a_line(2, kind="petition"))

        assert (public(event)["actions"], Head.objects.get().actions) == (500, 502)

    def test_everything_further_is_held_once_a_phone_is(self, phone, event):
        record(phone, a_line(501))
        record(phone, a_line(written_at=NOW + MINUTE))
        DeviceCounter.objects.update(quantity=0)
        record(phone, a_line(written_at=NOW + 2 * MINUTE))

        assert (reasons(event), public(event)["letters"]) == (["total", "total", "after"], 0)

    def test_limits_are_the_events_own(self, phone, event, organiser):
        holding.set_limits(event, pace=2, device=10, crowd=20, by=organiser, at=NOW)
        phone.event.refresh_from_db()

        record(phone, *taps(3))

        assert reasons(event) == ["pace"]

    def test_another_phone_is_not_touched(self, phone, event):
        other = make_device_role(event, "another")

        record(phone, a_line(501))
        record(other, a_line(3))

        assert (numbers(event), reasons(event)) == ((504, 3), ["total"])

    def test_volunteer_with_an_account_is_watched_too(self, event):
        record(make_role(event=event), a_line(501))

        assert reasons(event) == ["total"]

    @pytest.mark.parametrize("kind", ["organiser", "coordinator"])
    def test_organisers_and_coordinators_are_not_watched(self, event, kind):
        of = {"section": event.section} if kind == "coordinator" else {"event": event}
        role = make_role(kind, **of)

        record(role, *taps(61), a_line(2000), event=event)

        assert (reasons(event), DeviceCounter.objects.count(), PaceCounter.objects.count()) == ([], 0, 0)

    def test_paper_that_is_typed_has_no_pace(self, phone, event):
        record(phone, *taps(70), channel="sheet")

        assert (reasons(event), DeviceCounter.objects.get().quantity) == ([], 70)
        assert PaceCounter.objects.count() == 0

    def test_duplicates_and_refused_lines_move_nothing(self, phone, event):
        lines = taps(60)
        record(phone, *lines)
        for _ in range(3):
            assert record(phone, *lines) == ["duplicate"] * 60
        assert record(phone, Line(uuid.uuid4(), "yorm-bopha", "person", 0)) == ["quantity_out_of_range"]

        assert (DeviceCounter.objects.get().quantity, PaceCounter.objects.get().quantity) == (60, 60)
        assert reasons(event) == []


class TestTakingBack:
    """A reversal follows what it takes back."""

    def test_what_was_taken_back_makes_room(self, phone, event):
        line = a_line(500)
        record(phone, line)
        record(phone, Line(uuid.uuid4(), reverses=line.id))
        record(phone, a_line(500, written_at=NOW + MINUTE))

        assert (numbers(event), reasons(event)) == ((500, 500), [])
        assert DeviceCounter.objects.get().quantity == 500

    def test_what_takes_a_held_entry_back_is_held_with_it(self, phone, event, organiser):
        line = a_line(501)
        record(phone, a_line(3), line)

        record(organiser.roles[0], Line(uuid.uuid4(), reverses=line.id))

        assert (numbers(event), reasons(event)) == ((3, 3), ["total", "undone"])
        assert DeviceCounter.objects.get().quantity == 3

    def test_held_and_taken_back_in_one_batch(self, phone, event):
        line = a_line(501)

        record(phone, line, Line(uuid.uuid4(), reverses=line.id))

        assert (numbers(event), reasons(event)) == ((0, 0), ["total", "undone"])
        assert the_ledger_holds()

    def test_held_phone_takes_back_what_was_counted_before(self, phone, event):
        before = a_line(4)
        record(phone, before)
        record(phone, a_line(500))

        record(phone, Line(uuid.uuid4(), reverses=before.id))

        assert (numbers(event), reasons(event)) == ((500, 0), ["total"])

    def test_line_of_a_forgotten_phone_is_taken_back(self, phone, event, organiser):
        line = a_line(4)
        record(phone, line)
        DeviceCounter.objects.all().delete()
        phone.delete()

        assert record(organiser.roles[0], Line(uuid.uuid4(), reverses=line.id)) == ["created"]
        assert the_ledger_holds()


class TestThePublicNumber:
    """Counters, without what is held back, in each of its parts."""

    def test_each_part_leaves_out_what_is_held(self, phone, event):
        record(phone, a_line(499), a_line(1, kind="petition"))
        record(phone, a_line(7), a_line(2, kind="petition"))

        told = public(event)

        assert (told["letters"], told["actions"]) == (499, 1)
        assert told["by_country"] == [{"country": "PL", "letters": 499}]
        assert told["by_case"] == [
            {"case": "yorm-bopha", "letters": 499, "by_kind": {"person": 499, "petition": 1}}
        ]
        assert told["by_channel"] == [{"channel": "tap", "letters": 499, "actions": 1}]
        assert [hour["letters"] for hour in told["by_hour"]] == [499]

    def test_country_whose_every_letter_is_held_is_not_in_it(self, phone, event):
        record(phone, a_line(501))

        assert (public(event)["by_country"], public(event)["by_hour"]) == ([], [])

    def test_section_and_other_campaigns_are_apart(self, phone, event):
        other = make_event(campaign=event.campaign)
        record(phone, a_line(501))
        record(make_role("organiser", event=other), Line(uuid.uuid4(), other.cases.get().slug, "person", 5))

        of_section = facts_of(event.campaign.slug, event.section.slug, at=NOW)["public"]

        assert (of_section["letters"], public(event)["letters"]) == (0, 5)

    def test_organisers_see_both(self, phone, event):
        record(phone, a_line(501), a_line(2, kind="petition"))

        assert holding.held_back(event) == holding.HeldBack(letters=501, actions=2, phones=1)


class TestTelling:
    """The organisers read of it within a minute; the phone does not."""

    def test_organisers_are_written_to_once(self, phone, event, organiser):
        make_role("organiser", event=event)
        make_role("organiser", event=make_event())

        record(phone, *taps(61))
        record(phone, a_line())

        assert sorted(Mail.objects.values_list("name", flat=True)) == ["held_back"] * 2
        mail = Mail.objects.get(to=organiser.user.email)
        assert mail.next_try_at == NOW
        assert "The phone of volunteer 1 logged more than 60 entries within one minute" in mail.body
        assert "/events/library/phones/" in mail.body
        assert "Ola" not in mail.body

    def test_trail_says_so_without_a_name(self, phone, event):
        record(phone, a_line(501))

        trace = Trace.objects.get(act="held_back")
        assert (trace.as_role, trace.facts, trace.event) == ("worker", {"reason": "total"}, event)

    def test_phone_is_answered_as_ever(self, phone, event):
        result = ledger.record(event, entries=[a_line(501)], by=phone, channel="tap", at=NOW)

        assert (result.outcomes[0].status, result.letters) == ("created", 501)

"""A file of counts is taken as a whole, once, and can be taken back as a whole."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Trace
from events.parties import Party
from letters import reckoning
from letters.intakes import bringing, taking
from letters.models import Entry, Intake
from tests.letters.intakes.corpus import HEADINGS, ROW, many, row, text, workbook
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db


def told(entry):
    return (entry.event.name, entry.case.slug, entry.kind, entry.quantity, entry.day, entry.channel)


def faults():
    return list(reckoning.check(reckoning.Reckoning()))


class TestTake:
    def test_writes_each_row_at_the_event_of_its_place(self, bring, take):
        headings = (*HEADINGS, "form")
        intake = bring(
            text(
                (*ROW, "outside"),
                (*row(place="SCHOOL  5", kind="petition", quantity=7), ""),
                (*row(case="tun-aung", town="", place="Web", kind="e-mail", quantity=3), "online"),
                headings=headings,
            )
        )

        take(intake)

        assert [told(entry) for entry in Entry.objects.order_by("event", "seq")] == [
            ("School 5", "yorm-bopha", "authority", 12, dt.date(2026, 12, 10), "import"),
            ("School 5", "yorm-bopha", "petition", 7, dt.date(2026, 12, 10), "import"),
            ("Web", "tun-aung", "email", 3, dt.date(2026, 12, 10), "import"),
        ]
        events = Event.objects.order_by("name")
        assert list(events.values_list("form", "status", "town", "section__slug")) == [
            ("outside", "approved", "Łódź", "poland"),
            ("online", "approved", "", "poland"),
        ]
        assert faults() == []

    def test_gives_each_place_an_address_that_can_be_read(self, bring, take):
        take(bring(text(row(place="Żłobek", town="Łódź"), row(place="学校", town=""))))

        slugs = Event.objects.order_by("slug").values_list("slug", flat=True)
        assert [slug.rpartition("-")[0] for slug in slugs] == ["place", "zlobek-lodz"]

    def test_of_a_second_file_counts_at_the_same_event(self, bring, take):
        take(bring(text(ROW)))
        take(bring(text(row(case="tun-aung", kind="copy", quantity=2))))

        event = Event.objects.get()
        assert (event.head.letters, sorted(event.cases.values_list("slug", flat=True))) == (
            14,
            ["tun-aung", "yorm-bopha"],
        )

    def test_of_more_than_a_line_holds_writes_several(self, bring, take):
        take(bring(text(row(quantity=25_000))))

        assert list(Entry.objects.values_list("quantity", flat=True)) == [10_000, 10_000, 5_000]

    def test_twice_is_once_and_leaves_one_trace(self, bring, take):
        intake = bring(text(ROW))
        take(intake)

        assert take(intake).status == "taken"
        assert Entry.objects.count() == 1
        assert list(Trace.objects.filter(act="intake_taken").values_list("facts", flat=True)) == [
            {"rows": 1, "places": 1, "letters": 12, "actions": 0}
        ]

    def test_keeps_no_file(self, bring, take):
        intake = take(bring(text(ROW)))

        assert (Intake.objects.get().content, intake.done, intake.letters) == (None, 1, 12)

    def test_writes_nothing_where_one_row_is_refused(self, bring, take):
        take(bring(text(row(place="Zebra"))))
        Event.objects.update(status="cancelled")
        intake = bring(text(ROW, row(place="Zebra", quantity=1)))

        with pytest.raises(taking.RowRefused) as refusal:
            take(intake)

        assert refusal.value.row == 3
        assert (Entry.objects.count(), Event.objects.count()) == (1, 1)
        assert Intake.objects.get(pk=intake.pk).status == "read"

    def test_that_the_ledger_refused_is_told_by_the_worker(self, bring, take, coordinator):
        take(bring(text(ROW)))
        Event.objects.update(status="cancelled")
        intake = bring(text(row(quantity=1)))
        taking.begin(intake, by=coordinator, at=NOW)

        taking.take_file.call(intake.pk, coordinator.user.pk)

        intake.refresh_from_db()
        assert (intake.status, intake.faults) == (
            "read",
            [[2, "", "ledger", "Counting for this marathon is closed."]],
        )

    def test_by_somebody_who_is_no_coordinator_any_more_writes_nothing(self, bring):
        intake = bring(text(ROW))

        with pytest.raises(taking.NotRead):
            taking.take(intake, by=Party(make_user()), at=NOW)

        assert (Entry.objects.count(), Event.objects.count()) == (0, 0)

    def test_of_a_file_that_is_dropped_or_forgotten_writes_nothing(self, bring, take, coordinator):
        dropped, forgotten = bring(text(ROW)), bring(text(ROW))
        bringing.drop(dropped, by=coordinator, at=NOW)
        Intake.objects.filter(pk=forgotten.pk).update(rows=[])

        for intake in (dropped, forgotten):
            with pytest.raises(taking.NotRead):
                take(intake)

    def test_does_not_begin_once_the_result_is_final(self, bring, coordinator, section):
        intake = bring(text(ROW))
        section.participations.update(final_at=NOW)

        with pytest.raises(bringing.ResultFinal):
            taking.begin(intake, by=coordinator, at=NOW)


class TestTakeBack:
    def test_reverses_what_still_stands_once(self, bring, take, coordinator):
        intake = take(bring(text(ROW, row(kind="person", quantity=25_000))))

        for _ in range(2):
            taking.take_back(intake, by=coordinator, at=NOW)

        assert list(Entry.objects.filter(quantity__lt=0).values_list("quantity", flat=True)) == [
            -12,
            -10_000,
            -10_000,
            -5_000,
        ]
        assert Event.objects.get().head.letters == 0
        assert Intake.objects.get().was_taken_back
        assert Trace.objects.filter(act="intake_taken_back").count() == 1
        assert faults() == []

    def test_of_a_file_that_was_not_taken_does_nothing(self, bring, coordinator):
        with pytest.raises(bringing.IntakeSettled):
            taking.take_back(bring(text(ROW)), by=coordinator, at=NOW)

    def test_says_so_when_the_rows_are_forgotten(self, bring, take, coordinator):
        intake = take(bring(text(ROW)))
        Intake.objects.update(rows=[])

        with pytest.raises(taking.RowsForgotten):
            taking.take_back(intake, by=coordinator, at=NOW)


class TestBring:
    def test_of_the_same_form_keeps_one_file(self, bring):
        key = uuid.uuid4()

        assert bring(text(ROW), key=key) == bring(text(ROW), key=key)
        assert Intake.objects.count() == 1

    def test_is_refused_once_the_result_is_final(self, bring, section):
        section.participations.update(final_at=NOW)

        with pytest.raises(bringing.ResultFinal):
            bring(text(ROW))

    def test_of_a_file_that_was_dropped_meanwhile_reads_nothing(self, bring, coordinator):
        intake = bring(text(row(quantity="x")))
        bringing.drop(intake, by=coordinator, at=NOW)
        bringing.drop(intake, by=coordinator, at=NOW)
        bringing.read(intake.pk, at=NOW)

        kept = Intake.objects.get()
        assert (kept.status, kept.content, kept.rows, kept.faults) == ("dropped", None, [], [])
        assert Trace.objects.filter(act="intake_dropped").count() == 1

    def test_of_a_taken_file_is_not_dropped(self, bring, take, coordinator):
        intake = take(bring(text(ROW)))

        with pytest.raises(bringing.IntakeSettled):
            bringing.drop(intake, by=coordinator, at=NOW)


@pytest.mark.parametrize("written", [text, workbook])
def test_many_rows_are_read_and_taken_each_once(bring, take, written):
    content = written(*many(1_200, places=60), headings=(*HEADINGS, "note"))

    intake = take(bring(content))

    # How long ten thousand take is measured by benchmarks/files.py.
    assert (intake.done, Entry.objects.count(), Event.objects.count()) == (1_200, 1_200, 60)

"""Paper sheets are typed once each; typed again, they are corrected."""

import datetime as dt
import uuid

import pytest

from events.models import Event, Role, Trace
from events.parties import Party
from letters import differences, ledger, reckoning, sheets
from letters.ledger import Line
from letters.models import ChannelCounter, Entry, Holdback, Report, Sheet
from letters.refusals import LineRefused
from tests.makers import (
    NOW,
    make_case,
    make_device_role,
    make_event,
    make_opening,
    make_party,
    make_role,
    make_sheet,
    make_team,
)

pytestmark = pytest.mark.django_db
BOPHA, AUNG = ("yorm-bopha", "authority"), ("tun-aung", "person")


@pytest.fixture
def event() -> Event:
    return make_event(cases=[make_case(slug="yorm-bopha"), make_case(slug="tun-aung")])


@pytest.fixture
def volunteer(event: Event) -> Role:
    return make_device_role(event, "a key")


def type_in(sheet: Sheet, figures, volunteer: Role, *, version: int = 0, at=NOW) -> Sheet:
    by = Party(device_key="a key")
    return sheets.type_in(sheet, figures, version=version, role=volunteer, by=by, at=at)


def lines_of(event: Event) -> list[tuple[str, str, int, str]]:
    entries = Entry.objects.filter(event=event).select_related("case").order_by("seq")
    return [(entry.case.slug, entry.kind, entry.quantity, entry.channel) for entry in entries]


def total(event: Event) -> int:
    return sum(quantity for *_, quantity, _channel in lines_of(event))


def is_sound() -> bool:
    return list(reckoning.check(reckoning.Reckoning())) == []


class TestIssuing:
    """Organisers make sheets, and print them."""

    def test_numbers_follow_each_other_and_a_double_click_makes_them_once(self, event):
        party = make_party("organiser", event=event)
        key = uuid.uuid4()

        first = sheets.issue(event, count=3, key=key, by=party, at=NOW)
        again = sheets.issue(event, count=3, key=key, by=party, at=NOW)
        more = sheets.issue(event, count=2, key=uuid.uuid4(), by=party, at=NOW, team=make_team(event))

        assert [sheet.number for sheet in first] == [sheet.number for sheet in again] == [1, 2, 3]
        assert [(sheet.number, str(sheet.team)) for sheet in more] == [(4, "1A"), (5, "1A")]
        traces = Trace.objects.filter(act="sheets_issued").order_by("pk")
        assert [(trace.what, trace.as_role) for trace in traces] == [
            ("1–3", "organiser"),
            ("4–5", "organiser"),
        ]

    def test_same_key_at_another_event_makes_sheets_there(self, event):
        party, key, other = Party(), uuid.uuid4(), make_event()

        sheets.issue(event, count=2, key=key, by=party, at=NOW)
        there = sheets.issue(other, count=2, key=key, by=party, at=NOW)

        assert [(sheet.event, sheet.number) for sheet in there] == [(other, 1), (other, 2)]

    def test_numbers_end_where_nobody_can_read_them(self, event):
        make_sheet(event, sheets.MOST)

        with pytest.raises(sheets.TooManySheets):
            sheets.issue(event, count=1, key=uuid.uuid4(), by=Party(), at=NOW)

    def test_unknown_number_is_told(self, event):
        make_sheet(make_event(), 7)

        with pytest.raises(sheets.SheetUnknown):
            sheets.find(event, 7)


def test_sheet_becomes_lines_of_its_own_channel_and_team(event, volunteer):
    team = make_team(event)
    sheet = make_sheet(event, team=team)

    typed = type_in(sheet, {BOPHA: 12, AUNG: 5}, volunteer)

    assert (typed.version, typed.typed_at, typed.typed_by) == (1, NOW, volunteer.pseudonym)
    assert lines_of(event) == [("tun-aung", "person", 5, "sheet"), ("yorm-bopha", "authority", 12, "sheet")]
    assert set(Entry.objects.values_list("team", flat=True)) == {team.pk}
    assert is_sound()
    trace = Trace.objects.get()
    assert (trace.act, trace.what, trace.as_role) == ("sheet_typed", "1", "volunteer")
    assert trace.facts == {"version": 1, "letters": 17}


def test_same_figures_again_count_nothing(event, volunteer):
    sheet = make_sheet(event)

    type_in(sheet, {BOPHA: 12}, volunteer)
    again = type_in(sheet, {BOPHA: 12, AUNG: 0}, volunteer)
    later = type_in(sheet, {BOPHA: 12}, volunteer, version=1)

    assert (again.version, later.version, total(event)) == (1, 1, 12)


def test_other_figures_from_somebody_who_saw_a_fresh_sheet_are_refused(event, volunteer):
    sheet = make_sheet(event)
    type_in(sheet, {BOPHA: 12}, volunteer)

    with pytest.raises(sheets.TypedMeanwhile):
        type_in(sheet, {BOPHA: 13}, volunteer)

    assert total(event) == 12


def test_correction_takes_back_what_changed_and_writes_it_again(event, volunteer):
    sheet = make_sheet(event)
    type_in(sheet, {BOPHA: 12, AUNG: 5}, volunteer)

    type_in(sheet, {BOPHA: 10, AUNG: 5}, volunteer, version=1, at=NOW + dt.timedelta(hours=5))
    typed = type_in(sheet, {AUNG: 5}, volunteer, version=2, at=NOW + dt.timedelta(hours=5))

    assert typed.version == 3
    assert [quantity for *_, quantity, _channel in lines_of(event)] == [5, 12, -12, 10, -10]
    # A correction counts for the hour in which the sheet counted.
    assert set(Entry.objects.values_list("hour", flat=True)) == {NOW}
    history = sheets.standing(typed).versions
    assert [version.changes for version in history] == [
        {BOPHA: (0, 12), AUNG: (0, 5)},
        {BOPHA: (12, 10)},
        {BOPHA: (10, 0)},
    ]
    assert [trace.act for trace in Trace.objects.order_by("pk")] == ["sheet_typed"] + ["sheet_corrected"] * 2
    assert is_sound()


def test_volunteer_corrects_no_sheet_of_somebody_else(event, volunteer):
    sheet = type_in(make_sheet(event), {BOPHA: 7}, volunteer)
    other, organiser = make_device_role(event, "another key"), make_role("organiser", event=event)

    with pytest.raises(sheets.TypedBySomebodyElse):
        type_in(sheet, {BOPHA: 0}, other, version=1)
    type_in(sheet, {BOPHA: 6}, organiser, version=1)

    assert total(event) == 6


def test_empty_sheet_is_typed_too(event, volunteer):
    typed = type_in(make_sheet(event), {BOPHA: 0}, volunteer)

    assert (typed.version, lines_of(event)) == (1, [])


class TestMoment:
    """Letters of a sheet count for its hours, however late it is typed."""

    def test_is_now_while_the_sheet_is_on_the_table(self, event, volunteer):
        type_in(make_sheet(event), {BOPHA: 1}, volunteer)

        assert Entry.objects.get().written_at == NOW

    def test_is_the_end_of_the_opening_when_it_is_typed_the_next_day(self, event, volunteer):
        opening = make_opening(
            event, starts_at=NOW - dt.timedelta(days=1), ends_at=NOW - dt.timedelta(hours=12)
        )

        type_in(make_sheet(event, opening=opening), {BOPHA: 1}, volunteer)

        assert Entry.objects.get().written_at == opening.ends_at - dt.timedelta(seconds=1)

    def test_is_the_end_of_the_event_where_the_sheet_has_no_opening(self, event, volunteer):
        type_in(make_sheet(event), {BOPHA: 1}, volunteer, at=NOW + dt.timedelta(days=30))

        last = event.openings.get().ends_at
        assert Entry.objects.get().written_at == last - dt.timedelta(seconds=1)
        # One in the night in Warsaw: the event's own day, not the server's.
        assert Entry.objects.get().day == dt.date(2026, 12, 13)


class TestAfterARecount:
    """A recount may have taken lines of a sheet back and written the rest anew."""

    @pytest.fixture
    def sheet(self, event, volunteer) -> Sheet:
        sheet = type_in(make_sheet(event), {BOPHA: 10}, volunteer)
        differences.settle(
            event,
            {BOPHA: -3},
            key=uuid.uuid4(),
            by=make_role("organiser", event=event),
            channel="recount",
            at=NOW,
        )
        assert total(event) == 7
        return sheet

    def test_correction_upwards_adds_what_the_paper_says_more(self, event, volunteer, sheet):
        type_in(sheet, {BOPHA: 12}, volunteer, version=1)

        assert total(event) == 9
        assert dict(sheets.standing(Sheet.objects.get()).figures) == {BOPHA: 12}
        assert is_sound()

    def test_correction_downwards_takes_back_what_the_paper_says_less(self, event, volunteer, sheet):
        type_in(sheet, {BOPHA: 6}, volunteer, version=1)
        type_in(sheet, {BOPHA: 5}, volunteer, version=2)

        assert total(event) == 2
        assert dict(sheets.standing(Sheet.objects.get()).figures) == {BOPHA: 5}
        assert is_sound()


def test_sheet_typed_by_a_phone_that_was_voided_can_be_typed_anew(event, volunteer):
    sheet = type_in(make_sheet(event), {BOPHA: 10}, volunteer)
    [entry] = Entry.objects.all()
    back = Line(uuid.uuid4(), reverses=entry.pk)
    ledger.record(event, entries=[back], by=volunteer, channel="tap", at=NOW)
    Holdback.objects.create(
        event=event, device=volunteer.pseudonym, status="voided", raised_at=NOW, settled_at=NOW
    )

    type_in(sheet, {BOPHA: 10}, make_role("organiser", event=event), version=1)

    assert total(event) == 10
    assert is_sound()


def test_sheet_is_taken_long_after_the_counter_closed(event, volunteer):
    Event.objects.filter(pk=event.pk).update(closed_at=NOW)
    event.refresh_from_db()

    type_in(make_sheet(event), {BOPHA: 1}, volunteer, at=NOW + dt.timedelta(days=60))

    assert ChannelCounter.objects.get().channel == "sheet"


def test_sheet_is_refused_whole_once_the_report_is_verified(event, volunteer):
    Report.objects.create(event=event, status="verified", signed_at=NOW, answered_at=NOW)

    with pytest.raises(LineRefused):
        type_in(make_sheet(event), {BOPHA: 1}, volunteer)

    assert (lines_of(event), Sheet.objects.get().version) == ([], 0)

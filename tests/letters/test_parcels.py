"""Letters are packed once, never more than were counted, and posted on a day that can be."""

import datetime as dt
import uuid

import pytest

from events.models import Trace
from letters import parcels
from letters.models import Parcel, ParcelLine
from letters.postage import Piece
from letters.rates import tariff_of
from tests.makers import (
    NOW,
    TODAY,
    make_addressee,
    make_case,
    make_counters,
    make_event,
    make_parcel,
    make_party,
    make_post_office,
)

pytestmark = pytest.mark.django_db
AUTHORITY, PERSON = ("yorm-bopha", "authority"), ("yorm-bopha", "person")


@pytest.fixture
def case():
    return make_case(slug="yorm-bopha")


@pytest.fixture
def event(case):
    event = make_event(cases=[case])
    make_counters(event, case, "authority", 12)
    make_counters(event, case, "person", 5)
    return event


@pytest.fixture
def addressee(case):
    return make_addressee(case)


@pytest.fixture
def by(event):
    return make_party("organiser", event=event)


def pack(event, addressee, lines, by, **fields):
    fields = {"key": uuid.uuid4(), "at": NOW} | fields
    return parcels.pack(event, addressee=addressee, lines=lines, by=by, **fields)


def contents(parcel):
    return list(parcel.lines.values_list("case__slug", "kind", "quantity"))


class TestPacking:
    def test_parcel_has_label_weight_and_postage(self, event, addressee, by):
        make_post_office(event.section)

        parcel = pack(event, addressee, {AUTHORITY: 12, PERSON: 0}, by)

        assert (parcel.number, parcel.destination, parcel.address, parcel.country) == (
            1,
            "The Minister",
            "1 Palace Road\nCapital\nCAMBODIA",
            "KH",
        )
        assert (parcel.grams, parcel.postage, parcel.currency) == (65, 900, "PLN")
        assert contents(parcel) == [("yorm-bopha", "authority", 12)]

    def test_each_letter_alone_costs_each_its_postage(self, event, addressee, by):
        make_post_office(event.section)

        parcel = pack(event, addressee, {AUTHORITY: 12}, by, is_alone=True)

        assert (parcel.grams, parcel.postage) == (120, 6000)
        way = parcels.way_of(parcel, tariff_of(event.section), 12)
        assert way.pieces == (Piece(1, 10, 500, 12),)

    def test_scales_are_believed(self, event, addressee, by):
        make_post_office(event.section)

        parcel = pack(event, addressee, {AUTHORITY: 2}, by, weighed=51)

        assert (parcel.grams, parcel.postage) == (51, 900)
        assert parcels.way_of(parcel, tariff_of(event.section), 2).pieces == (Piece(2, 51, 900),)

    def test_without_rates_the_postage_is_not_known(self, event, addressee, by):
        parcel = pack(event, addressee, {AUTHORITY: 2}, by)

        assert (parcel.grams, parcel.postage) == (15, 0)
        assert parcels.way_of(parcel, parcels.Tariff(), 2) is None

    def test_embassy_without_an_address_stands_in_the_sections_country(self, event, case, by):
        embassy = make_addressee(case, kind="copy", office="The Ambassador", address="", is_verified=False)

        parcel = pack(event, embassy, {AUTHORITY: 2}, by)

        assert (parcel.destination, parcel.address, parcel.country) == ("The Ambassador", "", "PL")

    def test_same_form_packs_once_and_numbers_follow_each_other(self, event, addressee, by):
        key = uuid.uuid4()

        numbers = [pack(event, addressee, {AUTHORITY: 3}, by, key=key).number for _ in range(2)]
        numbers.append(pack(event, addressee, {AUTHORITY: 3}, by).number)

        assert numbers == [1, 1, 2]
        assert (
            list(Trace.objects.values_list("act", "facts"))
            == [("parcel_packed", {"letters": 3, "grams": 20})] * 2
        )

    def test_never_more_than_counted_and_not_packed_yet(self, event, addressee, by):
        pack(event, addressee, {AUTHORITY: 10}, by)

        with pytest.raises(parcels.MoreThanCounted) as refused:
            pack(event, addressee, {AUTHORITY: 3}, by)

        assert str(refused.value.sentence).startswith(
            "You have 3, but only 2 are counted and not packed yet."
        )
        assert refused.value.field == "yorm-bopha authority"
        assert Parcel.objects.count() == 1

    @pytest.mark.parametrize("lines", [{}, {AUTHORITY: 0}])
    def test_empty_parcel_is_refused(self, event, addressee, by, lines):
        with pytest.raises(parcels.NothingPacked):
            pack(event, addressee, lines, by)

    def test_address_of_another_case_and_a_kind_not_counted_are_refused(self, event, addressee, by):
        with pytest.raises(parcels.NotWrittenHere):
            pack(event, make_addressee(), {AUTHORITY: 1}, by)
        with pytest.raises(parcels.MoreThanCounted):
            pack(event, addressee, {("yorm-bopha", "copy"): 1}, by)
        with pytest.raises(parcels.MoreThanCounted):
            pack(event, addressee, {("no-such-case", "authority"): 1}, by)

    def test_unpacked_letters_can_be_packed_again(self, event, addressee, by):
        parcel = pack(event, addressee, {AUTHORITY: 12}, by)

        for _ in range(2):
            parcels.unpack(parcel, by=by, at=NOW)

        assert contents(pack(event, addressee, {AUTHORITY: 12}, by)) == [("yorm-bopha", "authority", 12)]
        assert ParcelLine.objects.count() == 1
        assert Trace.objects.filter(act="parcel_unpacked").count() == 1


class TestPosting:
    def post(self, parcel, by, *, on=TODAY, reference="RR 12", at=NOW):
        return parcels.mark_posted(parcel, on=on, reference=reference, by=by, at=at)

    def test_day_reference_and_person_are_kept(self, event, by):
        parcel = self.post(make_parcel(event), by)

        parcel.refresh_from_db()
        assert (parcel.status, parcel.posted_on, parcel.reference, parcel.posted_by) == (
            "posted",
            TODAY,
            "RR 12",
            by.user,
        )

    def test_twice_is_once_and_otherwise_is_refused(self, event, by):
        parcel = make_parcel(event)

        for _ in range(2):
            self.post(parcel, by)
        with pytest.raises(parcels.PostedMeanwhile):
            self.post(parcel, by, reference="RR 13")
        with pytest.raises(parcels.PostedMeanwhile):
            parcels.unpack(parcel, by=by, at=NOW)

        assert Trace.objects.filter(act="parcel_posted").count() == 1

    def test_wrong_note_is_taken_back_once_and_made_again(self, event, by):
        parcel = self.post(make_parcel(event), by)

        for _ in range(2):
            parcels.mark_not_posted(parcel, by=by, at=NOW)

        parcel.refresh_from_db()
        assert (parcel.status, parcel.posted_on, parcel.reference, parcel.posted_by) == (
            "packed",
            None,
            "",
            None,
        )
        assert Trace.objects.filter(act="parcel_not_posted").count() == 1
        assert self.post(parcel, by, reference="RR 13").reference == "RR 13"

    def test_day_to_come_by_the_clock_of_the_place_is_refused(self, event, by):
        parcel = make_parcel(event)
        late = dt.datetime(2026, 12, 12, 23, 30, tzinfo=dt.UTC)

        with pytest.raises(parcels.PostedInFuture):
            self.post(parcel, by, on=dt.date(2026, 12, 14), at=late)

        assert self.post(parcel, by, on=dt.date(2026, 12, 13), at=late).posted_on == dt.date(2026, 12, 13)

    def test_day_before_the_marathon_is_refused(self, event, by):
        with pytest.raises(parcels.PostedTooEarly) as refused:
            self.post(make_parcel(event), by, on=dt.date(2026, 12, 11))

        assert str(refused.value.sentence).startswith("The marathon began on ")

    def test_unpacked_parcel_cannot_be_posted(self, event, by):
        parcel = make_parcel(event)
        parcels.unpack(parcel, by=by, at=NOW)

        with pytest.raises(parcels.UnpackedMeanwhile):
            self.post(parcel, by)

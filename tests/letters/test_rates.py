"""What a section's post takes, and where it goes."""

import datetime as dt

import pytest

from events.models import Trace
from letters import rates
from letters.models import PostStop, Rate
from letters.postage import Tariff
from tests.makers import NOW, TODAY, make_party, make_post_office, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section()


@pytest.fixture
def by(section):
    return make_party("coordinator", section=section)


def set_office(section, by, **fields):
    fields = {
        "currency": "PLN",
        "stamps": [390, 100],
        "sheet_grams": 6,
        "envelope_grams": 4,
        "as_of": TODAY,
        "source": "the price list",
    } | fields
    return rates.set_office(section, by=by, at=NOW, **fields)


def acts():
    return list(Trace.objects.order_by("pk").values_list("act", "what"))


def test_tariff_has_office_and_rates_in_one_query(section, by, django_assert_num_queries):
    set_office(section, by)
    rates.set_rates(section, "", [(100, 1200), (50, 800)], by=by, at=NOW)
    rates.set_rates(section, "PL", [(500, 390)], by=by, at=NOW)

    with django_assert_num_queries(1):
        tariff = rates.tariff_of(section)

    assert tariff == Tariff("PLN", (100, 390), 6, 4, {"": ((50, 800), (100, 1200)), "PL": ((500, 390),)})
    assert acts() == [("post_office_set", ""), ("rates_set", "*"), ("rates_set", "PL")]


def test_section_without_an_office_has_no_tariff_and_one_without_rates_no_steps(section, by):
    assert rates.tariff_of(section) is None

    set_office(section, by)

    assert rates.tariff_of(section).steps == {}


def test_saying_the_same_again_changes_nothing(section, by):
    for _ in range(2):
        set_office(section, by)
        rates.set_rates(section, "KH", [(50, 800)], by=by, at=NOW)
        rates.suspend(section, "KH", since=TODAY, until=None, advice="Keep them.", source="", by=by, at=NOW)

    assert [act for act, _what in acts()] == ["post_office_set", "rates_set", "post_suspended"]


def test_rates_of_a_country_are_replaced_and_removed(section, by):
    make_post_office(section, {"": {50: 400}, "KH": {50: 900}})

    rates.set_rates(section, "KH", [(20, 100), (40, 100)], by=by, at=NOW)
    assert list(Rate.objects.filter(country="KH").values_list("up_to_grams", "price")) == [
        (20, 100),
        (40, 100),
    ]

    rates.set_rates(section, "KH", [], by=by, at=NOW)
    assert list(Rate.objects.values_list("country", flat=True)) == [""]


def test_heavier_letter_never_costs_less_and_each_weight_once(section, by):
    with pytest.raises(rates.PriceFalls):
        rates.set_rates(section, "", [(50, 800), (100, 700)], by=by, at=NOW)
    with pytest.raises(rates.WeightTwice):
        rates.set_rates(section, "", [(50, 800), (50, 900)], by=by, at=NOW)

    assert Rate.objects.count() == 0


def test_currency_changes_only_without_rates(section, by):
    make_post_office(section)

    with pytest.raises(rates.CurrencyHasRates):
        set_office(section, by, currency="EUR")

    rates.set_rates(section, "", [], by=by, at=NOW)
    assert set_office(section, by, currency="EUR").currency == "EUR"


def test_suspension_holds_from_its_first_to_its_last_day(section, by):
    day = dt.timedelta(days=1)
    rates.suspend(section, "KH", since=TODAY, until=TODAY + day, advice="Wait.", source="", by=by, at=NOW)

    assert [list(rates.stops_of(section, on=TODAY + n * day)) for n in (-1, 0, 1, 2)] == [
        [],
        ["KH"],
        ["KH"],
        [],
    ]


def test_suspension_is_removed_once(section, by):
    make_post_office(section)
    stop = rates.suspend(section, "KH", since=TODAY, until=None, advice="Wait.", source="", by=by, at=NOW)

    for _ in range(2):
        rates.resume(section, stop.pk, by=by, at=NOW)

    assert PostStop.objects.count() == 0
    assert acts()[-2:] == [("post_suspended", "KH"), ("post_resumed", "KH")]

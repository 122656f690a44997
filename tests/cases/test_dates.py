"""Dates as much as is known of them."""

import datetime as dt

import pytest
from django.utils import translation

from cases.countries import country_name
from cases.dates import long_date, short_date

DAY = dt.date(2018, 2, 14)


@pytest.mark.parametrize(
    ("language", "precision", "long", "short"),
    [
        ("en", "day", "14 February 2018", "14 Feb 2018"),
        ("en", "month", "February 2018", "Feb 2018"),
        ("en", "year", "2018", "2018"),
        ("pl", "day", "14 lutego 2018", "14 lut 2018"),
        ("pl", "month", "luty 2018", "lut 2018"),
        ("pl", "year", "2018", "2018"),
    ],
)
def test_date_says_what_is_known(language, precision, long, short):
    with translation.override(language):
        assert (long_date(DAY, precision), short_date(DAY, precision)) == (long, short)


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [("en", "KH", "Cambodia"), ("pl", "KH", "Kambodża"), ("en", "XQ", "XQ"), ("tlh", "PL", "Poland")],
)
def test_country_is_named_in_the_language_of_the_page(language, code, name):
    with translation.override(language):
        assert country_name(code) == name

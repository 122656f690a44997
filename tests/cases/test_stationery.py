"""Stamps, postmarks and bars."""

import datetime as dt
import re

import pytest
from django.template import Context, Template

from cases.models import Milestone
from cases.templatetags.stationery import INKS, ink, postmark
from tests.makers import make_case, make_milestone


def drawn(source, **context):
    """What the tags make of it."""
    return Template("{% load stationery %}" + source).render(Context(context))


@pytest.mark.parametrize("code", ["KH", "ET", "PL", "??", "", "ZZZ"])
def test_every_country_has_an_ink(code):
    assert 1 <= ink(code) <= INKS


@pytest.mark.parametrize(
    ("number", "of", "width"), [(5, 10, "50.00"), (0, 0, "0.00"), (30, 10, "100.00"), (1, 3, "33.33")]
)
def test_bar_is_as_long_as_its_share(number, of, width):
    page = drawn("{% bar 'Poland' number of %}", number=number, of=of)

    assert re.findall(r'class="fill" width="([^"]+)"', page) == [width]


@pytest.mark.django_db
def test_green_is_for_news_of_release_alone():
    case = make_case()
    inks = {kind: make_milestone(case, kind=kind).ink for kind in Milestone.Kind.values}

    green = {kind for kind, mark in inks.items() if mark == "release"}
    red = {kind for kind, mark in inks.items() if mark == "setback"}

    assert green == {"released", "released_on_bail", "released_conditionally", "pardoned"}
    assert red == {"re_arrested", "setback"}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Milestone.Kind.values)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_word_of_a_postmark_fits_its_ring(kind, language):
    from django.utils import translation

    with translation.override(language):
        mark = postmark(Milestone(kind=kind, happened_on=dt.date(2018, 2, 14), precision="day"))

    assert len(mark["word"]) * mark["size"] * 0.8 <= 260
    assert mark["lines"] in (["14 Feb", "2018"], ["14 lut", "2018"])


@pytest.mark.django_db
def test_stamp_is_what_somebody_hears_too():
    case = make_case(name="Ada", initials="A")
    make_milestone(case, kind="still_waiting", happened_on=dt.date(2016, 6, 1), precision="month")

    page = drawn("{% stamp case %}", case=case)
    heard = re.sub(r"<svg.*?</svg>", "", page, flags=re.S)
    heard = re.sub(r'<span aria-hidden="true">.*?</span>', "", heard)

    assert re.sub(r"<[^>]+>|\s+", " ", heard).split() == [
        "Ada",
        "Cambodia",
        "still",
        "waiting,",
        "June",
        "2016",
    ]

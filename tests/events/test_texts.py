"""The texts of cases: changed by those who write for them, kept, and brought back."""

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from events import texts
from events.models import Participation, Trace
from tests.makers import (
    BODY,
    NOW,
    make_addressee,
    make_campaign,
    make_case,
    make_party,
    make_section,
    make_wording,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    section, campaign = make_section(), make_campaign()
    Participation.objects.create(section=section, campaign=campaign)
    by = make_party("coordinator", section=section)
    return section, make_case(campaign=campaign), by


def change(desk, thing, new, **given):
    section, _case, by = desk
    given = {"seen": texts.mark_of(texts.texts_of(thing)), "by": by, "at": NOW} | given
    return texts.change(section, thing, new, **given)


def test_text_is_changed_and_the_trail_says_so(desk):
    _section, case, _by = desk

    assert change(desk, case, {"en": {"headline": "Free her"}}) is True

    assert Case.objects.get(pk=case.pk).headline == "Free her"
    assert list(Trace.objects.values_list("act", "what", "facts")) == [
        ("texts_changed", f"case {case.pk}", {"languages": "en"})
    ]


def test_earlier_text_comes_back_and_later_ones_stay_listed(desk):
    section, case, by = desk
    change(desk, case, {"en": {"headline": "Free her"}})
    first = texts.editions(case)[-1]

    seen = texts.mark_of(texts.texts_of(case))
    texts.go_back(section, case, first.number, seen=seen, by=by, at=NOW)

    assert [edition.texts["en"]["headline"] for edition in texts.editions(case)] == [
        "Imprisoned for a garden",
        "Free her",
        "Imprisoned for a garden",
    ]


def test_same_change_sent_twice_is_one(desk):
    _section, case, _by = desk
    seen = texts.mark_of(texts.texts_of(case))
    change(desk, case, {"en": {"headline": "Free her"}}, seen=seen)

    assert change(desk, case, {"en": {"headline": "Free her"}}, seen=seen) is False
    assert len(texts.editions(case)) == 2


def test_words_of_somebody_faster_are_not_overwritten(desk):
    _section, case, _by = desk
    seen = texts.mark_of(texts.texts_of(case))
    change(desk, case, {"en": {"headline": "Free her"}}, seen=seen)

    with pytest.raises(texts.ChangedMeanwhile):
        change(desk, case, {"en": {"headline": "Let her go"}}, seen=seen)


def test_wording_with_an_unknown_field_is_not_taken(desk):
    _section, case, _by = desk
    wording = make_wording(make_addressee(case))

    with pytest.raises(ValidationError, match="unknown field"):
        change(desk, wording, {"": {"body": BODY + "{{ secret }}"}})
    assert texts.texts_of(wording)[""] == {"body": BODY}


def test_case_of_a_campaign_without_the_section_is_refused(desk):
    other = make_case(campaign=make_campaign())

    with pytest.raises(texts.NotYourText):
        change(desk, other, {"en": {"headline": "Mine"}})


def test_coordinator_of_another_section_is_refused(desk):
    _section, case, _by = desk
    stranger = make_party("coordinator", section=make_section())

    with pytest.raises(texts.NotYourText):
        change(desk, case, {"en": {"headline": "Mine"}}, by=stranger)

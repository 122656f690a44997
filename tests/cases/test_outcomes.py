"""What became of them is what the latest milestone says."""

import datetime as dt

import pytest

from cases.models import Case, Milestone
from cases.outcomes import Outcome, having, outcome_of
from tests.makers import make_case, make_milestone


def test_every_kind_of_milestone_has_an_outcome():
    assert {kind: outcome_of(kind).value for kind in Milestone.Kind.values} == {
        "arrested": "waiting",
        "abused": "waiting",
        "killed": "waiting",
        "sentenced": "waiting",
        "sentence_changed": "waiting",
        "released": "free",
        "released_on_bail": "conditions",
        "released_conditionally": "conditions",
        "pardoned": "free",
        "re_arrested": "setback",
        "recognised": "justice",
        "perpetrators_convicted": "justice",
        "setback": "setback",
        "still_waiting": "waiting",
    }


@pytest.mark.django_db
def test_release_is_not_the_outcome_once_a_re_arrest_follows():
    case = make_case()
    make_milestone(case, kind="re_arrested", happened_on=dt.date(2014, 4, 18))
    make_milestone(case, kind="released", happened_on=dt.date(2014, 3, 4))

    found = {
        outcome.value: Case.objects.with_latest_milestone().filter(having(outcome)).count()
        for outcome in Outcome
    }

    assert found == {"free": 0, "conditions": 0, "justice": 0, "waiting": 0, "setback": 1}


@pytest.mark.django_db
def test_case_without_a_milestone_is_waiting():
    make_case()

    assert Case.objects.with_latest_milestone().filter(having("waiting")).count() == 1


@pytest.mark.django_db
def test_year_alone_counts_as_its_end():
    case = make_case()
    make_milestone(case, kind="sentenced", happened_on=dt.date(2012, 1, 1), precision="year")
    make_milestone(case, kind="arrested", happened_on=dt.date(2012, 6, 1), precision="month")
    make_milestone(case, kind="abused", happened_on=dt.date(2012, 6, 30))

    assert [milestone.kind for milestone in case.story_so_far] == ["abused", "arrested", "sentenced"]
    newest_first = [milestone.kind for milestone in Milestone.objects.newest_first()]
    assert newest_first == ["sentenced", "arrested", "abused"]

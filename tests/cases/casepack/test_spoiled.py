"""Whatever is put into a pack, at whatever place: it is taken whole, or refused in sentences."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.casepack import PackRefused, import_pack
from cases.casepack.exporting import files_of
from cases.models import Campaign, Case, Feature
from tests.cases.casepack import packs

pytestmark = pytest.mark.django_db


def places_of(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document but its root."""
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    found = [(*path, key) for key, _value in inside]
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in inside:
        if isinstance(value, dict | list):
            found += places_of(value, (*path, key))
    return found


TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="{} \nsalutioneder", max_size=40),
    st.sampled_from(
        ["en", "pl", "2013-02-30", "0000-00-00", "ada", "release", "KH", "world", "\x00", "\ud800"]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.sampled_from([2**31, 2**63, 10**30])
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3))
)
FILES = {"campaign.json": packs.CAMPAIGN, "cases/ada.json": packs.CASE}
PLACES = [(name, place) for name, document in FILES.items() for place in places_of(document)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoils=st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=3))
def test_spoiled_pack_is_taken_whole_or_refused(tmp_path, spoils):
    documents = copy.deepcopy(FILES)
    for (name, place), value in spoils:
        at: Any = documents[name]
        try:
            for step in place[:-1]:
                at = at[step]
            at[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier spoil took the place away
    content = {name: json.dumps(document).encode() for name, document in documents.items()}
    Feature.objects.all().delete()
    Case.objects.all().delete()
    Campaign.objects.all().delete()
    try:
        import_pack(packs.as_zip(tmp_path / "p.zip", content))
    except PackRefused:
        assert (Case.objects.count(), Campaign.objects.count()) == (0, 0)
    else:
        out = {name: json.loads(file) for name, file in files_of(Campaign.objects.get()).items()}
        assert out["cases/ada.json"]["name"] == documents["cases/ada.json"]["name"]
        assert not import_pack(tmp_path / "p.zip").changed_something

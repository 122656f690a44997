"""Whatever is recorded, sent again and taken back, in whatever order: the counters are the ledger."""

import datetime as dt
import uuid
from collections import Counter as Multiset

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Event
from letters import ledger, reckoning
from letters.ledger import Line
from letters.models import ChannelCounter, Counter, Entry, Head, HourCounter
from tests.makers import NOW, make_case, make_device_role, make_event

pytestmark = pytest.mark.django_db

# Few ids, cases and events, so that steps meet each other often.
IDS = st.integers(1, 8).map(lambda n: uuid.UUID(int=n))
LINES = st.one_of(
    st.builds(
        Line,
        id=IDS,
        case=st.sampled_from(["a", "b", "c"]),
        kind=st.sampled_from(["authority", "person", "petition", "copy"]),
        quantity=st.integers(0, 3) | st.sampled_from([10_000, 10_001]),
        written_at=st.sampled_from(
            [NOW, NOW - dt.timedelta(hours=19), NOW - dt.timedelta(days=9), NOW + dt.timedelta(days=2), None]
        ),
    ),
    st.builds(Line, id=IDS, reverses=IDS, written_at=st.sampled_from([NOW, None])),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1]), st.sampled_from(["tap", "sheet"]), st.lists(LINES, min_size=1, max_size=5)
    ),
    max_size=12,
)


class Model:
    """What the contract says, in the simplest way: a dictionary of what was accepted."""

    def __init__(self) -> None:
        self.accepted: dict[uuid.UUID, tuple[int, Line]] = {}
        self.reversed: set[uuid.UUID] = set()

    def expect(self, at: int, line: Line) -> str:
        if line.id in self.accepted:
            event, first = self.accepted[line.id]
            said = (line.case, line.kind, line.quantity, line.reverses)
            same = event == at and said == (first.case, first.kind, first.quantity, first.reverses)
            written = (first.written_at or NOW) == line.written_at or line.written_at is None
            return "duplicate" if same and written else "id_reused"
        refusal = self._refusal(at, line)
        if not refusal:
            self.accepted[line.id] = (at, line)
            if line.reverses:
                self.reversed.add(line.reverses)
        return refusal or "created"

    def _refusal(self, at: int, line: Line) -> str:
        if line.written_at and line.written_at > NOW + dt.timedelta(hours=24):
            return "written_at_in_future"
        if line.reverses:
            event, target = self.accepted.get(line.reverses, (None, None))
            if target is None or event != at or target.reverses:
                return "reverses_unknown"
            return "already_reversed" if line.reverses in self.reversed else ""
        if line.case not in ("a", "b"):
            return "case_not_in_event"
        if line.kind not in ("authority", "person", "petition"):
            return "kind_not_counted"
        return "" if 1 <= line.quantity <= 10_000 else "quantity_out_of_range"

    def sums(self, at: int) -> dict[tuple[str, str], int]:
        sums: Multiset[tuple[str, str]] = Multiset()
        for event, line in self.accepted.values():
            if event == at and not line.reverses and line.id not in self.reversed:
                sums[line.case, line.kind] += line.quantity
        return dict(sums)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counters_are_the_ledger_whatever_happens(steps):
    with transaction.atomic():
        cases = [make_case(slug=slug) for slug in ("a", "b")]
        events = [make_event(cases=cases, kinds=["authority", "person", "petition"]) for _ in range(2)]
        role = make_device_role(events[0])
        model = Model()

        for at, channel, lines in steps:
            result = ledger.record(events[at], entries=lines, by=role, channel=channel, at=NOW)
            assert [outcome.code or outcome.status for outcome in result.outcomes] == [
                model.expect(at, line) for line in lines
            ]
            assert result.letters == Head.objects.get(pk=events[at].pk).letters
            told = {(slug, kind): n for slug, kinds in result.cases.items() for kind, n in kinds.items() if n}
            assert told == model.sums(at)

        for at, event in enumerate(events):
            assert_counters_are(event, model.sums(at))
        assert list(reckoning.check(reckoning.Reckoning())) == []
        transaction.set_rollback(True)


def assert_counters_are(event: Event, expected: dict[tuple[str, str], int]) -> None:
    for model in (Entry, Counter, ChannelCounter, HourCounter):
        rows = model.objects.filter(event=event).values_list("quantity", flat=True)
        assert sum(rows) == sum(expected.values())
    found: Multiset[tuple[str, str]] = Multiset()
    for slug, kind, quantity in Counter.objects.filter(event=event).values_list(
        "case__slug", "kind", "quantity"
    ):
        assert quantity >= 0
        found[slug, kind] += quantity
    assert {key: n for key, n in found.items() if n} == expected

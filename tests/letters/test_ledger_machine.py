"""Whatever is recorded, sent again, taken back and held, in whatever order: the counters are the ledger.

And the public number is the ledger without what is held back.
"""

import datetime as dt
import uuid
from collections import Counter as Multiset

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.kinds import LETTERS
from events.models import Event
from events.parties import Party
from letters import holding, ledger, reckoning
from letters.ledger import Line
from letters.models import ChannelCounter, Counter, DeviceCounter, Entry, Head, Holdback, HourCounter
from letters.tally.snapshot import facts_of
from tests.makers import NOW, make_case, make_device_role, make_event, make_party

pytestmark = pytest.mark.django_db

# Few ids, cases and events, so that steps meet each other often; limits that are met often, too.
PACE, MOST = 2, 10_003
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
        st.sampled_from([0, 1]),
        st.sampled_from(["tap", "tap", "sheet", "accept", "void"]),
        st.lists(LINES, min_size=1, max_size=5),
    ),
    max_size=12,
)


class Model:
    """What the contract says, in the simplest way: a dictionary of what was accepted."""

    def __init__(self) -> None:
        self.accepted: dict[uuid.UUID, tuple[int, Line]] = {}
        self.reversed: set[uuid.UUID] = set()
        self.held: dict[int, set[uuid.UUID]] = {0: set(), 1: set()}
        self.word = {0: "", 1: ""}
        self.taps: Multiset[tuple[int, dt.datetime]] = Multiset()

    def expect(self, at: int, line: Line, channel: str) -> str:
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
            else:
                self._hold(at, line, channel)
        return refusal or "created"

    def _hold(self, at: int, line: Line, channel: str) -> None:
        minute = (at, line.written_at or NOW)
        self.taps[minute] += channel == "tap"
        is_over = (channel == "tap" and self.taps[minute] > PACE) or sum(self.sums(at).values()) > MOST
        if self.word[at] == "accepted" or not (is_over or self.word[at]):
            return
        if self.word[at] == "voided":
            self.held[at].clear()
        self.word[at] = "open"
        self.held[at].add(line.id)

    def accept(self, at: int) -> None:
        if self.word[at] == "open":
            self.word[at] = "accepted"

    def void(self, at: int) -> None:
        own = {id_: line for id_, (event, line) in self.accepted.items() if event == at}
        self.reversed |= {id_ for id_, line in own.items() if not line.reverses}
        self.word[at] = "voided"

    def public(self, at: int) -> int:
        held = self.held[at] if self.word[at] == "open" else set()
        return sum(n for (_slug, kind), n in self.sums(at, without=held).items() if kind in LETTERS)

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

    def sums(self, at: int, without: frozenset | set = frozenset()) -> dict[tuple[str, str], int]:
        sums: Multiset[tuple[str, str]] = Multiset()
        for event, line in self.accepted.values():
            if event == at and not line.reverses and line.id not in self.reversed | without:
                sums[line.case, line.kind] += line.quantity
        return dict(sums)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counters_are_the_ledger_whatever_happens(steps):
    with transaction.atomic():
        cases = [make_case(slug=slug) for slug in ("a", "b")]
        limits = {"pace_limit": PACE, "device_limit": MOST, "kinds": ["authority", "person", "petition"]}
        events = [make_event(cases=cases, **limits) for _ in range(2)]
        roles = [make_device_role(event, f"phone {n}") for n, event in enumerate(events)]
        by = make_party("administrator")
        model = Model()

        for at, step, lines in steps:
            if step in ("accept", "void"):
                decide(events[at], step, roles[at].pseudonym, by, model, at)
            else:
                result = ledger.record(events[at], entries=lines, by=roles[at], channel=step, at=NOW)
                assert [outcome.code or outcome.status for outcome in result.outcomes] == [
                    model.expect(at, line, step) for line in lines
                ]
                assert result.letters == Head.objects.get(pk=events[at].pk).letters
                counts = [(slug, kind, n) for slug, its in result.cases.items() for kind, n in its.items()]
                assert {(slug, kind): n for slug, kind, n in counts if n} == model.sums(at)
            assert facts_of(events[at].campaign.slug, at=NOW)["public"]["letters"] == model.public(at)

        for at, event in enumerate(events):
            assert_counters_are(event, model.sums(at))
        assert list(reckoning.check(reckoning.Reckoning())) == []
        transaction.set_rollback(True)


def decide(event: Event, step: str, device: uuid.UUID, by: Party, model: Model, at: int) -> None:
    if step == "void":
        holding.void(event, device=device, by=by, at=NOW)
        model.void(at)
    elif holdback := Holdback.objects.filter(event=event).open().first():
        holding.accept(holdback, by=by, at=NOW)
        model.accept(at)


def assert_counters_are(event: Event, expected: dict[tuple[str, str], int]) -> None:
    for model in (Entry, Counter, ChannelCounter, HourCounter, DeviceCounter):
        rows = model.objects.filter(event=event).values_list("quantity", flat=True)
        assert sum(rows) == sum(expected.values())
    found: Multiset[tuple[str, str]] = Multiset()
    for slug, kind, quantity in Counter.objects.filter(event=event).values_list(
        "case__slug", "kind", "quantity"
    ):
        assert quantity >= 0
        found[slug, kind] += quantity
    assert {key: n for key, n in found.items() if n} == expected

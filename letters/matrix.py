"""The report matrix of a section: case by country by kind, as the national tables have it."""

import csv
import io
from collections import Counter as Multiset
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, Sum

from cases.kinds import LETTERS, Kind
from cases.models import Campaign, Case
from cases.telling import with_words
from events.models import Event, Opening, Section
from letters import csvs
from letters.models import Counter

HEADER = ("campaign", "section", "case", "country", "kind", "count", "status")


@dataclass(frozen=True)
class Row:
    """What was counted for a case at the places of a country, by kind."""

    case: Case
    country: str
    by_kind: dict[str, int]

    @property
    def letters(self) -> int:
        """All its letters."""
        return sum(number for kind, number in self.by_kind.items() if kind in LETTERS)


@dataclass(frozen=True)
class Matrix:
    """The rows, case after case, with the kinds that were counted anywhere."""

    rows: list[Row]
    kinds: list[Kind]

    @property
    def labels(self) -> list[str]:
        """The kinds in words."""
        return [str(kind.label) for kind in self.kinds]

    @property
    def cells(self) -> list[tuple[Row, list[int]]]:
        """Each row with its numbers in the order of the kinds."""
        return [(row, [row.by_kind.get(kind, 0) for kind in self.kinds]) for row in self.rows]

    @property
    def sums(self) -> list[int]:
        """The sum of each kind."""
        return [sum(row.by_kind.get(kind, 0) for row in self.rows) for kind in self.kinds]

    @property
    def letters(self) -> int:
        """All letters."""
        return sum(row.letters for row in self.rows)


def of(section: Section, campaign: Campaign) -> Matrix:
    """The section's matrix for a campaign. Asks four queries at most, however many places there are."""
    events = Event.objects.public().filter(section=section, campaign=campaign)
    # A place is where its first opening is; a few are abroad, and the others need no look at each.
    first = Opening.objects.filter(event=OuterRef("pk")).order_by("starts_at", "id")
    located = events.annotate(country=Subquery(first.values("venue__country")[:1]))
    abroad = dict(located.exclude(country=section.country).values_list("pk", "country"))
    abroad = {pk: country for pk, country in abroad.items() if country}
    counters = Counter.objects.filter(event__in=events).order_by()
    sums: Multiset[tuple[int, str, str]] = Multiset()
    for case, kind, number in counters.values_list("case", "kind").annotate(Sum("quantity")):
        sums[case, section.country, kind] += number
    if abroad:
        of_abroad = counters.filter(event__in=abroad).values_list("event", "case", "kind")
        for event, case, kind, number in of_abroad.annotate(Sum("quantity")):
            sums[case, section.country, kind] -= number
            sums[case, abroad[event], kind] += number
    return _matrix(section, sums)


def _matrix(section: Section, sums: Multiset[tuple[int, str, str]]) -> Matrix:
    found: dict[tuple[int, str], dict[str, int]] = {}
    for (case, country, kind), number in sums.items():
        if number:
            found.setdefault((case, country), {})[kind] = number
    cases = {case.pk: case for case in with_words(Case.objects.filter(pk__in={pk for pk, _c in found}))}
    ordered = sorted(
        (key for key in found if key[0] in cases),
        key=lambda key: (cases[key[0]].slug, key[1] != section.country, key[1]),
    )
    rows = [Row(cases[case], country, found[case, country]) for case, country in ordered]
    there = {kind for row in rows for kind in row.by_kind}
    return Matrix(rows, [kind for kind in Kind if kind in there])


def as_csv(matrix: Matrix, section: Section, campaign: Campaign, *, is_final: bool) -> bytes:
    """The matrix with one number a row, in UTF-8."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(HEADER)
    status = "final" if is_final else "provisional"
    for row in matrix.rows:
        for kind in matrix.kinds:
            if number := row.by_kind.get(kind):
                key = (campaign.slug, section.slug, row.case.slug, row.country, kind.value, number, status)
                write.writerow([csvs.cell(value) for value in key])
    return out.getvalue().encode()

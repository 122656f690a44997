"""Real phones, a real server, and a hand at the plug."""

import pytest
from django.db import connection

from benchmarks.readymade import postgres_url
from benchmarks.storm import storm


@pytest.mark.processes
def test_nothing_is_lost_or_doubled_when_the_server_is_killed():
    postgres = postgres_url() if connection.vendor == "postgresql" else ""

    verdict = storm(postgres=postgres, phones=4, entries=400, kills=2)

    assert (verdict.failures, verdict.faults, verdict.kills) == ([], [], 2)
    assert len(verdict.acknowledged) == 400
    assert sorted(verdict.counted) == sorted([*verdict.acknowledged, *verdict.contested])
    assert verdict.check == (
        "The tally is the ledger: 2 events, "
        f"{len(verdict.counted)} entries, {verdict.check.split()[-2]} letters."
    )

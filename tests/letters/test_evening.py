"""Real browsers, bad networks, and a hand at the plug."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from django.db import connection

from benchmarks.evening import evening
from benchmarks.readymade import postgres_url


@pytest.mark.processes
def test_every_letter_that_a_screen_showed_is_counted_once():
    postgres = postgres_url() if connection.vendor == "postgresql" else ""

    # Apart from the browser of other tests, whose loop runs in this process.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        held = apart.submit(evening, seed=20131214, postgres=postgres, phones=3, steps=60, kills=2)
        verdict = held.result()

    assert verdict.kills == 2
    assert verdict.taps > 30
    assert verdict.entries == verdict.taps + verdict.undos
    assert verdict.ledger == verdict.tally == verdict.shown
    assert verdict.on_screens == [verdict.shown] * 3
    assert verdict.check.startswith("The tally is the ledger")

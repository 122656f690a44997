"""Writers take turns outside the database."""

import threading

import pytest
from django.db import connection, transaction

from letters.turns import turn

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(act) -> threading.Thread:
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_second_writer_to_an_event_waits_for_the_first():
    order = []

    def second():
        with turn(1):
            order.append("second")

    with turn(1):
        thread = in_a_thread(second)
        thread.join(timeout=0.1)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


def test_turn_is_free_again_after_a_fault():
    with pytest.raises(ZeroDivisionError), turn(1):
        raise ZeroDivisionError

    with turn(1):
        pass


def test_writer_inside_a_transaction_does_not_wait_for_the_turn_that_waits_for_it():
    with turn(1), transaction.atomic(), turn(1):
        pass


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, whatever the event.")
def test_events_do_not_wait_for_each_other():
    order = []

    def other():
        with turn(2):
            order.append("other")

    with turn(1):
        in_a_thread(other).join()
        order.append("one")

    assert order == ["other", "one"]

"""A list of writers as schools and offices have it, and what is wrong in one that is not."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from letters import writers
from letters.writers import ListFaulty, Writer

pytestmark = pytest.mark.anywhere


def faults_of(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ListFaulty) as caught:
        writers.of(content)
    return [(fault.row, fault.column, fault.code) for fault in caught.value.faults.in_order()]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Ola Nowak", [Writer(1, "Ola Nowak")]),
        ("Ola Nowak\n\n  Jan   Kos \n", [Writer(1, "Ola Nowak"), Writer(3, "Jan Kos")]),
        ("Ola Nowak, Łódź\nJan Kos", [Writer(1, "Ola Nowak", "Łódź"), Writer(2, "Jan Kos")]),
        ("name;town\nOla Nowak;Łódź", [Writer(2, "Ola Nowak", "Łódź")]),
        ("Imię i nazwisko\tKlasa\nOla Nowak\t1A", [Writer(2, "Ola Nowak")]),
        ("Nr,Nazwisko,Imię,Klasa\n1,Nowak,Ola,1A", [Writer(2, "Ola Nowak")]),
        ("Miejscowość,Imię,Nazwisko\nŁódź,Ola,", [Writer(2, "Ola", "Łódź")]),
        ("name,first name\nOla Nowak,Ola", [Writer(2, "Ola Nowak")]),
        ("\ufeffname\nOla\u202eNowak\u200b", [Writer(2, "OlaNowak")]),
    ],
)
def test_list_is_read_as_people_have_it(content, found):
    assert writers.of(content.encode()) == found


def test_workbook_is_read():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Imię", "Nazwisko", "Urodzony"])
    book.active.append(["Ola", "Nowak", "2010-05-01"])
    book.save(out)

    assert writers.of(out.getvalue()) == [Writer(2, "Ola Nowak")]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [(0, "", "empty")]),
        (b"name,town\n", [(0, "", "no_rows")]),
        (b"%PDF-1.7", [(0, "", "pdf")]),
        (b"class,number,form\n1,2,3", [(1, "", "missing_heading")]),
        (b"town\nParis", [(1, "", "missing_heading")]),
        (b"name,town\nOla,Paris\n,Rome\n", [(3, "A", "missing")]),
        (b"town,name\nRome,=1+1\n", [(2, "B", "formula")]),
        (b"name\n" + b"x" * 81, [(2, "A", "too_long")]),
        (b"name\nOla\0Nowak", [(2, "A", "signs")]),
        ("name\nOla 𒍅".encode(), [(2, "A", "unprintable")]),
        (b'name\n"Ola', [(2, "A", "quotes")]),
        (b"name\n" + b"Ola\n" * 20_001, [(0, "", "too_many_rows")]),
        (b"name\n" + b"=1\n" * 203, [(0, "", "more"), *((row, "A", "formula") for row in range(2, 202))]),
    ],
)
def test_fault_is_told_with_its_row_and_column(content, faults):
    assert faults_of(content) == faults or sorted(faults_of(content)) == sorted(faults)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_faults(content):
    try:
        found = writers.of(content)
    except ListFaulty as faulty:
        found, faults = [], faulty.faults.in_order()
    else:
        faults = []
    assert all(writer.name for writer in found)
    assert bool(found) != bool(faults)

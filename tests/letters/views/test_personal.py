"""Letters with names: the list goes in, the letters come out, and nothing is kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from events.models import Event
from letters import personal
from letters.models import LaidOut, Printing
from letters.press.binding import pages_of
from tests.makers import make_addressee, make_case, make_event, make_section, make_wording
from tests.pages import text_of
from tests.paper import text_of as words_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

PAGE = "/events/night/pack/names/"


@pytest.fixture
def event():
    case = make_case(slug="yorm-bopha", name="Yorm Bopha")
    make_wording(make_addressee(case, key="minister"))
    make_wording(make_addressee(case, key="judge", office="The Judge"))
    return make_event(slug="night", cases=[case], section=make_section(languages=["en"]))


def sent(client, **said):
    said = {
        "names": "Ola Nowak, Łódź\nJan Kos",
        "letters": ["yorm-bopha/minister"],
        "day": "2026-12-12",
    } | said
    return client.post(PAGE, said)


def test_names_come_out_on_letters_and_are_kept_nowhere(organiser):
    answer = sent(organiser, letters=["yorm-bopha/minister", "yorm-bopha/judge"])

    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/pdf",
        "private, no-store",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="night-letters.pdf"'
    assert pages_of(answer.content) == 4
    text = words_of(answer.content)
    assert (text.count("Ola Nowak"), text.count("Jan Kos"), text.count("12 December 2026")) == (4, 4, 4)
    # What is kept for the next list are the letters without anybody's name.
    kept = [words_of(bytes(row.pdf)) for row in LaidOut.objects.all()]
    assert (len(kept), Printing.objects.count()) == (2, 0)
    assert [word in text for text in kept for word in ("Ola", "Łódź", "Jan", "No. 1")] == [False] * 8


def test_letters_come_in_large_print(organiser):
    small = sent(organiser).content
    large = sent(organiser, is_large="on").content

    assert ("No. 1" in words_of(small), "No. 1" in words_of(large)) == (True, False)
    assert words_of(large).count("Ola Nowak") == 2


def test_file_is_read_too(organiser):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Nazwisko", "Imię"])
    book.active.append(["Nowak", "Ola"])
    book.save(out)

    answer = sent(organiser, names="", file=SimpleUploadedFile("klasa.xlsx", out.getvalue()))

    assert words_of(answer.content).count("Ola Nowak") == 2


def test_fault_in_the_list_is_told_by_row_and_what_was_typed_is_kept(organiser):
    answer = sent(organiser, names="name,town\nOla,Łódź\n,Kraków\n=1+1,Rzym")

    assert answer.status_code == 422
    text = text_of(answer)
    assert "3 A Nothing is there. It is needed." in text
    assert "4 A “=1+1” is a formula. Please put its value there." in text
    page = answer.content.decode()
    assert "name,town\nOla,Łódź\n,Kraków\n=1+1,Rzym</textarea>" in page
    assert page.count("checked") == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"names": ""}, "Write the names here, or choose a file."),
        ({"names": " \n "}, "Write the names here, or choose a file."),
        ({"letters": []}, "Choose at least one letter."),
        ({"letters": ["nobody/minister"]}, "Select a valid choice."),
        ({"day": "soon"}, "Enter a valid date."),
        (
            {"names": "Ola\nOla\n" * 501, "letters": ["yorm-bopha/minister", "yorm-bopha/judge"]},
            "These are 2,004 letters",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_told(organiser, said, sentence):
    answer = sent(organiser, **said)

    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_one_list_is_enough_and_not_too_large(organiser):
    both = sent(organiser, file=SimpleUploadedFile("list.csv", b"Ola"))
    large = sent(organiser, names="", file=SimpleUploadedFile("list.csv", b"Ola\n" * 300_000))
    empty = sent(organiser, names="", file=SimpleUploadedFile("list.csv", b""))

    assert "Please leave one of the two empty." in text_of(both)
    assert "The file has more than 1 MB." in text_of(large)
    assert "The file is empty." in text_of(empty)


def test_name_that_makes_the_letter_too_long_is_told(organiser, event, monkeypatch):
    monkeypatch.setattr(personal, "MOST_LAID_OUT", 0)

    assert "Too many of these letters need a layout of their own." in text_of(
        sent(organiser, names="Ola سمير")
    )


def test_without_a_letter_the_page_says_so(organiser, event):
    Event.objects.get().cases.clear()

    page = organiser.get(PAGE)

    assert "No letter of this marathon can be printed today." in text_of(page)
    assert sent(organiser).status_code == 422


def test_page_asks_for_the_marathons_first_day(organiser, event, django_assert_max_num_queries):
    organiser.get(PAGE)
    with django_assert_max_num_queries(20):
        page = organiser.get(PAGE).content.decode()

    day = event.openings.get().starts_at.astimezone(event.zone).date()
    assert f'name="day" value="{day:%Y-%m-%d}"' in page

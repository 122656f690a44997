"""Letters with names: what each says, and what the rules of a case leave out of it."""

import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command

from cases.models import Wording
from events.models import Venue
from letters import personal, writers
from letters.models import LaidOut
from letters.press.binding import pages_of
from letters.writers import Writer
from tests.makers import NOW, make_addressee, make_case, make_event, make_section, make_wording
from tests.paper import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

DAY = dt.date(2026, 12, 12)
LONG = "I ask you to release her, and to let her work in peace.\n\n"
OLA, JAN = Writer(1, "Ola Nowak", "Łódź"), Writer(2, "Jan Kos")


@pytest.fixture
def case():
    return make_case(slug="yorm-bopha", name="Yorm Bopha")


@pytest.fixture
def event(case):
    event = make_event(slug="night", cases=[case], section=make_section(languages=["en"]))
    Venue.objects.filter(openings__event=event).update(town="Gdynia")
    return event


def letters_of(event, *writers, language="en", is_large=False):
    letters, missing = personal.letters_for(event, language=language, day=DAY)
    assert missing == []
    pdf = personal.printed(event, letters, writers, language=language, day=DAY, at=NOW, is_large=is_large)
    return [
        " ".join(text_of(pdf, "-f", str(page), "-l", str(page)).split())
        for page in range(1, pages_of(pdf) + 1)
    ]


def test_each_writer_has_name_town_date_and_number(event, case):
    make_wording(make_addressee(case))

    ola, jan = letters_of(event, OLA, JAN)

    assert re.findall("Ola Nowak|Łódź, 12 December 2026|No. 1", ola) == [
        "Ola Nowak",
        "Łódź, 12 December 2026",
        "Ola Nowak",
        "No. 1",
    ]
    assert "Jan" not in ola
    # Whose list names no town writes where the marathon is.
    assert re.findall("Jan Kos|Gdynia, 12 December 2026|No. 2", jan) == [
        "Jan Kos",
        "Gdynia, 12 December 2026",
        "Jan Kos",
        "No. 2",
    ]
    assert "/cases/yorm-bopha/" in jan


def test_large_print_takes_the_pages_that_it_needs_and_has_no_slip(event, case):
    make_wording(make_addressee(case), body="{{ salutation }}\n\n" + LONG * 16 + "{{ sender }}")

    first, ola, third, jan = letters_of(event, OLA, JAN, is_large=True)

    # Who writes, where and when stands on the first page, the signature on the last.
    assert [text.count("Ola Nowak") for text in (first, ola, third, jan)] == [1, 1, 0, 0]
    assert [text.count("Jan Kos") for text in (first, ola, third, jan)] == [0, 0, 1, 1]
    assert "Łódź, 12 December 2026" in first
    assert "Gdynia, 12 December 2026" in third
    assert [text.count("No. ") for text in (first, ola, third, jan)] == [0, 0, 0, 0]


def test_letters_come_one_after_the_other_and_each_in_the_order_of_the_list(event, case):
    make_wording(make_addressee(case, office="The Minister"))
    make_wording(make_addressee(case, office="The Judge"))

    texts = letters_of(event, OLA, JAN)

    assert [("The Minister" in text, "Ola" in text) for text in texts] == [
        (True, True), (True, False), (False, True), (False, False)
    ]  # fmt: skip


def test_rules_of_the_sender_hold(event, case):
    make_wording(make_addressee(case, sender="initials"))
    make_wording(make_addressee(case, sender="none"))

    initials, none = letters_of(event, OLA)

    assert ("O. N." in initials, "Nowak" in initials, "Łódź" in initials) == (True, False, True)
    assert [word in none for word in ("O. N.", "Nowak", "Łódź", "Gdynia")] == [False] * 4
    assert "12 December 2026" in none
    assert "No. 1" in none


@pytest.mark.parametrize(
    "body",
    [
        "I, {{ sender }} of {{ town }}, write to you.\n\n{{ demands }}\n\n{{ sender }}",
        "{{ town }}\n\n{{ demands }}\n\nYours, *{{ sender }}*",
    ],
)
def test_name_and_town_in_running_text_are_each_writers_own(event, case, body):
    make_wording(make_addressee(case), body="{{ salutation }}\n\n" + body)

    ola, jan = letters_of(event, OLA, JAN)

    assert (ola.count("Ola Nowak"), ola.count("Łódź"), "Jan" in ola) == (3 if "I," in body else 2, 3, False)
    assert (jan.count("Jan Kos"), jan.count("Gdynia"), "Ola" in jan) == (3 if "I," in body else 2, 3, False)


@pytest.mark.parametrize("name", ["محمد (Ola) Nowak", "Ola سمير", "Somchai สมชาย", "Ola " * 19 + "Ola"])
def test_name_that_cannot_be_stamped_is_laid_out(event, case, name):
    make_wording(make_addressee(case))

    mixed, jan = letters_of(event, Writer(1, name), JAN)

    for word in name.split():
        assert re.sub("[\u202a-\u202e]", "", mixed).count(word.strip("()")) >= 2
    assert "Jan Kos" in jan


def test_form_is_laid_out_once_and_what_has_a_name_in_it_is_never_kept(event, case):
    make_wording(make_addressee(case))

    first = letters_of(event, OLA, Writer(2, "Ola سمير"))
    form = LaidOut.objects.get()
    LaidOut.objects.update(pdf=bytes(form.pdf).replace(b"%PDF-1.7", b"%PDF-1.6"), used_on="2026-12-01")
    again = letters_of(event, OLA, Writer(2, "Ola سمير"))

    assert again == first
    kept = LaidOut.objects.get()
    assert (kept.pk, bytes(kept.pdf)[:8], kept.used_on) == (form.pk, b"%PDF-1.6", NOW.date())
    assert "Ola" not in text_of(bytes(kept.pdf))


def test_long_letter_goes_without_its_slip_and_one_that_fits_no_page_is_told(event, case):
    long = make_wording(make_addressee(case, office="The Minister"), body=LONG * 19 + "{{ sender }}")
    make_wording(make_addressee(case, office="The Judge"))

    minister, judge = letters_of(event, OLA)

    assert [("No. 1" in text, text.count("Ola Nowak")) for text in (minister, judge)] == [
        (False, 2),
        (True, 2),
    ]
    Wording.objects.filter(pk=long.pk).update(body=LONG * 100 + "{{ sender }}")
    with pytest.raises(personal.PersonalFault, match=r"authority: The letter has to fit on one page\."):
        letters_of(event, OLA)


def test_too_many_that_cannot_be_stamped_are_refused(event, case, monkeypatch):
    make_wording(make_addressee(case))
    monkeypatch.setattr(personal, "MOST_LAID_OUT", 2)

    with pytest.raises(personal.PersonalFault, match="layout of their own"):
        letters_of(event, *(Writer(row, f"Ola سمير {row}") for row in range(4)))


def test_what_nobody_wrote_or_has_a_gap_is_told_and_what_is_over_is_not_offered(event, case):
    make_addressee(case)
    make_wording(make_addressee(case, salutation=""))
    make_wording(make_addressee(case, send_until=dt.date(2026, 12, 11)))
    good = make_wording(make_addressee(case))

    letters, missing = personal.letters_for(event, language="en", day=DAY)

    assert [each.wording for each in letters] == [good]
    assert [each.why for each in missing] == [
        "Nobody has written this letter yet.",
        "This letter cannot be printed yet: the salutation is missing in it.",
    ]


def test_letter_is_in_the_events_language_where_there_is_one(event, case):
    addressee = make_addressee(case)
    make_wording(addressee)
    polish = make_wording(addressee, language="pl")
    addressee.set_current_language("pl")
    addressee.salutation = "Szanowny Panie Ministrze,"
    addressee.save()
    demand = addressee.demands.get()
    demand.set_current_language("pl")
    demand.text = "uwolnić ją"
    demand.save()

    letters, _missing = personal.letters_for(event, language="pl", day=DAY)

    assert [each.wording for each in letters] == [polish]


def test_command_prints_them_from_a_file(event, case, tmp_path, capsys):
    make_wording(make_addressee(case, key="minister"))
    make_wording(make_addressee(case, key="judge", office="The Judge"))
    (tmp_path / "class.csv").write_text("name,town\nOla Nowak,Łódź\nJan Kos,\n")

    call_command("pack", "night", out=tmp_path / "all.pdf", names=tmp_path / "class.csv")
    call_command(
        "pack", "night", out=tmp_path / "one.pdf", names=tmp_path / "class.csv", only=["yorm-bopha/judge"]
    )
    call_command("pack", "night", out=tmp_path / "large.pdf", names=tmp_path / "class.csv", large=True)

    assert capsys.readouterr().out.startswith(f"{tmp_path / 'all.pdf'}: 4 pages, ")
    numbered = ["No. 1" in text_of((tmp_path / name).read_bytes()) for name in ("all.pdf", "large.pdf")]
    assert numbered == [True, False]
    texts = text_of((tmp_path / "one.pdf").read_bytes())
    assert [texts.count(word) for word in ("The Judge", "The Minister", "Ola Nowak", "Jan Kos")] == [
        2,
        0,
        2,
        2,
    ]


@pytest.mark.parametrize(
    ("content", "only", "said"),
    [
        ("name,town\n,Łódź\n", None, "cannot be used as it is"),
        (
            "Ola",
            ["yorm-bopha/queen"],
            "There is no letter “yorm-bopha/queen”. There are: yorm-bopha/minister.",
        ),
        (None, None, "cannot be read: No such file or directory"),
    ],
)
def test_command_says_what_is_wrong(event, case, tmp_path, capsys, content, only, said):
    make_wording(make_addressee(case, key="minister"))
    if content is not None:
        (tmp_path / "class.csv").write_text(content)

    with pytest.raises(CommandError, match=said):
        call_command("pack", "night", out=tmp_path / "x.pdf", names=tmp_path / "class.csv", only=only)

    heard = capsys.readouterr().err
    assert heard == ("Row 2, column A: Nothing is there. It is needed.\n" if content and only is None else "")


@pytest.mark.parametrize(
    "name",
    [
        '<img src="file:///etc/passwd">',
        "{{ town }} {% include 'x' %}",
        "\u202eOla\u2066 Nowak\u200b",
        "<b>Ola سمير</b>",
        "*Ola* [x](http://127.0.0.1/)",
    ],
)
def test_whatever_a_name_is_it_is_printed_as_text(event, case, name):
    make_wording(make_addressee(case))
    (writer,) = writers.of(f"name;town\n{name};Łódź".encode())

    (letter,) = letters_of(event, writer)

    for word in name.translate(dict.fromkeys(map(ord, "\u202e\u2066\u200b"))).split():
        assert letter.count(word) >= 2 or "سمير" in name

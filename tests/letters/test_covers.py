"""Cover sheets as paper: what stands on them, and how many there are."""

import io
import re

import pikepdf
import pytest

from letters import covers
from letters.postage import Tariff
from letters.rates import tariff_of
from tests.makers import make_case, make_event, make_opening, make_parcel, make_post_office, make_venue
from tests.paper import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event(name="The night of letters", cases=[make_case(name="Yorm Bopha")])
    make_post_office(event.section)
    return event


def printed(event, *parcels, tariff=None):
    return covers.covers(event, parcels, tariff=tariff or tariff_of(event.section))


def words_of(pdf):
    return re.sub(r"[ \u00a0]+", " ", text_of(pdf)).strip()


def test_sheet_says_everything_that_the_post_and_the_organiser_need(event):
    parcel = make_parcel(event, 7, lines={"authority": 12, "person": 30}, grams=215, postage=900)

    assert words_of(printed(event, parcel)).split("\n\n") == [
        "The night of letters\nThe library\nul. Przykładowa 1\nWarszawa",
        "PLN 9.00\n1 × PLN 9.00",
        "PAR AVION",
        "The Minister\n1 Palace Road\nCapital\nCAMBODIA",
        "If it cannot be delivered, please return it to the sender.\n"
        "En cas de non-distribution, prière de retourner à l’expéditeur.",
        "Cut here. Glue the upper part on the parcel, keep the lower one.",
        "Parcel 7\nCase",
        "Kind",
        "Letters",
        *("Yorm Bopha", "letter to an authority", "12"),
        *("Yorm Bopha", "letter to the person", "30"),
        *("In all", "42"),
        "Weight in all: 215 g. Postage in all: PLN 9.00.\n"
        "When it is posted, write down the day and the number on the receipt, and note them on the page of "
        "the parcel.\nPosted on",
        "Number on the receipt",
    ]


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_sheets_have_the_sections_paper_and_a_language(event, paper, size):
    event.section.paper = paper

    pdf = pikepdf.open(io.BytesIO(printed(event, make_parcel(event, 1), make_parcel(event, 2))))

    assert [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages] == [size] * 2
    assert str(pdf.Root.Lang) == "en"


def test_every_piece_of_a_heavy_parcel_has_its_label(event):
    # 140 letters weigh 705 g; the heaviest step is 500 g.
    parcel = make_parcel(event, lines={"authority": 140}, grams=710, postage=1800)

    text = words_of(printed(event, parcel))

    assert re.findall(r"piece \d of \d", text) == ["piece 1 of 2", "piece 2 of 2"]


def test_single_letters_need_one_slip(event):
    parcel = make_parcel(event, lines={"authority": 120}, grams=1200, postage=60_000)

    text = words_of(printed(event, parcel))

    assert "120 single letters, PLN 5.00 each." in text
    assert text.count("Parcel 1") == 1


def test_without_rates_the_counter_is_asked(event):
    text = words_of(printed(event, make_parcel(event, postage=0), tariff=Tariff()))

    assert "Ask at the counter what it costs." in text


def test_domestic_parcel_does_not_fly_and_unknown_address_is_left_blank(event):
    parcel = make_parcel(event, country="PL", destination="The Ambassador", address="")

    text = words_of(printed(event, parcel))

    assert "AVION" not in text
    assert "The Ambassador" in text


def test_historical_letters_say_so_on_the_label(event):
    event.cases.update(is_historical=True)

    assert "historical – do not send" in words_of(printed(event, make_parcel(event)))


def test_closed_venue_sends_from_its_town():
    event = make_event(name="At ours", opens=False)
    make_opening(event, venue=make_venue(name="Anna’s flat", town="Łódź", is_closed=True))

    assert covers.sender_of(event) == ["At ours", "Łódź"]


def test_longest_address_and_many_cases_stay_on_the_page(event):
    for _ in range(15):
        event.cases.add(make_case())
    lines = "\n".join(f"Line {n} of an address that does not want to end" for n in range(6))
    parcel = make_parcel(
        event, destination="The Permanent Secretary of the Ministry of Justice", address=lines
    )
    for case in event.cases.order_by("pk")[1:]:
        parcel.lines.create(case=case, kind="authority", quantity=2)

    pdf = printed(event, parcel)

    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
    assert "Line 5 of an address" in words_of(pdf)
    assert "Number on the receipt" in words_of(pdf)

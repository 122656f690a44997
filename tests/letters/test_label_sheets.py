"""Where address labels lie, in millimetres."""

import re

import pytest

from letters import label_sheets, press
from letters.label_sheets import STOCKS, pages
from letters.labels import Label
from letters.press.binding import pages_of
from tests.paper import MM, text_of

pytestmark = pytest.mark.anywhere

SHEETS = {"a4": (210, 297), "letter": (215.9, 279.4)}
LONG = Label("The Ministry of Justice and of Public Administration", ("1 Palace Road, 2nd floor",) * 5, "KH")


def label(number: int) -> Label:
    return Label(f"Office{number}", ("1 Palace Road", "Capital"), "KH")


def printed(stock, labels, start=1) -> bytes:
    context = {"stock": stock, "pages": pages(stock, labels, start=start)}
    return press.make(press.paper_job("labels", context))


def corners_of(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Where each office's name begins, in millimetres from the left and the upper edge."""
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(Office\d+)<', text_of(pdf, "-bbox"))
    return {word: (float(x) / MM, float(y) / MM) for x, y, word in found}


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_labels_of_a_stock_lie_beside_each_other_on_its_paper(stock):
    width, height = SHEETS[stock.paper]
    places = list(stock.places())

    assert len(places) == stock.number
    for _number, left, top in places:
        assert 0 <= left <= width - stock.size[0] + 0.05
        assert 0 <= top <= height - stock.size[1] + 0.05
    assert stock.pitch[0] >= stock.size[0]
    assert stock.pitch[1] >= stock.size[1]
    # As far from the right edge as from the left, within half a millimetre.
    right = width - (places[-1][1] + stock.size[0])
    assert right == pytest.approx(stock.corner[0], abs=0.5)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_words_begin_five_millimetres_inside_their_label(stock):
    labels = [label(number) for number in range(1, stock.number + 1)]

    corners = corners_of(printed(stock, labels))

    for number, left, top in stock.places():
        x, y = corners[f"Office{number}"]
        assert x - left == pytest.approx(5, abs=0.4)
        assert 2.5 <= y - top <= 4.5


def test_part_used_sheet_is_used_on(tmp_path):
    stock = STOCKS["70x37"]

    found = pages(stock, [label(number) for number in range(1, 5)], start=23)

    assert [[placed.place for placed in page] for page in found] == [[23, 24], [1, 2]]
    pdf = printed(stock, [label(number) for number in range(1, 5)], start=23)
    assert pages_of(pdf) == 2


@pytest.mark.parametrize("start", [0, 25, -1])
def test_sheet_has_no_place_beyond_its_own(start):
    with pytest.raises(ValueError, match=str(start)):
        pages(STOCKS["70x37"], [label(1)], start=start)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_long_address_stays_inside(stock):
    pdf = printed(stock, [LONG])

    bottoms = [float(y) / MM for y in re.findall(r'<word [^>]*yMax="([\d.]+)"', text_of(pdf, "-bbox"))]
    if stock.key != "5160":  # an inch holds five lines of it at the most
        assert max(bottoms) <= stock.corner[1] + stock.size[1]


def test_usual_stock_is_of_the_papers_size():
    assert label_sheets.stock_for("a4").key == "70x37"
    assert label_sheets.stock_for("letter").key == "5160"

"""Papers as a scanner or a phone sees them: their codes are read by another's reader."""

import io
import subprocess
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.conf import settings
from PIL import Image, ImageFilter

from letters import pack, press
from tests.makers import NOW, make_addressee, make_case, make_event, make_section, make_sheet, make_wording
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]


@pytest.fixture
def event():
    case = make_case(slug="yorm-bopha", name="Yorm Bopha")
    make_wording(make_addressee(case))
    event = make_event(slug="night", name="The night", cases=[case], section=make_section(languages=["en"]))
    make_sheet(event, 41)
    return event


def scanned(pdf: bytes, *, dpi: int = 110) -> Image.Image:
    """The first page as a picture: grey, laid on the glass askew, and not quite sharp."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    picture = Image.open(io.BytesIO(done.stdout)).convert("L")
    return picture.rotate(2.5, fillcolor=255, expand=True).filter(ImageFilter.GaussianBlur(0.7))


def codes_on(piece: pack.Piece) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(scanned(press.make(piece.job)))}


def test_code_of_a_tally_sheet_opens_its_own_form(event, client, organiser):
    order = pack.Order(**{**dict.fromkeys(pack.NUMBERS, 0), "sheets": 1})
    [sheet] = pack.pack_of(event, order, day=NOW.date()).pieces

    [address] = codes_on(sheet)

    assert address == f"{settings.BASE_URL}/events/night/sheets/41/"
    page = organiser.get(urlsplit(address).path)
    assert page.status_code == 200
    assert "Sheet 41" in text_of(page)


@pytest.mark.parametrize(
    ("kind", "path"),
    [("poster", "/events/night/"), ("sign", "/cases/yorm-bopha/"), ("card", "/cases/yorm-bopha/")],
)
def test_codes_open_the_pages_that_the_papers_are_about(event, client, kind, path):
    pieces = pack.pack_of(event, pack.Order(), day=NOW.date()).pieces

    assert codes_on(next(piece for piece in pieces if piece.kind == kind)) == {f"{settings.BASE_URL}{path}"}

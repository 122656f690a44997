"""What a page of paper looks like on a screen."""

import io

import pytest
from PIL import Image, ImageChops

from letters import press
from tests.paper import make_letter

pytestmark = pytest.mark.anywhere


def pictures(**letter) -> list[Image.Image]:
    return [Image.open(io.BytesIO(one)) for one in press.pictures_of(press.letter(make_letter(**letter)))]


@pytest.mark.parametrize(("paper", "size"), [("a4", (8.27, 11.69)), ("letter", (8.5, 11))])
def test_page_has_the_shape_of_its_paper(paper, size):
    [page] = pictures(paper=paper)

    assert page.format == "PNG"
    assert [round(side / 130, 1) for side in page.size] == [round(side, 1) for side in size]


def test_what_is_typed_is_seen_where_it_stands():
    [before], [after] = pictures(), pictures(own_words="Hope sings.")

    # From black to white or back: what is grey depends on all of a picture.
    differing = ImageChops.difference(before.convert("L"), after.convert("L"))
    changed = differing.point(lambda shade: 255 * (shade > 200)).getbbox()

    # In the body, below the address and above the foot, in millimetres from the top.
    assert changed is not None
    assert changed[1] * 25.4 / 130 > 95
    assert changed[3] * 25.4 / 130 < 260


def test_each_page_has_a_picture():
    pdf = press.make(press.letter_job(make_letter(own_words="Hope sings. " * 90), is_large=True))

    assert len(press.pictures_of(pdf)) == press.pages_of(pdf) > 1

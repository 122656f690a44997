"""Pictures are re-encoded: three formats come in, one goes out, and only pixels are kept."""

import io

import pytest
from PIL import Image, PngImagePlugin

from cases.casepack import PackRefused
from cases.casepack.pictures import NoPicture, re_encoded, stored_name
from cases.casepack.validating import read_pack
from tests.cases.casepack import packs

pytestmark = pytest.mark.anywhere


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_becomes_webp_of_the_same_size(kind):
    picture = opened(re_encoded(packs.picture(kind)))
    assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGB", (60, 40))


def test_large_picture_becomes_small():
    assert opened(re_encoded(packs.picture(size=(2400, 1200)))).size == (800, 400)


@pytest.mark.parametrize("size", [(60, 40), (2400, 1201), (1, 1)])
def test_encoding_again_gives_the_same_bytes(size):
    once = re_encoded(packs.picture("JPEG", size))
    assert re_encoded(once) == once


def test_metadata_is_stripped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "where she lives"
    picture = re_encoded(packs.picture("JPEG", exif=exif, comment=b"a secret"))
    assert opened(picture).size == (40, 60)
    assert dict(opened(picture).getexif()) == {}
    assert b"secret" not in picture
    assert b"lives" not in picture


def test_text_in_a_png_is_stripped():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a secret")
    assert b"secret" not in re_encoded(packs.picture(pnginfo=info))


def test_transparent_parts_become_white():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(re_encoded(out.getvalue())).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_colour_mode_is_taken(mode):
    out = io.BytesIO()
    Image.new(mode, (4, 4)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(re_encoded(out.getvalue())).mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PDF", "EPS"])
def test_other_formats_are_refused(kind):
    with pytest.raises(NoPicture, match="is not a JPEG, PNG or WebP picture"):
        re_encoded(packs.picture(kind))


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", packs.picture()[:80], packs.picture("JPEG")[:300]],
)
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(NoPicture, match="or a damaged one"):
        re_encoded(content)


def test_too_many_pixels_are_refused_before_they_are_unpacked():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(NoPicture, match="more than 40 million pixels"):
        re_encoded(out.getvalue())
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    with pytest.raises(NoPicture, match="more than 40 million pixels"):
        re_encoded(out.getvalue())


def test_name_is_the_content():
    assert stored_name(b"a") == stored_name(b"a") == "portraits/ca978112ca1bbdcafac231b39a23dc4d.webp"


def test_picture_that_is_none_is_a_fault_of_the_pack(tmp_path):
    one = packs.case(picture={"file": "pictures/ada.png", "credit": "Ola"})
    content = packs.files(one) | {"pictures/ada.png": b"GIF89a", "pictures/other.png": packs.picture()}
    with pytest.raises(PackRefused) as refused:
        read_pack(packs.as_zip(tmp_path / "p.zip", content))
    assert [str(fault) for fault in refused.value.faults] == [
        "pictures/ada.png: is not a JPEG, PNG or WebP picture, or a damaged one",
        "pictures/other.png: no case shows this picture",
    ]

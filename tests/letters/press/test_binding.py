"""Many papers become one file, and a copy is the page itself."""

import io
import subprocess

import pikepdf
import pytest

from letters import press
from letters.press.binding import Part, bind
from tests.paper import make_letter, text_of

pytestmark = pytest.mark.anywhere


def letter_of(name: str, **fields) -> bytes:
    return press.letter(make_letter(name=name, **fields))


@pytest.fixture(scope="module")
def two() -> tuple[bytes, bytes]:
    return letter_of("Ola Nowak"), letter_of("Ala Kowalska", paper="letter")


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def bookmarks(items) -> list:
    return [(item.title, bookmarks(item.children)) if item.children else item.title for item in items]


def tags_of(pdf: bytes) -> str:
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_parts_come_in_their_order_as_often_as_asked_for(two):
    first, second = two

    pdf = bind([Part("One", first, copies=3), Part("Two", second, copies=2)], title="Pack", language="en")

    names = [text_of(pdf, "-f", str(page), "-l", str(page)) for page in range(1, 6)]
    assert ["Ola Nowak" in text for text in names] == [True, True, True, False, False]
    assert ["Ala Kowalska" in text for text in names] == [False, False, False, True, True]
    boxes = [tuple(round(float(edge)) for edge in page.mediabox) for page in opened(pdf).pages]
    assert boxes == [(0, 0, 595, 842)] * 3 + [(0, 0, 612, 792)] * 2


def test_copies_of_several_pages_come_one_whole_after_the_other(two):
    both = bind([Part("One", two[0]), Part("Two", two[1])], title="Both", language="en")

    pdf = bind([Part("Both", both, copies=2)], title="Pack", language="en")

    texts = [text_of(pdf, "-f", str(page), "-l", str(page)) for page in range(1, 5)]
    assert ["Ola Nowak" in text for text in texts] == [True, False, True, False]


def test_copy_looks_like_the_page_itself(two, tmp_path):
    (tmp_path / "pack.pdf").write_bytes(bind([Part("One", two[0], copies=2)], title="Pack", language="en"))

    subprocess.run(
        ["pdftoppm", "-r", "60", "-png", tmp_path / "pack.pdf", tmp_path / "page"], check=True, timeout=60
    )

    assert (tmp_path / "page-1.png").read_bytes() == (tmp_path / "page-2.png").read_bytes()


def test_thousand_copies_weigh_little(two):
    pdf = bind([Part("One", two[0], copies=1000)], title="Pack", language="en")

    assert len(opened(pdf).pages) == 1000
    assert len(pdf) < len(two[0]) + 100_000


def test_bookmarks_lead_to_the_first_copy_and_pages_are_numbered_by_part(two):
    first, second = two
    parts = [
        Part("To the minister", first, copies=2, group="Letters", label="Minister"),
        Part("To her", second, group="Letters"),
        Part("Poster", first),
    ]

    pdf = opened(bind(parts, title="Pack", language="pl"))

    with pdf.open_outline() as outline:
        assert bookmarks(outline.root) == [("Letters", ["To the minister", "To her"]), "Poster"]
        places = [item.destination[0].objgen for item in outline.root[0].children]
    assert places == [pdf.pages[0].obj.objgen, pdf.pages[2].obj.objgen]
    assert [page.label for page in pdf.pages] == ["Minister 1", "Minister 2", "1", "1"]


def test_text_is_tagged_once_in_its_order_and_copies_are_not_read_again(two):
    pdf = bind([Part("One", two[0], copies=3), Part("Two", two[1])], title="Pack", language="pl")

    tags = tags_of(pdf)
    assert tags.count("Part") == 2
    assert tags.count("Ola Nowak") == tags_of(two[0]).count("Ola Nowak")
    assert tags.index("Ola Nowak") < tags.index("Ala Kowalska")
    book = opened(pdf)
    tree = book.Root.StructTreeRoot
    keys = [int(key) for key in list(tree.ParentTree.Nums)[::2]]
    assert keys == sorted(set(keys))
    assert [int(page.StructParents) in keys for page in book.pages if "/StructParents" in page] == [True] * 2
    assert str(book.Root.Lang) == "pl"
    assert book.open_metadata()["dc:title"] == "Pack"
    assert book.open_metadata()["pdfuaid:part"] == "1"


def test_file_is_sound(two, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(bind([Part("One", two[0], copies=3), Part("Two", two[1])], title="Pack", language="en"))

    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True, timeout=60)


def test_nothing_cannot_be_bound(two):
    with pytest.raises(ValueError, match="nothing"):
        bind([Part("None", two[0], copies=0)], title="Pack", language="en")

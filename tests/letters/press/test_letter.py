"""The letter as paper: what stands where, and what does not fit."""

import io
import math

import pikepdf
import pytest

from letters import press
from tests.paper import make_letter, text_of, words_at

pytestmark = pytest.mark.anywhere


def test_letter_is_one_page_with_a_title_a_language_and_tags():
    pdf = pikepdf.open(io.BytesIO(press.letter(make_letter(language="pl"))))

    assert len(pdf.pages) == 1
    assert str(pdf.Root.Lang) == "pl"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.docinfo["/Title"]) == "Letter to President Thein Sein"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_the_size_that_was_chosen(paper, size):
    pdf = pikepdf.open(io.BytesIO(press.letter(make_letter(paper=paper))))
    box = pdf.pages[0].mediabox

    assert (round(box[2]), round(box[3])) == size


@pytest.mark.parametrize("language", ["en", "ar"])
def test_address_stands_in_the_window_of_din_5008_b(language):
    at = words_at(press.letter(make_letter(language=language)))

    x, top = at["President"]
    _, bottom = at["MYANMAR"]
    assert math.isclose(x, 25, abs_tol=0.5)
    assert top >= 45 + 17.7 - 0.5
    assert bottom + 5 <= 45 + 45


def test_address_stands_in_the_window_of_a_no_10_envelope():
    at = words_at(press.letter(make_letter(paper="letter")))

    x, top = at["President"]
    _, bottom = at["MYANMAR"]
    assert math.isclose(x, 0.95 * 25.4, abs_tol=1)
    assert top >= 2.3 * 25.4
    assert bottom + 5 <= 3.35 * 25.4


def test_longest_address_stays_in_the_window():
    lines = ("The Permanent Secretary of the Ministry of Justice and of the Interior", *"ABCD", "MYANMAR")
    at = words_at(press.letter(make_letter(address_lines=lines)))

    assert at["MYANMAR"][1] + 4 <= 92


def test_historical_letter_says_so_and_where_the_address_is_not_verified():
    letter = make_letter(
        is_historical=True, historical_translation="historyczny", notices=("address not verified",)
    )
    text = text_of(press.letter(letter))

    assert "historical – do not send" in text
    assert "historyczny" in text
    assert "address not verified" in text


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_small_print_of_three_lines_is_all_there(paper):
    notice = "Not verified: " + " ".join(f"word{n}" for n in range(50))
    at = words_at(press.letter(make_letter(paper=paper, notices=(notice,))))

    assert "word49" in at
    assert at["word49"][1] < (297 if paper == "a4" else 279) - 7


def test_letter_steps_down_in_size_before_it_refuses():
    def size_of(characters: int) -> float:
        pdf = press.letter(make_letter(own_words="Hope sings. " * (characters // 12), paper="letter"))
        document = pikepdf.open(io.BytesIO(pdf))
        stream = pikepdf.parse_content_stream(document.pages[0])
        sizes = [round(float(ops[1]) * 0.75, 1) for ops, op in stream if str(op) == "Tf"]
        return max(set(sizes), key=sizes.count)

    assert [size_of(n) for n in (600, 1500, 1800)] == [12, 11, 10]


def test_letter_too_long_says_by_how_much():
    words = "Hope sings. " * 400
    with pytest.raises(press.LetterTooLong) as refusal:
        press.letter(make_letter(own_words=words))
    assert f"about {refusal.value.characters:,} characters" in refusal.value.sentence()

    shortened = words[: -refusal.value.characters]
    assert len(shortened) > 1200
    assert press.letter(make_letter(own_words=shortened))

"""Every script is drawn with the glyphs of a font of ours."""

import io
import json
import re

import pikepdf
import pytest
import uharfbuzz

from letters import press
from letters.press.pool import HERE
from tests.paper import glyphs_of, make_letter, text_of, words_at

SAMPLES = json.loads((HERE / "fonts" / "samples.json").read_text())

FONT_OF = {
    "pl": ("Press-Serif", "SourceSerif4-Regular.ttf"),
    "ru": ("Press-Serif", "SourceSerif4-Regular.ttf"),
    "ar": ("Press-Arabic", "NotoNaskhArabic-Regular.ttf"),
    "am": ("Press-Ethiopic", "NotoSerifEthiopic-Regular.ttf"),
    "km": ("Press-Khmer", "NotoSerifKhmer-Regular.ttf"),
    "zh": ("Press-Chinese", "NotoSerifCJKsc-Regular.otf"),
}


def shaped(text: str, file: str) -> list[int]:
    """The glyphs that HarfBuzz itself takes from the font for a text."""
    font = uharfbuzz.Font(uharfbuzz.Face((HERE / "fonts" / file).read_bytes()))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return [glyph.codepoint for glyph in buffer.glyph_infos]


@pytest.mark.parametrize("language", FONT_OF)
def test_script_is_drawn_with_the_glyphs_of_its_own_font(language):
    name, file = FONT_OF[language]
    sample = SAMPLES[language]
    pdf = press.letter(make_letter(language=language, own_words=sample, name=sample.split()[0][:40]))

    drawn = glyphs_of(pdf)

    # Text read back proves little: what is compared is the very glyphs, in their order.
    assert str(shaped(sample, file))[1:-1] in str(drawn[name])
    assert [font for font, glyphs in drawn.items() if 0 in glyphs] == []


@pytest.mark.parametrize("language", ["pl", "ru", "am", "zh"])
def test_typed_text_can_be_read_back(language):
    sample = SAMPLES[language]
    text = text_of(press.letter(make_letter(language=language, own_words=sample)))

    assert re.sub(r"\s", "", sample) in re.sub(r"\s", "", text)


@pytest.mark.parametrize("language", SAMPLES)
def test_every_font_is_ours_and_embedded(language):
    pdf = press.letter(make_letter(language=language, own_words=SAMPLES[language]))
    document = pikepdf.open(io.BytesIO(pdf))
    fonts = document.pages[0].Resources.Font

    for font in fonts.values():
        assert "+Press-" in str(font.BaseFont)
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_arabic_runs_from_right_to_left_but_the_window_stays():
    at = words_at(press.letter(make_letter(language="ar", own_words=SAMPLES["ar"])))

    first_word_right_of_middle = max(x for word, (x, y) in at.items() if re.match("[\u0600-\u06ff]", word))
    assert first_word_right_of_middle > 130
    assert at["President"][0] < 30


@pytest.mark.parametrize(("text", "missing"), [("Ola 王 محمد", []), ("a😀b😀𓀀", ["😀", "𓀀"])])
def test_characters_without_a_glyph_are_named(text, missing):
    assert press.unprintable_in(text) == missing

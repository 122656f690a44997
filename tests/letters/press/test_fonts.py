"""Every script is drawn with the glyphs of a font of ours."""

import io
import json
import re

import pikepdf
import pytest
import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen

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
    "ja": ("Press-Japanese", "NotoSerifCJKjp-Regular.otf"),
    "ko": ("Press-Korean", "NotoSerifCJKkr-Regular.otf"),
}
SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]


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


@pytest.mark.parametrize("language", ["pl", "ru", "am", "zh", "ja", "ko"])
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


def outline(file: str, letter: str) -> str:
    """How a font draws a letter."""
    font = uharfbuzz.Font(uharfbuzz.Face((HERE / "fonts" / file).read_bytes()))
    pen = SVGPathPen(None)
    font.draw_glyph_with_pen(shaped(letter, file)[0], pen)
    return pen.getCommands()


@pytest.mark.parametrize("letter", "直骨刃")
def test_han_has_the_shapes_of_the_letters_language(letter):
    shapes = {language: outline(FONT_OF[language][1], letter) for language in ("zh", "ja")}

    assert shapes["zh"] != shapes["ja"]
    for language in shapes:
        name, file = FONT_OF[language]
        drawn = glyphs_of(press.letter(make_letter(language=language, own_words=letter * 3)))
        assert str(shaped(letter * 3, file))[1:-1] in str(drawn[name])


def test_kana_are_the_same_glyphs_wherever_they_come_from():
    # So what is typed in an unknown language may take them from the Chinese font, which is asked first.
    kana = "あアいイぬヌをヲがガーょョ"

    assert [outline(FONT_OF["zh"][1], letter) for letter in kana] == [
        outline(FONT_OF["ja"][1], letter) for letter in kana
    ]


def test_hanja_are_korean_or_the_same_in_japanese():
    # 判 is drawn otherwise in Korea, 國 is not.
    drawn = glyphs_of(press.letter(make_letter(language="ko", own_words="판결 判判判, 나라 國國國")))

    assert str(shaped("判判判", FONT_OF["ko"][1]))[1:-1] in str(drawn["Press-Korean"])
    assert str(shaped("國國國", FONT_OF["ja"][1]))[1:-1] in str(drawn["Press-Japanese"])
    assert outline(FONT_OF["ko"][1], "判") != outline(FONT_OF["ja"][1], "判")


@pytest.mark.parametrize("language", ["en", "ja", "ko", "zh"])
def test_korean_is_never_a_box_whatever_the_language_of_the_letter(language):
    words = "".join(SYLLABLES[::37])

    drawn = glyphs_of(press.letter(make_letter(language=language, own_words=words, name="김철수")))

    assert press.unprintable_in("".join(SYLLABLES)) == []
    assert [font for font, glyphs in drawn.items() if 0 in glyphs] == []
    assert set(shaped(words, FONT_OF["ko"][1])) <= set(drawn["Press-Korean"])


def lines_of(pdf: bytes) -> list[str]:
    return [line.strip() for line in text_of(pdf, "-layout").splitlines() if line.strip()]


def test_no_line_of_japanese_begins_with_what_ends_a_clause():
    # Each line meets the edge of the page at another sign.
    typed = "".join(f"{'あ' * (shift % 10)}切手、手紙。「ッ」ー" for shift in range(30))

    lines = lines_of(press.letter(make_letter(language="ja", own_words=typed)))

    assert len([line for line in lines if "切手" in line]) > 10
    assert [line for line in lines if line[0] in "、。」ッー" or line[-1] == "「"] == []


def test_korean_breaks_between_words_but_for_one_that_no_line_holds():
    words = [
        word
        for sample in (SAMPLES["ko"], "헌법(憲法)을 “서울”에서 10만통의 서울-부산")
        for word in sample.split()
    ]
    typed = " ".join(f"{'가' * shift} {' '.join(words)}" for shift in range(1, 9))

    lines = lines_of(press.letter(make_letter(language="ko", own_words=typed)))
    endless = press.letter(make_letter(language="ko", own_words="ㅋ하" * 60))

    own = lines[next(at for at, line in enumerate(lines) if line.startswith("가 ")) :]
    own = own[: 1 + max(at for at, line in enumerate(own) if "부산" in line)]
    broken = {word for line in own for word in line.split()} - set(typed.split())
    assert len(own) > 8
    # A hyphen is a place to break at.
    assert broken <= {"서울-", "부산"}
    assert "\u2060" not in text_of(endless)
    assert text_of(endless).replace("\n", "").count("ㅋ하") == 60


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Ola 王 محمد", []),
        ("渡辺さくら 髙﨑 𠮟塡剝頰 ヷㇰｶﾅ", []),
        ("김철수 뷁 ㅋㅋ 大韓民國", []),
        ("a😀b😀𓀀", ["😀", "𓀀"]),
    ],
)
def test_characters_without_a_glyph_are_named(text, missing):
    assert press.unprintable_in(text) == missing

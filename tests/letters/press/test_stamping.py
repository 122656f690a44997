"""A name that is stamped over a form looks, and reads, as if it had been laid out with the letter."""

import io
import re
import subprocess

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from letters import press
from letters.press import FREE_NAME, FREE_TOWN
from letters.press.binding import Copy, Series, bind
from letters.press.shaping import FACES, FAMILIES, FONTS, Typeset
from tests.paper import make_letter, text_of, values

pytestmark = pytest.mark.anywhere

BODY = "{{ salutation }}\n\nI write about {{ case }}.\n\n{{ demands }}\n\nYours,\n\n{{ sender }}"
# A step of grey that edges of letters may differ by, where a place is rounded to a hundredth of a point.
ROUNDED = 96


def sheet(name: str, town: str, language: str = "en", **fields) -> press.Letter:
    from letters.desk import _with_place
    from letters.wordings import html_of

    body = html_of(BODY, values(language=language, sender=name, town=town))
    return make_letter(
        language=language,
        sender_lines=(name, town),
        place_and_date=f"{town}, 12 December 2026",
        body=_with_place(body),
        **fields,
    )


def stamped(said: list[dict[str, str]], language: str = "en", **fields) -> bytes:
    form = press.form(press.letter_job(sheet(FREE_NAME, FREE_TOWN, language, **fields)))
    typeset = Typeset()
    copies = [Copy(0, form.stamps(each, typeset)) for each in said]
    assert [form.tight(each, typeset) for each in said] == [set()] * len(said)
    return bind([Series("Letter", [form.pdf], copies)], title="Letters", language="en", fonts=typeset)


def saying(name: str, town: str) -> dict[str, str]:
    return {"name": name, "sign": name, "town": town, "date": f"{town}, 12 December 2026", "serial": "No. 7"}


def picture(pdf: bytes, page: int = 1, scale: int = 100) -> Image.Image:
    options = ["-r", str(scale), "-gray", "-f", str(page), "-l", str(page)]
    done = subprocess.run(["pdftoppm", *options, "-"], input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))


@pytest.mark.parametrize(
    ("name", "town", "language"),
    [
        ("Ola Nowak", "Łódź", "en"),
        ("Wiktória Żółć-Kowalska", "Kraków", "en"),
        ("Дмитро Іваненко", "Київ", "en"),
        ("Ola Nowak", "Łódź", "fr"),
    ],
)
def test_stamped_letter_looks_like_one_that_was_laid_out(name, town, language):
    one = press.letter(sheet(name, town, language))

    both = stamped([saying(name, town)] * 2, language)

    for page in (1, 2):
        apart = ImageChops.difference(picture(one), picture(both, page))
        assert apart.getextrema()[1] < ROUNDED


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("محمد علي", "en"),
        ("דוד כהן", "en"),
        ("王小明", "en"),
        ("สมชาย ใจดี", "en"),
        ("प्रिया शर्मा", "en"),
        ("শর্মিলা", "en"),
        ("သီရိ", "en"),
        ("សុខា", "en"),
        ("ሀይሉ", "en"),
        ("渡辺 さくら", "en"),
        ("김철수", "en"),
        ("直子 骨川", "ja"),
        ("直子 骨川", "zh"),
        ("김철수", "ko"),
        ("判", "ko"),
        ("Ola Nowak", "zh"),
        ("Ola Nowak", "ja"),
        ("Ola Nowak", "ko"),
        ("Ola Nowak", "ar"),
        ("محمد علي", "ar"),
    ],
)
def test_name_in_any_script_looks_as_it_is_laid_out(name, language):
    def with_name(said: str) -> press.Letter:
        return make_letter(language=language, sender_lines=(said,), place_and_date="2026")

    form, typeset = press.form(press.letter_job(with_name(FREE_NAME))), Typeset()
    copies = [Copy(0, form.stamps({"name": name}, typeset))]
    series = Series("Letter", [form.pdf], copies)

    pdf = bind([series], title="Letters", language=language, fonts=typeset)

    (at, laid_out), (there, drawn) = ink(press.letter(with_name(name))), ink(pdf)
    # A font of another script makes its line higher by less than a millimetre.
    assert [abs(one - other) < 6 for one, other in zip(at, there, strict=True)] == [True, True]
    assert [abs(one - other) <= 1 for one, other in zip(laid_out.size, drawn.size, strict=True)] == [
        True,
        True,
    ]
    apart = ImageChops.difference(laid_out, drawn.resize(laid_out.size))
    assert ImageStat.Stat(apart).mean[0] < 30


@pytest.mark.parametrize(
    ("name", "language", "font"),
    [
        ("直子", "en", "NotoSerifCJKsc-Regular.otf"),
        ("直子", "zh", "NotoSerifCJKsc-Regular.otf"),
        ("直子", "ja", "NotoSerifCJKjp-Regular.otf"),
        ("直", "ko", "NotoSerifCJKjp-Regular.otf"),
        ("判", "ko", "NotoSerifCJKkr-Regular.otf"),
        # What only Japan writes takes the rest of its name along.
        ("直栃", "en", "NotoSerifCJKjp-Regular.otf"),
        ("김철수", "ja", "NotoSerifCJKkr-Regular.otf"),
        ("Ola", "en", "SourceSerif4-Regular.ttf"),
        ("Ola", "ko", "NotoSerifCJKkr-Regular.otf"),
    ],
)
def test_name_has_the_font_of_the_letters_language(name, language, font):
    form = press.form(press.letter_job(make_letter(language=language, sender_lines=(FREE_NAME,))))
    typeset = Typeset()

    assert form.tight({"name": name}, typeset) == set()
    assert [FACES[at] for at in typeset.used] == [font]


def test_names_know_the_fonts_of_the_style_sheet():
    css = (FONTS / "fonts.css").read_text()
    stack = re.search(r"--letter-face: ([^;]*), serif;", css)

    assert stack is not None
    assert list(FAMILIES) == re.findall('"([^"]+)"', stack[1])
    for family, file in FAMILIES.items():
        assert f'font-family: "{family}"; font-weight: 400; src: url({file})' in css


def ink(pdf: bytes) -> tuple[tuple[int, int], Image.Image]:
    """Where the sender's line stands, and what is drawn there."""
    page = picture(pdf, scale=150)
    above = page.crop((0, 0, page.width, round(30 / 25.4 * 150)))
    box = ImageChops.invert(above).getbbox()
    assert box is not None
    return (box[0], box[1]), above.crop(box)


def test_each_letter_reads_its_own_words():
    people = [
        ("Ola Nowak", "Łódź"),
        ("محمد علي", "Kraków"),
        ("สมชาย ใจดี", "Gdańsk"),
        ("Дмитро Іваненко", "Київ"),
    ]

    pdf = stamped([saying(*each) for each in people])

    for page, (name, town) in enumerate(people, start=1):
        text = text_of(pdf, "-f", str(page), "-l", str(page)).replace("\u202b", "").replace("\u202c", "")
        assert text.count(name) == 2
        assert f"{town}, 12 December 2026" in text
        assert [other for other, _town in people if other in text] == [name]


def test_what_is_no_plain_line_is_not_stamped():
    typeset = Typeset()

    lines = {
        text: typeset.line(text)
        for text in ("Ola", "محمد (Ola)", "محمد 3", "Ola สมชาย", "", " ", "\U00012345")
    }

    assert [text for text, line in lines.items() if line] == ["Ola"]


def test_what_is_wider_than_its_place_is_told():
    form = press.form(press.letter_job(sheet(FREE_NAME, FREE_TOWN)))
    typeset = Typeset()

    assert form.tight(saying("Ola " * 60, "Łódź"), typeset) == {"name", "sign"}
    assert form.tight(saying("Ola", "Łódź " * 60), typeset) == {"town", "date"}


def test_thousand_letters_with_names_weigh_little_and_the_file_is_sound(tmp_path):
    file = tmp_path / "letters.pdf"

    file.write_bytes(stamped([saying(f"Ola {number}", "Łódź") for number in range(1000)]))

    assert file.stat().st_size < 500_000
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True, timeout=60)
    with pikepdf.open(file) as opened:
        assert len(opened.pages) == 1000
        # The first is the letter itself, with its tags; the rest show it again.
        assert "/StructParents" in opened.pages[0]
        assert opened.pages[1].Resources == opened.pages[999].Resources
        fonts = [str(font.BaseFont) for font in opened.pages[1].Resources.Font.values()]
        assert fonts == ["/LMPRES+SourceSerif4-Regular"]


def test_each_form_is_there_once_however_its_copies_are_mixed():
    first = press.form(press.letter_job(sheet(FREE_NAME, "Łódź")))
    second = press.form(press.letter_job(sheet(FREE_NAME, "Kraków")))
    third = press.form(press.letter_job(sheet(FREE_NAME, "Nobody")))
    typeset = Typeset()
    people = [(1, "Ola"), (0, "Ala"), (1, "Ela"), (0, "Iga")]
    copies = [Copy(at, (first, second)[at].stamps({"name": name}, typeset)) for at, name in people]
    series = Series("Letter", [form.pdf for form in (first, second, third)], copies)

    pdf = bind([series], title="Letters", language="en", fonts=typeset)

    texts = [text_of(pdf, "-f", str(page), "-l", str(page)) for page in range(1, 5)]
    assert [("Kraków" in text, "Łódź" in text) for text in texts] == [
        (True, False), (False, True), (True, False), (False, True)
    ]  # fmt: skip
    assert [name in text for (_at, name), text in zip(people, texts, strict=True)] == [True] * 4
    # What nobody gets is not in the file.
    assert "Nobody" not in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(list(opened.Root.StructTreeRoot.K[0].K)) == 2


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_shaped_or_left(text):
    typeset = Typeset()
    line = typeset.line(text)

    assert line is None or (line.width >= 0 and line.drawn(1, 2, 12).isascii())
    with pikepdf.new() as book:
        assert all(str(font.Subtype) == "/Type0" for _name, font in typeset.fonts(book))

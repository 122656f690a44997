"""The letter as paper: what stands where, in which fonts, and what the press refuses to touch."""

import http.server
import io
import json
import math
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from django.conf import settings

from letters import press
from letters.press import worker
from letters.press.pool import HERE, Pool
from letters.wordings import direction_of, html_of
from tests.letters.test_wordings import LETTER, values

SAMPLES = json.loads((HERE / "fonts" / "samples.json").read_text())
FONT_OF = {
    "pl": ("Press-Serif", "SourceSerif4-Regular.ttf"),
    "ru": ("Press-Serif", "SourceSerif4-Regular.ttf"),
    "ar": ("Press-Arabic", "NotoNaskhArabic-Regular.ttf"),
    "am": ("Press-Ethiopic", "NotoSerifEthiopic-Regular.ttf"),
    "km": ("Press-Khmer", "NotoSerifKhmer-Regular.ttf"),
    "zh": ("Press-Chinese", "NotoSerifCJKsc-Regular.otf"),
}
MM = 72 / 25.4


def make_letter(*, language="en", own_words="", name="Ola Nowak", paper="a4", **fields) -> press.Letter:
    fields = {
        "language": language,
        "direction": direction_of(language),
        "paper": paper,
        "title": "Letter to President Thein Sein",
        "sender_lines": (name, "Łódź"),
        "address_lines": ("President Thein Sein", "President Office", "Nay Pyi Taw", "MYANMAR"),
        "address_language": "en",
        "place_and_date": "Łódź, 12 December 2026",
        "body": html_of(LETTER, values(language=language, own_words=own_words, sender=name)),
    } | fields
    return press.Letter(**fields)


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def words_at(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Each word's left and upper edge in millimetres."""
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)<', text_of(pdf, "-bbox"))
    return {word: (float(x) / MM, float(y) / MM) for x, y, word in reversed(found)}


def glyphs_of(pdf: bytes) -> dict[str, list[int]]:
    """The glyphs that the page draws, by the name of their font."""
    document = pikepdf.open(io.BytesIO(pdf))
    page = document.pages[0]
    font, drawn = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = str(page.Resources.Font[operands[0]].BaseFont).split("+")[-1]
        elif str(operator) in ("TJ", "Tj"):
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    drawn.setdefault(font, []).extend(
                        int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)
                    )
    return drawn


def shaped(text: str, file: str) -> list[int]:
    """The glyphs that HarfBuzz itself takes from the font for a text."""
    font = uharfbuzz.Font(uharfbuzz.Face((HERE / "fonts" / file).read_bytes()))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return [glyph.codepoint for glyph in buffer.glyph_infos]


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


def test_warm_letter_takes_less_than_half_a_second():
    press.letter(make_letter())
    began = time.perf_counter()
    press.letter(make_letter(own_words="Warm."))

    assert time.perf_counter() - began < 0.5


def test_press_fetches_nothing_from_outside():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        away = f"http://127.0.0.1:{server.server_port}"
        html = (
            f"<html lang=en><title>x</title><link rel=stylesheet href='{away}/a.css'><base href='{away}/'>"
            f"<style>@import url({away}/b.css); body{{background:url({away}/c.png)}}"
            f"@font-face{{font-family:x;src:url({away}/d.ttf)}}</style><img src='{away}/e.png' alt=e>"
            "<img src='file:///etc/passwd' alt=f><object data='file:///etc/passwd'></object>"
            f"<link rel=attachment href='file:///etc/passwd'><link rel=attachment href='{away}/g'>"
            "<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>' alt=h><p>Still here."
        )
        pool = Pool(1)
        answer, pdf = pool.make({"html": html})
        pool.close()
        server.shutdown()

    assert asked == []
    assert answer["status"] == "made"
    assert "Still here." in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.attachments) == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x.png",
        "https://example.org/x.ttf",
        "data:text/css,*{}",
        "ftp://example.org/x.css",
        "file:///etc/passwd",
        "file://host/x.css",
        "file://{fonts}/../pool.py",
        "file://{fonts}/../../../pyproject.css",
        "file://{fonts}/%2e%2e/letter.css",
        "file://{fonts}/README.md",
        "file://{fonts}/fonts.css?x",
        "file://{link}",
    ],
)
def test_address_that_is_not_ours_is_refused(url, tmp_path):
    link = tmp_path / "link.css"
    link.symlink_to("/etc/passwd")
    fonts = HERE / "fonts"

    with pytest.raises(worker.Refused):
        worker.allowed_path(
            url.replace("{fonts}", str(fonts)).replace("{link}", str(link)), [fonts, tmp_path]
        )


@pytest.mark.parametrize("url", ["data:text/css,x", "file:///etc/hostname", "http://127.0.0.1:9/x.css"])
def test_fetcher_asks_the_list_before_anything_else(url):
    with pytest.raises(worker.Refused):
        worker.make_fetcher([HERE / "fonts"]).fetch(url)


def test_address_of_a_bundled_font_is_allowed():
    path = HERE / "fonts" / "fonts.css"

    assert worker.allowed_path(path.as_uri(), [HERE / "fonts", settings.BASE_DIR / "static"]) == path


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/passwd')",
        "open('/etc/../etc/hostname')",
        "open(home + '/../new', 'w')",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "os.fork()",
    ],
)
def test_child_may_not(act, tmp_path):
    program = (
        f"import os, sys, importlib.util as u, pathlib as p; home={str(tmp_path)!r}\n"
        f"s=u.spec_from_file_location('w', {str(HERE / 'worker.py')!r}); w=u.module_from_spec(s)\n"
        "s.loader.exec_module(w)\n"
        "w.guard([p.Path(sys.prefix).resolve(), p.Path(sys.base_prefix).resolve() / 'lib'], p.Path(home))\n"
        "open(home + '/mine', 'w').close()\n"
        f"try:\n    {act}\nexcept w.Refused:\n    sys.exit(42)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)

    assert done.returncode == 42, done.stderr


def test_child_gets_no_secret():
    pool = Pool(1)
    pool.make({"html": "<html lang=en><title>x</title>x"})
    pid = pool._idle[0].process.pid
    environment = Path(f"/proc/{pid}/environ")
    if environment.exists():
        names = {line.split(b"=")[0].decode() for line in environment.read_bytes().split(b"\0") if line}
        assert names <= {"FONTCONFIG_FILE", "TMPDIR", "HOME", "PATH", "LANG", "LD_LIBRARY_PATH"}
    pool.close()


def test_slow_document_is_given_up_and_its_process_ended():
    pool = Pool(1, seconds=0.3)
    rows = "<table>" + "<tr><td>x<td>y" * 20000

    with pytest.raises(press.PressTooSlow) as fault:
        pool.make({"html": rows})

    assert pool._idle == []
    assert fault.value.sentence()


def test_dead_child_is_replaced():
    pool = Pool(1)
    job = {"html": "<html lang=en><title>x</title>x"}
    pool.make(job)
    pool._idle[0].process.send_signal(signal.SIGKILL)
    pool._idle[0].process.wait()

    assert pool.make(job)[0]["status"] == "made"
    pool.close()


def test_full_press_says_that_it_is_busy():
    pool = Pool(1, patience=0.05)
    with pool._free, pytest.raises(press.PressBusy):
        pool.make({"html": "x"})


def test_threads_share_the_processes():
    pool = Pool(2)
    answers = []
    threads = [
        threading.Thread(
            target=lambda n=n: answers.append(
                text_of(pool.make({"html": f"<html lang=en><title>x</title>n{n}"})[1]).strip()
            )
        )
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == sorted(f"n{n}" for n in range(12))
    assert len(pool._idle) <= 2
    pool.close()


def test_used_up_process_is_replaced_and_leaves_no_folder():
    pool = Pool(1, enough=1)
    pool.make({"html": "<html lang=en><title>x</title>x"})

    assert pool._idle == []


@pytest.mark.parametrize(("text", "missing"), [("Ola 王 محمد", []), ("a😀b😀𓀀", ["😀", "𓀀"])])
def test_characters_without_a_glyph_are_named(text, missing):
    assert press.unprintable_in(text) == missing

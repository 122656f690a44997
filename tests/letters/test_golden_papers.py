"""Every paper, word for word: what a reader finds on it, on how many pages of which size.

    WRITE_GOLDEN=yes script/test tests/letters/test_golden_papers.py

writes down what is printed today. Read the difference as somebody who stands before the paper.
"""

import io
import os
import re
from pathlib import Path

import pikepdf
import pytest

from tests.letters.papers import make_evening, papers_of
from tests.paper import MM, text_of
from tests.tags import faults_of_tags

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ["en", "pl", "ar"]


def told(pdf: bytes) -> str:
    """The sizes of the pages, and what stands on them, where it stands beside what."""
    boxes = [page.mediabox for page in pikepdf.open(io.BytesIO(pdf)).pages]
    sizes = [f"{float(box[2]) / MM:.0f} × {float(box[3]) / MM:.0f} mm" for box in boxes]
    lines = (re.sub(r"(?<=\S) {3,}", "   ", line.rstrip()) for line in text_of(pdf, "-layout").splitlines())
    return "\n".join([*sizes, "", *(line.strip() for line in lines if line.strip())]) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_say_what_they_always_said_and_say_it_to_a_screen_reader(language):
    folder = GOLDEN / language
    papers = dict(papers_of(make_evening(language), language))
    assert {name: faults for name, pdf in papers.items() if (faults := faults_of_tags(pdf))} == {}
    found = {name: told(pdf) for name, pdf in papers.items()}
    if os.environ.get("WRITE_GOLDEN"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in found.items():
            (folder / f"{name}.txt").write_text(text)

    kept = {path.stem: path.read_text() for path in folder.glob("*.txt")}

    assert sorted(found) == sorted(kept)
    for name, text in found.items():
        assert text == kept[name], name

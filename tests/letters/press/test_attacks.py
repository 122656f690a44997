"""What people type stands on paper as they typed it: it fetches nothing, reads nothing, and ends in time."""

import http.server
import io
import threading
from collections.abc import Iterator

import pikepdf
import pytest

from letters import pack, press, printing
from letters.models import LaidOut
from letters.wordings import LetterHasGap
from tests.makers import (
    NOW,
    make_addressee,
    make_case,
    make_event,
    make_parcel,
    make_post_office,
    make_section,
    make_sheet,
    make_team,
    make_wording,
)
from tests.paper import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

SECRET = "the canary sings"


class Listener(http.server.BaseHTTPRequestHandler):
    """Hears whoever calls from a paper."""

    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@pytest.fixture
def here() -> Iterator[str]:
    """The address of a server that a paper must never call."""
    Listener.heard = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def canary(tmp_path) -> str:
    """A file that a paper must never show."""
    (tmp_path / "canary.txt").write_text(SECRET)
    return (tmp_path / "canary.txt").as_uri()


def markup(here: str, canary: str) -> list[str]:
    return [
        f'<img src="{here}/a.png">',
        f'<link rel=attachment href="{canary}">',
        f'<style>@import "{here}/b.css"; *{{background:url({here}/c.png)}}</style>',
        f'"><svg><use href="{here}/d.svg#x"/><image href="{canary}"/></svg>',
        f"![x]({here}/e.png) [x]({canary})",
        '<object data="file:///etc/passwd"></object>',
        "<iframe src=data:text/html,x></iframe>",
        "{{ settings.SECRET_KEY }} {% include 'x' %}",
        "</title></head><body><meta http-equiv=refresh content=0>",
    ]


def everywhere(said: str):
    """An event with the words in every field that reaches paper, cut where the database would."""

    case = make_case(name=said[:160], who=said[:250], headline=said[:160], abuse=said, story=said)
    addressee = make_addressee(
        case, office=said[:200], salutation=said[:200], address=said, advice=said, is_verified=False,
        unverified_note=said,
    )  # fmt: skip
    for demand in case.demands.all():
        demand.text = said[:400]
        demand.save()
    make_wording(addressee, body="{{ salutation }}\n\n{{ demands }}\n\n" + said + "\n\n{{ sender }}")
    section = make_section(languages=["en"])
    event = make_event(name=said[:120], cases=[case], section=section)
    venue = event.openings.get().venue
    venue.name, venue.town = said[:100], said[:80]
    venue.save()
    make_sheet(event, 1, team=make_team(event, said[:80]))
    make_post_office(section)
    make_parcel(event, 1)
    return event


def papers_of(event) -> list[bytes]:
    """The papers that could be made; of the others there is a sentence."""
    asked = pack.pack_of(event, pack.Order(), day=NOW.date())
    made, sentences = [], []
    for piece in asked.pieces:
        try:
            made.append(press.make(piece.job))
        except (press.PressFault, press.LetterTooLong) as fault:
            sentences.append(fault.sentence())
    assert all(sentences)
    return made


def test_markup_is_printed_as_it_was_typed_and_fetches_nothing(here, canary):
    texts = []
    for said in markup(here, canary):
        for pdf in papers_of(everywhere(said)):
            book = pikepdf.open(io.BytesIO(pdf))
            assert "/EmbeddedFiles" not in book.Root.get("/Names", {})
            assert [page for page in book.pages if "/Annots" in page] == []
            texts.append(text_of(pdf))

    assert Listener.heard == []
    assert [text for text in texts if SECRET in text or "root:" in text] == []
    whole = "".join("".join(texts).split())
    assert "<imgsrc=" in whole
    assert "{{settings.SECRET_KEY}}" in whole


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("\u202eabc\u202c \u2066def\u2069 g\u200bh\u200di\ufeffj k", id="bidi"),
        pytest.param("> " * 500 + "x" + "\n" + "- " * 300 + "y", id="nesting"),
        pytest.param("|a|b|\n|-|-|\n" + "|x|y|\n" * 1000, id="table"),
        pytest.param("\u0301" * 2000 + "a" * 3000, id="marks"),
    ],
)
def test_strange_words_end_in_paper_or_in_a_sentence(said):
    made = papers_of(everywhere(said))

    assert made


def test_ten_megabytes_end_in_a_sentence_that_names_the_paper():
    event = everywhere("word " * 2_000_000)
    order = pack.Order(letters=1, cards=0, signs=0, posters=0, sheets=0, badges=0, labels=0, covers=0)
    asked = pack.pack_of(event, order, day=NOW.date())

    with pytest.raises(printing.PieceFault) as fault:
        printing.printed(asked, at=NOW)

    assert fault.value.sentence().endswith("This takes too long to lay out. Is there too much text?")
    assert LaidOut.objects.count() == 0


def test_letter_without_words_is_no_letter():
    event = everywhere(" ")

    asked = pack.pack_of(event, pack.Order(), day=NOW.date())

    assert [piece.kind for piece in asked.pieces if piece.kind == "letter"] == []
    assert [missing.why for missing in asked.missing] == [LetterHasGap("town", "en").sentence()]

"""What an order of the pack comes to: which papers, in which order, how many."""

import datetime as dt
import io
import re
import uuid

import pikepdf
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from letters import label_sheets, pack, press
from letters.models import LaidOut
from letters.press.binding import pages_of
from tests.makers import (
    NOW,
    make_addressee,
    make_case,
    make_device_role,
    make_event,
    make_opening,
    make_parcel,
    make_post_office,
    make_section,
    make_sheet,
    make_shift,
    make_wording,
)
from tests.paper import MM, text_of, words_at
from tests.tags import faults_of_tags

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

DAY = dt.date(2026, 12, 12)
NOTHING = dict.fromkeys(pack.NUMBERS, 0)


@pytest.fixture
def case():
    case = make_case(slug="yorm-bopha", name="Yorm Bopha", story="She stood up for homes.\n\nShe was jailed.")
    make_wording(make_addressee(case))
    return case


@pytest.fixture
def event(case):
    section = make_section(languages=["en"])
    return make_event(name="The night of letters", slug="night", cases=[case], section=section)


def order(**wanted) -> pack.Order:
    return pack.Order(**(NOTHING | wanted))


def made(event, **wanted) -> pack.Pack:
    return pack.pack_of(event, order(**wanted), day=DAY)


def text(piece: pack.Piece) -> str:
    return " ".join(text_of(press.make(piece.job)).split())


def test_papers_come_in_the_order_in_which_a_room_is_made_ready(event):
    make_sheet(event, 3)
    make_post_office(event.section)
    make_parcel(event, 7)

    found = pack.pack_of(event, pack.Order(letters=5, posters=2, cards=3), day=DAY)

    assert [(piece.kind, piece.title, piece.copies) for piece in found.pieces] == [
        ("poster", "Posters", 2),
        ("sign", "Yorm Bopha", 1),
        ("card", "Yorm Bopha", 3),
        ("letter", "Yorm Bopha – authority", 5),
        ("sheet", "Sheet 3", 1),
        ("badge", "Badges", 1),
        ("label", "Address labels", 1),
        ("cover", "Cover sheets", 1),
    ]
    assert pack.sheets_of(found) == 15
    assert found.missing == []


def test_file_has_every_copy_with_bookmarks_and_page_labels(event):
    found = made(event, letters=3, signs=1)

    pdf = pikepdf.open(io.BytesIO(pack.bound(found, [press.make(piece.job) for piece in found.pieces])))

    assert [page.label for page in pdf.pages] == [
        "Yorm Bopha 1",
        *(f"Yorm Bopha – authority {number}" for number in (1, 2, 3)),
    ]
    assert str(pdf.docinfo["/Title"]) == "The night of letters: everything to print"
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Table signs", "Letters"]


def test_whole_file_reads_to_a_screen_reader(event):
    make_sheet(event, 3)
    found = pack.pack_of(event, pack.Order(letters=2, posters=2, cards=2, stickers=1, thanks=1), day=DAY)

    pdf = pack.bound(found, [press.make(piece.job) for piece in found.pieces])

    assert faults_of_tags(pdf) == []


def test_letter_waits_for_a_hand_to_sign_it(event):
    [letter] = made(event, letters=1).pieces

    said = text(letter)

    assert "The Minister 1 Palace Road Capital CAMBODIA Warszawa, 12 December 2026 Dear Minister," in said
    assert "release her immediately" in said
    assert "\u200b" not in said.split("Dear")[0]


def test_date_is_left_open_where_the_marathon_has_several_days(event):
    make_opening(
        event,
        starts_at=dt.datetime(2026, 12, 14, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 12, 14, 12, tzinfo=dt.UTC),
    )

    [letter] = made(event, letters=1).pieces

    assert "Warszawa, …………… Dear Minister," in text(letter)


@pytest.mark.parametrize(
    "wishes",
    [
        {"letters": "not_wanted", "closed_reason": "free"},
        {"send_until": DAY - dt.timedelta(days=1)},
    ],
)
def test_nobody_is_written_to_who_wants_no_letters(event, case, wishes):
    make_wording(make_addressee(case, kind="person", office="Yorm Bopha", **wishes))

    found = made(event, letters=1, labels=1)

    assert [piece.title for piece in found.pieces] == ["Yorm Bopha – authority", "Address labels"]
    assert "Yorm Bopha" not in text(found.pieces[1])


def test_kind_that_the_event_does_not_count_is_not_printed(event, case):
    make_wording(make_addressee(case, kind="copy", office="The Embassy"))
    event.kinds = ["authority"]
    event.save()

    assert [piece.title for piece in made(event, letters=1).pieces] == ["Yorm Bopha – authority"]


def test_letter_with_a_gap_is_not_printed_and_told(event, case):
    make_wording(make_addressee(case, kind="person", office="Yorm Bopha", salutation=""))
    make_addressee(case, office="Another minister")

    found = made(event, letters=1)

    assert [piece.title for piece in found.pieces] == ["Yorm Bopha – authority"]
    assert [(missing.title, missing.why) for missing in found.missing] == [
        ("Yorm Bopha – the person", "This letter cannot be printed yet: the salutation is missing in it."),
        ("Yorm Bopha – authority", "Nobody has written this letter yet."),
    ]


def test_case_card_tells_the_case_twice_on_one_sheet(event):
    found = made(event, cards=1)

    pdf = pack.bound(found, [press.make(piece.job) for piece in found.pieces])

    said = " ".join(text_of(pdf, "-raw").split())
    assert pages_of(pdf) == 1
    for words in (
        "CAMBODIA · IMPRISONED",
        "Imprisoned for a garden",
        "She stood up for homes. She was jailed.",
        "release her immediately",
        "authority The Minister, 1 Palace Road, Capital, CAMBODIA",
        "your name and town",
        "no: religion",
        "/cases/yorm-bopha/",
    ):
        assert said.count(words) == 2, words
    book = pikepdf.open(io.BytesIO(pdf))
    assert [round(float(edge)) for edge in book.pages[0].mediabox] == [0, 0, 842, 595]


def test_card_with_much_to_tell_gets_smaller_type_and_too_much_a_sentence(event, case):
    case.story = "She wrote and wrote and was never once afraid of it. " * 12
    case.save()
    for number in range(7):
        make_addressee(case, office=f"The Minister of everything number {number}", address="A line\n" * 4)
    [card] = made(event, cards=1).pieces
    assert pages_of(press.make(card.job)) == 1

    for number in range(30):
        make_addressee(case, office=f"Another minister number {number}", address="A line\n" * 4)
    [card] = made(event, cards=1).pieces
    with pytest.raises(press.PaperTooLong) as fault:
        press.make(card.job)
    assert (
        fault.value.sentence()
        == "There is too much text for this paper: please shorten what is told of the case."
    )


def test_closed_place_shows_its_town_alone_on_the_poster(event):
    venue = event.openings.get().venue
    venue.is_closed = True
    venue.save()

    said = text(made(event, posters=1).pieces[0])

    assert "Warszawa" in said
    assert venue.address.split("\n")[0] not in said


def test_tally_sheet_has_its_number_its_code_and_boxes_for_each_case(event):
    make_sheet(event, 12)

    [sheet] = made(event, sheets=5).pieces

    said = text(sheet)
    assert "TALLY SHEET The night of letters" in said
    assert said.startswith("12 ")
    assert "Tick one box for each finished letter. Write no names." in said
    assert "For whom authority Sum the person Yorm Bopha In all" in said


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_everything_fits_one_page_of_the_sections_paper(case, paper):
    event = make_event(
        section=make_section(paper=paper, languages=["en"]),
        cases=[case, *(make_case() for _more in range(10))],
    )
    make_sheet(event, 1)

    found = made(event, letters=1, cards=1, signs=1, posters=1, sheets=1)

    assert {pages_of(press.make(piece.job)) for piece in found.pieces} == {1}


@pytest.mark.parametrize("style", ["typed", "lined"])
def test_letters_fit_the_envelopes_of_the_section(case, style):
    event = make_event(section=make_section(window="right", languages=["en"]), cases=[case])

    [letter] = made(event, letters=1, style=style).pieces

    assert 'data-window="right"' in letter.job["html"]


@pytest.mark.parametrize(
    ("languages", "why"),
    [(["ar", "pl"], "Nikt jeszcze nie napisał tego listu."), (["ar"], "Nobody has written this letter yet.")],
)
def test_what_is_missing_is_said_in_a_language_of_the_pages(languages, why):
    case = make_case()
    make_addressee(case)
    event = make_event(section=make_section(languages=languages), cases=[case])

    assert [each.why for each in made(event, letters=1).missing] == [why]


def test_suggestion_follows_the_goal(event):
    event.goal = 300
    event.save()
    make_sheet(event, 1)
    make_sheet(event, 2, version=1, typed_at=NOW, typed_by=uuid.uuid4())

    found = pack.suggested(event)

    assert (found.letters, found.sheets, found.posters, found.stock) == (165, 1, 4, "70x37")


def test_covers_are_those_of_parcels_not_posted(event):
    make_post_office(event.section)
    make_parcel(event, 7)
    make_parcel(event, 8, status="posted", posted_on=DAY)

    [piece] = made(event, covers=1).pieces

    assert "Parcel 7" in text(piece)
    assert "Parcel 8" not in text(piece)
    assert LaidOut.objects.count() == 0


def test_many_covers_are_laid_out_some_at_a_time(event):
    make_post_office(event.section)
    for number in range(1, 15):
        make_parcel(event, number)

    found = made(event, covers=1).pieces

    assert [(piece.kind, piece.title, piece.pages) for piece in found] == [
        ("cover", "Parcels 1–12", 12),
        ("cover", "Parcels 13–14", 2),
    ]


def test_letter_in_large_print_goes_on_to_a_second_page(event, case):
    addressee = case.addressees.get()
    addressee.wordings.update(body="{{ salutation }}\n\n" + "I write to you. " * 60 + "\n\n{{ sender }}")

    [letter] = made(event, letters=1, style="large").pieces

    pdf = press.make(letter.job)
    assert pages_of(pdf) == 2
    words = re.findall(r'yMin="([\d.]+)"[^>]*yMax="([\d.]+)"[^>]*>write<', text_of(pdf, "-bbox"))
    assert {round(float(bottom) - float(top)) for top, bottom in words} == {round(height_of_type(18))}
    # The second page begins below its edge.
    second = re.findall(r'yMin="([\d.]+)"', text_of(pdf, "-bbox", "-f", "2", "-l", "2"))
    assert min(float(top) for top in second) > 20 * MM


def height_of_type(points: float) -> float:
    """The height of a word's box in Source Serif, by its ascent and descent."""
    return points * (1.036 + 0.335)


def test_letter_for_handwriting_has_lines_and_what_belongs_in_it(event):
    [letter] = made(event, letters=1, style="lined").pieces

    said = text(letter)

    assert "The Minister 1 Palace Road Capital CAMBODIA" in said
    assert "Dear Minister, Yorm Bopha release her immediately" in said
    assert "I write to you" not in said
    assert letter.job["html"].count("<p></p>") == 16


def test_translation_stands_on_the_back_and_copies_begin_on_a_new_sheet(event, case):
    wording = case.addressees.get().wordings.get()
    wording.language = "km"
    wording.save()
    wording.set_current_language("en")
    wording.translation = "{{ salutation }}\n\nWhat it says in English.\n\n{{ sender }}"
    wording.save()
    case.addressees.get().translations.create(language_code="km", office="រដ្ឋមន្ត្រី", salutation="សូមគោរព")
    demand = case.demands.get()
    demand.translations.create(language_code="km", text="ដោះលែង")

    found = made(event, letters=2, has_backs=True)

    pdf = pack.bound(found, [press.make(piece.job) for piece in found.pieces])
    pages = [" ".join(text_of(pdf, "-f", str(page), "-l", str(page)).split()) for page in range(1, 5)]
    assert pages_of(pdf) == 4
    assert ["What it says in English." in page for page in pages] == [False, True, False, True]
    assert "For the writer: what the letter says. It is not part of it." in pages[1]


def test_letter_in_the_readers_language_has_no_back(event):
    [letter] = made(event, letters=1, has_backs=True).pieces

    assert "back" not in letter.job


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [("c6", 162, 114), ("dl", 220, 110), ("c5", 229, 162), ("no10", 241.3, 104.775)],
)
def test_envelope_has_the_address_where_sorting_machines_look(event, size, width, height):
    [envelope] = made(event, envelopes=1, envelope=size).pieces

    pdf = press.make(envelope.job)

    book = pikepdf.open(io.BytesIO(pdf))
    box = [float(edge) / MM for edge in book.pages[0].mediabox]
    assert box == pytest.approx([0, 0, width, height], abs=0.1)
    x, y = words_at(pdf)["Minister"]
    assert width - 140 <= x <= width - 15
    assert 40 <= y <= height - 15
    # Machines print their code along the lower edge.
    bottoms = [float(bottom) / MM for bottom in re.findall(r'yMax="([\d.]+)"', text_of(pdf, "-bbox"))]
    assert max(bottoms) <= height - 15
    assert "The Minister 1 Palace Road Capital CAMBODIA" in " ".join(text_of(pdf).split())


@pytest.mark.parametrize(("sender", "lines"), [("full", 2), ("initials", 1), ("none", 0)])
def test_envelope_has_as_much_of_the_sender_as_the_case_allows(event, case, sender, lines):
    case.addressees.update(sender=sender)

    [envelope] = made(event, envelopes=1).pieces

    assert envelope.job["html"].count("to-sign") == lines
    assert ("Warszawa" in text(envelope)) is (lines > 0)


def test_sign_up_sheet_has_a_line_for_each_free_place_and_names_nobody(event):
    shift = make_shift(event, task="the tea", places=3)
    shift.duties.create(role=make_device_role(event), taken_at=NOW)
    make_shift(event, task="the door", places=1)

    [sheet] = made(event, rotas=1).pieces

    said = text(sheet)
    assert "Who helps when" in said
    assert "the tea 1 place is taken" in said
    assert "the door" in said
    assert "Ola" not in said
    assert sheet.job["html"].count("to-sign") == 3
    assert made(event, rotas=0).pieces == []


def test_addresses_that_nobody_verified_are_named(event, case):
    case.addressees.update(is_verified=False)

    assert made(event, labels=1).unverified == ["Yorm Bopha – The Minister"]
    assert made(event, envelopes=1, labels=1).unverified == ["Yorm Bopha – The Minister"]
    assert made(event, letters=1).unverified == []


def test_address_pasted_with_signs_that_turn_it_around_is_printed_as_it_is_seen(event, case):
    case.addressees.update(address="\u202e1 Palace Road\u202c\n\u200bCapital")

    for piece in made(event, letters=1, cards=1, envelopes=1, labels=1).pieces:
        assert "1 Palace Road" in piece.job["html"]
        assert not {"\u202e", "\u202c"} & set(piece.job["html"])


def test_portrait_stands_on_card_and_sign_and_initials_where_its_file_is_gone(
    event, case, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (40, 47), "#1d3f8f").save(picture, "JPEG")
    case.portrait.save("yorm.jpg", ContentFile(picture.getvalue()))

    for piece in made(event, cards=1, signs=1).pieces:
        book = pikepdf.open(io.BytesIO(press.make(piece.job)))
        images = book.pages[0].get_images().values()
        [drawn] = {(int(image.Width), int(image.Height)) for image in images}
        assert drawn == (40, 47)

    (tmp_path / case.portrait.name).unlink()
    for piece in made(event, cards=1, signs=1).pieces:
        assert "AB" in text(piece)


LINE = r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">'


@pytest.mark.parametrize("stock", ["63x38", "5160", "105x57"])
def test_sticker_stands_in_the_middle_of_each_label(event, stock):
    [sheet] = made(event, stickers=2, stock=stock).pieces

    pdf = press.make(sheet.job)
    measures = label_sheets.STOCKS[stock]
    lines = [
        (float(left), float(right), float(top), float(bottom))
        for left, top, right, bottom in re.findall(
            r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">',
            text_of(pdf, "-bbox-layout"),
        )
    ]
    assert (pages_of(pdf), sheet.copies, sheet.paper) == (1, 2, measures.paper)
    assert text_of(pdf).count("I wrote a letter") == measures.number
    for left, right, *_height in lines:
        middles = [left_edge + measures.size[0] / 2 for _number, left_edge, _top in measures.places()]
        assert min(abs((left + right) / 2 / MM - middle) for middle in middles) < 1
    for _number, _left, upper in measures.places():
        inside = [upper < top / MM and bottom / MM < upper + measures.size[1] for *_at, top, bottom in lines]
        assert sum(inside) == 2 * measures.columns


def test_thanks_have_a_line_for_a_name_and_no_name(event):
    make_opening(event, starts_at=dt.datetime(2026, 12, 12, 15, tzinfo=dt.UTC))

    [thanks] = made(event, thanks=30).pieces

    assert (thanks.kind, thanks.copies) == ("thanks", 30)
    assert pages_of(press.make(thanks.job)) == 1
    assert text(thanks).startswith(str(event.campaign).upper())
    for said in ("was there, and helped", "The night of letters", "12 December 2026", "Thank you."):
        assert said in text(thanks)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_ten_badges_stand_on_a_sheet_inside_every_printers_margin(event, paper):
    event.section.paper = paper
    event.section.save()

    [sheet] = made(event, badges=1).pieces

    pdf = press.make(sheet.job)
    assert pages_of(pdf) == 1
    assert text_of(pdf).count("I help here") == 10
    width, height = {"a4": (210, 297), "letter": (215.9, 279.4)}[paper]
    lefts, bottoms = (
        [float(edge) / MM for edge in re.findall(rf'<word[^>]*{name}="([\d.]+)"', text_of(pdf, "-bbox"))]
        for name in ("xMin", "yMax")
    )
    assert min(lefts) > (width - 180) / 2
    assert max(bottoms) < height - 12

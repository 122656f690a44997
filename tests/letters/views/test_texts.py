"""The editor of texts at a section's desk."""

import re
from base64 import b64decode

import pytest
from django.utils import timezone

from cases.models import Case, Wording
from events import texts
from events.models import Section, Trace
from letters import editing, press
from letters.views import texts as views
from tests.makers import (
    BODY,
    make_addressee,
    make_campaign,
    make_case,
    make_milestone,
    make_role,
    make_section,
    make_wording,
)
from tests.pages import source_of
from tests.paper import text_of as words_of

pytestmark = pytest.mark.django_db

ADDRESS = "/sections/poland/texts/"


@pytest.fixture
def case():
    campaign = make_campaign()
    section = make_section(slug="poland", languages=["pl"])
    section.participations.create(campaign=campaign)
    return make_case(slug="yorm", name="Yorm", campaign=campaign)


@pytest.fixture
def desk(client, case, settings):
    settings.MFA = "optional"
    section = case.campaigns.get().sections.get()
    client.force_login(make_role("coordinator", section=section).user)
    return client


def seen(thing):
    return texts.mark_of(texts.texts_of(thing))


def story(case, **fields):
    standing = texts.texts_of(case)["en"]
    return {**standing, "seen": seen(case), "act": "keep"} | fields


def test_list_leads_to_every_text_of_a_case(desk, case):
    addressee = make_addressee(case)
    wording, milestone = make_wording(addressee), make_milestone(case)

    assert "/sections/poland/texts/yorm/" in source_of(desk.get(ADDRESS))
    page = source_of(desk.get(f"{ADDRESS}yorm/"))

    for kind, thing in (
        ("case", case),
        ("addressee", addressee),
        ("demand", addressee.demands.get()),
        ("wording", wording),
        ("milestone", milestone),
    ):
        address = f"{ADDRESS}yorm/{kind}/{thing.pk}/"
        assert address in page
        assert desk.get(address).status_code == 200


def test_what_was_typed_is_shown_and_not_kept(desk, case):
    answer = desk.post(
        f"{ADDRESS}yorm/case/{case.pk}/?language=en", story(case, story="A **new** story", act="show")
    )

    assert "<strong>new</strong>" in source_of(answer)
    assert "It is not kept yet." in source_of(answer)
    assert texts.texts_of(case)["en"]["story"] == "A story."


def test_what_is_kept_stands_there_and_who_changed_it_is_said(desk, case):
    address = f"{ADDRESS}yorm/case/{case.pk}/?language=en"

    page = source_of(desk.post(address, story(case, headline="Free her"), follow=True))

    assert "The texts are kept." in page
    assert "<ins>Free her</ins>" in page
    assert "<del>Imprisoned for a garden</del>" in page
    assert Trace.objects.get().act == "texts_changed"


def test_earlier_text_comes_back_with_one_click(desk, case):
    address = f"{ADDRESS}yorm/case/{case.pk}/?language=en"
    desk.post(address, story(case, headline="Free her"))
    first = texts.editions(case)[-1].number

    page = desk.post(address, {"act": "back", "edition": first, "seen": seen(case)}, follow=True)

    assert "The earlier texts stand again." in source_of(page)
    assert Case.objects.get(pk=case.pk).headline == "Imprisoned for a garden"


def test_translation_is_written_beside_the_original(desk, case):
    address = f"{ADDRESS}yorm/case/{case.pk}/?language=pl&beside=en"
    page = source_of(desk.get(address))
    assert '<p class="words" lang="en">A story.</p>' in page

    form = {"name": "Yorm", "who": "ogrodniczka", "headline": "Uwięziona", "abuse": "Trzy lata."}
    desk.post(address, {**form, "story": "Historia.", "seen": seen(case), "act": "keep"})

    assert texts.texts_of(case)["pl"]["headline"] == "Uwięziona"


def test_missing_words_are_named_beside_the_field_and_nothing_is_lost(desk, case):
    answer = desk.post(f"{ADDRESS}yorm/case/{case.pk}/?language=en", story(case, headline="", story="Kept"))

    assert answer.status_code == 422
    assert "This field is required." in source_of(answer)
    assert "Kept</textarea>" in source_of(answer)
    assert texts.texts_of(case)["en"]["story"] == "A story."


def test_letter_is_shown_on_paper_as_typed(desk, case):
    wording = make_wording(make_addressee(case))
    form = {"body": BODY.replace("I write", "Today I write"), "seen": seen(wording), "act": "show"}

    page = source_of(desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form))

    assert "<p>Today I write to you about Yorm.</p>" in page
    assert Wording.objects.get().body == BODY
    [picture] = re.findall(r'<img class="printed-page" src="data:image/png;base64,([^"]+)"', page)
    section = Section.objects.get(slug="poland")
    letter = editing.letter_of(section, Wording.objects.get(), form["body"], day=timezone.localdate())
    assert [b64decode(picture)] == press.pictures_of(press.letter(letter))


@pytest.mark.parametrize(("paper", "window"), [("letter", "left"), ("a4", "right")])
def test_letter_is_shown_as_the_section_prints_it(desk, case, paper, window):
    Section.objects.update(paper=paper, window=window)
    wording = make_wording(make_addressee(case))

    page = source_of(
        desk.post(
            f"{ADDRESS}yorm/wording/{wording.pk}/", {"body": BODY, "seen": seen(wording), "act": "show"}
        )
    )

    assert 'class="printed-page" src="data:image/png' in page
    assert f'data-paper="{paper}" data-window="{window}"' in page


def test_text_with_a_fault_is_no_empty_letter(desk, case):
    wording = make_wording(make_addressee(case))
    body = BODY.replace("I write", "Amnesty and I write") + "\n{{ nmae }}"

    answer = desk.post(
        f"{ADDRESS}yorm/wording/{wording.pk}/", {"body": body, "seen": seen(wording), "act": "show"}
    )

    preview = source_of(answer).partition('id="preview"')[2].partition("</section>")[0]
    assert answer.status_code == 422
    assert "printed-page" not in preview
    assert "letter-sheet" not in preview
    assert "unknown field {{ nmae }}" in preview
    assert "leave out “Amnesty”" in preview


def test_press_is_left_to_visitors_where_somebody_looks_very_often(desk, case, monkeypatch):
    monkeypatch.setattr(views, "PREVIEWS_A_MINUTE", 1)
    wording = make_wording(make_addressee(case))
    form = {"body": BODY, "seen": seen(wording), "act": "show"}

    pages = [source_of(desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form)) for _time in range(2)]

    assert ["printed-page" in page for page in pages] == [True, False]
    assert "<p>I write to you about Yorm.</p>" in pages[1]


def test_letter_that_does_not_fit_its_page_is_shown_as_text_with_the_reason(desk, case):
    wording = make_wording(make_addressee(case))
    form = {"body": BODY + "\n\nI ask you." * 200, "seen": seen(wording), "act": "show"}

    page = source_of(desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form))

    assert "The letter has to fit on one page." in page
    assert "printed-page" not in page
    assert "<p>I write to you about Yorm.</p>" in page


def test_unknown_field_in_a_letter_is_named_with_its_line(desk, case):
    wording = make_wording(make_addressee(case))
    form = {"body": BODY + "\n{{ secret }}", "seen": seen(wording), "act": "keep"}

    answer = desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form)

    assert answer.status_code == 422
    assert "unknown field {{ secret }}" in source_of(answer)
    assert Wording.objects.get().body == BODY


def test_letter_comes_out_of_the_printer_as_typed(desk, case):
    wording = make_wording(make_addressee(case))
    form = {"body": BODY.replace("I write", "Today I write"), "seen": seen(wording), "act": "pdf"}

    answer = desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form)

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert "Today I write to you about Yorm." in words_of(answer.content)
    assert Wording.objects.get().body == BODY


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (BODY + "\n\nI ask you." * 200, "The letter has to fit on one page."),
        ("{{ secret }}" + BODY, "unknown field {{ secret }}"),
    ],
)
def test_letter_that_cannot_be_printed_says_why_beside_the_text(desk, case, body, sentence):
    wording = make_wording(make_addressee(case))

    answer = desk.post(
        f"{ADDRESS}yorm/wording/{wording.pk}/", {"body": body, "seen": seen(wording), "act": "pdf"}
    )

    assert answer.status_code == 422
    assert sentence in source_of(answer)
    assert "</textarea>" in source_of(answer)


def test_letter_with_a_gap_is_not_printed(desk, case):
    wording = make_wording(make_addressee(case, salutation=""))
    form = {"body": BODY, "seen": seen(wording), "act": "pdf"}

    answer = desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", form)

    assert (answer.status_code, "the salutation is missing in it" in source_of(answer)) == (422, True)


def test_words_that_a_letter_must_not_carry_are_flagged_and_yet_kept(desk, case):
    strict = make_addressee(case, may_name_organisation=False, may_mention_religion=False)
    wording, demand = make_wording(strict), strict.demands.get()
    body = BODY + "\n\nAmnesty prays that your regime falls."

    page = source_of(
        desk.post(
            f"{ADDRESS}yorm/wording/{wording.pk}/", {"body": body, "seen": seen(wording), "act": "show"}
        )
    )
    asked = source_of(
        desk.post(
            f"{ADDRESS}yorm/demand/{demand.pk}/?language=en",
            {"text": "end the tyranny", "seen": seen(demand), "act": "show"},
        )
    )
    greeted = source_of(
        desk.post(
            f"{ADDRESS}yorm/addressee/{strict.pk}/?language=en",
            {
                "office": "The Prayer Office",
                "salutation": "God bless you,",
                "seen": seen(strict),
                "act": "show",
            },
        )
    )

    assert "leave out “Amnesty”: this letter must not name the organisation." in page
    assert "leave out “prays”: this letter must not mention religion." in page
    assert "leave out “regime”: this letter must stay out of politics." in page
    assert "leave out “tyranny”" in asked
    assert ("leave out “God”" in greeted, "leave out “Prayer”" in greeted) == (True, False)
    # Whether a word breaks the rule after all, a person decides.
    kept = {"body": body, "seen": seen(wording), "act": "keep"}
    assert desk.post(f"{ADDRESS}yorm/wording/{wording.pk}/", kept).status_code == 302


def test_words_of_somebody_faster_are_not_overwritten(desk, case):
    address = f"{ADDRESS}yorm/case/{case.pk}/?language=en"
    mine = story(case, headline="Mine")
    desk.post(address, story(case, headline="Theirs"))

    answer = desk.post(address, mine)

    assert answer.status_code == 422
    assert "Somebody changed these texts while you were writing." in source_of(answer)
    assert 'value="Mine"' in source_of(answer)
    assert Case.objects.get(pk=case.pk).headline == "Theirs"


def test_letter_in_one_more_language_needs_its_salutation_and_demands(desk, case):
    addressee = make_addressee(case)
    make_wording(addressee)
    address = f"{ADDRESS}yorm/letters/{addressee.pk}/"
    assert "A letter needs a salutation" in source_of(desk.get(address))

    for thing, words in (
        (addressee, {"office": "Minister", "salutation": "Panie Ministrze,"}),
        (addressee.demands.get(), {"text": "uwolnić ją"}),
    ):
        for name, text in words.items():
            thing.set_current_language("pl", initialize=True)
            setattr(thing, name, text)
        thing.save()
    answers = [desk.post(address, {"language": "pl", "body": BODY}) for _ in range(2)]

    wording = Wording.objects.get(language="pl")
    assert answers[0]["Location"] == f"{ADDRESS}yorm/wording/{wording.pk}/"
    assert answers[1].status_code == 422  # the language has its letter
    assert Trace.objects.filter(act="letter_begun").count() == 1


@pytest.mark.parametrize(
    "address", ["yorm/case/999999/", "yorm/dance/1/", "foreign/", "yorm/letters/999999/"]
)
def test_what_is_not_there_is_not_found(desk, case, address):
    make_case(slug="foreign", campaign=make_campaign())

    assert desk.get(f"{ADDRESS}{address}").status_code == 404


def test_thing_of_another_case_is_not_found(desk, case):
    other = make_milestone(make_case(campaign=case.campaigns.get()))

    assert desk.get(f"{ADDRESS}yorm/milestone/{other.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_for_one_and_for_three(desk, case, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make_wording(make_addressee(case))
        make_milestone(case)
        make_case(campaign=case.campaigns.get())

    with django_assert_max_num_queries(10):
        desk.get(ADDRESS)
    with django_assert_max_num_queries(10):
        desk.get(f"{ADDRESS}yorm/")
    # One of them is for the type of content, which a process asks once.
    with django_assert_max_num_queries(10):
        desk.get(f"{ADDRESS}yorm/case/{case.pk}/")

"""The writer's desk: choosing, typing, seeing, and the letter that comes out."""

import datetime as dt
import logging
import subprocess
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from cases.models import Case
from letters import desk as acts
from letters.press import pool
from tests.makers import TODAY, make_addressee, make_case, make_milestone, make_wording

pytestmark = pytest.mark.django_db
PACK = Path("cases/packs/write-for-rights-2013")
TYPED = {"name": "Ola Nowak", "town": "Łódź", "own_words": "", "paper": "a4", "act": "pdf"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def case():
    case = make_case(name="Yorm Bopha", slug="yorm-bopha")
    make_wording(make_addressee(case, key="authority"))
    return case


@pytest.fixture
def person(case):
    person = make_addressee(
        case, key="person", kind="person", office="Yorm Bopha", sender="initials", position=2
    )
    make_wording(person, body="{{ salutation }}\n\nBe well.\n\n{{ own_words }}\n\nWarmly,\n\n{{ sender }}")
    return person


def at(case: Case) -> str:
    return reverse("desk", args=[case.slug])


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def sentences_beside(response, field: str) -> list[str]:
    return list(response.context["form"].errors.get(field, []))


def test_letter_to_president_thein_sein_for_dr_tun_aung(client):
    from cases.casepack import import_pack

    import_pack(PACK)
    response = client.post(
        "/cases/tun-aung/letter/",
        TYPED | {"to": "authority", "in": "en", "own_words": "I am a doctor, too.", "name": "Zofia Gęślą"},
    )

    text = text_of(response.content)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="letter-tun-aung.pdf"'
    assert response["Cache-Control"] == "no-store"
    for words in (
        "Dear President,",
        "release him immediately and unconditionally",
        "give him the medical care that he needs",
        "I am a doctor, too.",
        "Zofia Gęślą",
        "MYANMAR",
        "historical – do not send",
        "address not verified",
    ):
        assert words in text
    assert text.count("\f") == 1


def test_every_letter_of_the_demonstration_can_be_printed(client):
    from cases.casepack import import_pack

    import_pack(PACK)
    printed = []
    for case in Case.objects.public():
        choice = client.get(at(case)).context.get("choice")
        for addressee in choice.addressees if choice else []:
            for wording in addressee.wordings.all():
                chosen = {"to": addressee.key, "in": wording.language}
                response = client.post(at(case), TYPED | chosen | {"own_words": "Ż " * 300})
                printed.append(response["Content-Type"])

    assert len(printed) >= 17
    assert set(printed) == {"application/pdf"}


def test_page_shows_letter_rules_and_questions(client, case):
    page = client.get(at(case)).content.decode()

    for words in (
        "Dear Minister,",
        "release her immediately",
        "No politics",
        "I may travel to that country.",
        "CAMBODIA",
    ):
        assert words in page


def test_page_costs_the_same_with_one_addressee_and_with_three(
    client, case, person, django_assert_num_queries
):
    with django_assert_num_queries(8):
        client.get(at(case))
    make_wording(make_addressee(case, key="copy", kind="copy", position=3))
    make_wording(person, language="pl")
    with django_assert_num_queries(8):
        client.get(at(case))


def test_page_is_public_and_sets_no_cookie(client, case):
    response = client.get(at(case), {"to": "authority", "in": "en"})

    assert response["Cache-Control"] == "public, max-age=60"
    assert dict(response.cookies) == {}
    assert dict(client.post(at(case), TYPED).cookies) == {}


def test_nothing_typed_is_logged(client, case, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(at(case), TYPED | {"name": "Verysecret", "own_words": "Verysecret words"})
        client.post(at(case), TYPED | {"name": "Verysecret", "town": ""})

    assert "Verysecret" not in caplog.text


def test_addressee_and_language_are_chosen_in_the_address(client, case, person):
    make_wording(person, language="pl", body="{{ salutation }}\n\nBądź zdrowa.\n\n{{ sender }}")
    person.translations.create(language_code="pl", office="Yorm Bopha", salutation="Droga Yorm Bopho,")

    page = client.get(at(case), {"to": "person", "in": "pl"}).content.decode()

    assert "Droga Yorm Bopho," in page
    assert "Not a word about the case." in page


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"to": "nobody"}, "There is no letter to the one you chose. Here is the letter to: The Minister."),
        ({"in": "xx"}, "There is no letter in the language you chose. Here it is in another."),
        ({}, ""),
    ],
)
def test_wish_that_cannot_be_met_falls_back_with_a_note(client, case, query, note):
    assert client.get(at(case), query).context["choice"].note == note


def test_letter_to_somebody_else_is_never_printed_unseen(client, case):
    response = client.post(at(case), TYPED | {"to": "nobody"})

    assert response.status_code == 422
    assert 'value="Ola Nowak"' in response.content.decode()


@pytest.mark.parametrize(
    ("rule", "answers", "sender"),
    [
        ("full", {}, "Ola Nowak"),
        ("full", {"ties": "on"}, "O. N."),
        ("full", {"travelling": "on"}, "O. N."),
        ("initials", {}, "O. N."),
    ],
)
def test_sender_is_as_full_as_rules_and_safety_allow(client, rule, answers, sender):
    case = make_case()
    make_wording(make_addressee(case, sender=rule))

    text = text_of(client.post(at(case), TYPED | answers).content)

    assert text.count(sender) == 2
    assert "Łódź" in text
    assert ("Nowak" in text) == (sender == "Ola Nowak")


def test_letter_without_sender_names_neither_name_nor_town(client):
    case = make_case()
    make_wording(make_addressee(case, sender="none"))

    text = text_of(client.post(at(case), TYPED).content)

    assert "Nowak" not in text
    assert "O. N." not in text
    assert "Łódź" not in text


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ola Nowak", "O. N."),
        ("żaneta  gęślą-jaźń", "Ż. G.-J."),
        ("កញ្ញា", "ក."),
        ("王", "王."),
        ("É", "É."),
        ("-", ""),
    ],
)
def test_initials(name, initials):
    assert acts.initials_of(name) == initials


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please type your name, as it should stand on the letter."),
        ("name", "x" * 81, "Ensure this value has at most 80 characters (it has 81)."),
        ("name", "Ola\u202eNowak", "This holds a character that cannot be seen. Please type the text again."),
        ("name", "Ola\x07", "This holds a character that cannot be seen. Please type the text again."),
        ("name", "Ola 😀", "This character cannot be printed: 😀"),
        ("town", "", "Please type your town. It tells the reader where people care."),
        ("own_words", "x" * 1201, "Ensure this value has at most 1200 characters (it has 1201)."),
        ("own_words", "A\x00B", "This holds a character that cannot be seen. Please type the text again."),
        (
            "own_words",
            "Amnesty wrote",
            "Please leave out “Amnesty”: this letter must not name the organisation.",
        ),
        ("own_words", "I pray", "Please leave out “pray”: this letter must not mention religion."),
        ("paper", "a0", "Select a valid choice. a0 is not one of the available choices."),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field(client, case, field, value, sentence):
    response = client.post(at(case), TYPED | {"own_words": "Kept."} | {field: value})

    assert response.status_code == 422
    assert sentence in sentences_beside(response, field)
    assert "Łódź" in response.content.decode() or field == "town"


def test_hidden_characters_are_left_out_and_line_breaks_count_once(client, case):
    response = client.post(
        at(case), TYPED | {"name": "Ola\u200b No\u00adwak\ufeff", "own_words": "x\r\n" * 600}
    )

    assert response.status_code in (200, 422)
    assert sentences_beside(response, "own_words") == [] if response.status_code == 200 else True


def test_rules_that_allow_let_the_words_pass(client):
    case = make_case()
    make_wording(make_addressee(case, may_mention_religion=True, may_name_organisation=True))

    response = client.post(at(case), TYPED | {"own_words": "We pray. Amnesty."})

    assert response["Content-Type"] == "application/pdf"


ATTACKS = [
    "<script>fetch('http://127.0.0.1:9/')</script>",
    '<img src="file:///etc/passwd"><object data=file:///etc/passwd>',
    "<style>@import url(http://127.0.0.1:9/)</style>",
    "</p></body><iframe src=javascript:alert(1)>",
    "{{ sender }}{% include '/etc/passwd' %}{{ settings.SECRET_KEY }}",
    "![x](http://127.0.0.1:9/) [y](javascript:alert(1)) `z`",
    "url(data:text/html,x) expression(alert(1))",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("field", ["name", "town", "own_words"])
def test_attack_is_printed_as_it_was_typed(client, case, field, attack):
    response = client.post(at(case), TYPED | {field: attack})

    text = " ".join(text_of(response.content).split())
    assert attack[:40].split()[0] in text
    assert "root:" not in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_shown_as_text(client, case, attack):
    page = client.post(
        at(case), TYPED | {"name": attack, "own_words": attack, "act": "show"}
    ).content.decode()

    assert attack not in page or "<" not in attack


def test_post_that_says_nothing_else_answers_with_the_letter(client, case):
    answer = client.post(f"/cases/{case.slug}/letter/", {"name": "Ada Nowak", "town": "Toruń"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_preview_shows_what_was_typed_and_keeps_it(client, case):
    response = client.post(at(case), TYPED | {"own_words": "My own line.", "act": "show", "ties": "on"})
    page = response.content.decode()

    assert response.status_code == 200
    assert "<p>My own line.</p>" in page
    assert 'value="Ola Nowak"' in page
    assert '<p class="signature">O. N.</p>' in page
    assert response["Cache-Control"] == "no-store"


def test_preview_does_not_ask_yet_for_what_is_missing(client, case):
    response = client.post(at(case), {"act": "show", "own_words": "Soon."})

    assert response.status_code == 200
    assert response.context["form"].errors == {}
    assert "Your name" in response.context["letter"].sender_lines


def test_live_answer_holds_only_what_changes(client, case):
    page = client.post(at(case), {"act": "live", "town": "Łódź 😀"}).content.decode()

    assert "<html" not in page
    assert "Your name" in page
    assert "This character cannot be printed: 😀" in page


def test_side_translation_stands_beside_for_its_reader(client, case):
    wording = case.addressees.get().wordings.get()
    wording.translations.create(
        language_code="pl", translation="{{ salutation }}\n\nTłumaczenie.\n\n{{ sender }}"
    )
    case.addressees.get().translations.create(
        language_code="pl", office="Minister", salutation="Szanowny Panie,"
    )

    assert "Tłumaczenie." in client.get("/pl/cases/yorm-bopha/letter/").content.decode()
    assert "Tłumaczenie." not in client.get("/cases/yorm-bopha/letter/").content.decode()


def test_wording_with_a_gap_says_so_instead_of_printing(client, case):
    make_wording(case.addressees.get(), language="ar")

    shown = client.get(at(case), {"in": "ar"})
    printed = client.post(at(case), TYPED | {"in": "ar"})

    assert "This letter cannot be printed yet: the salutation is missing in it." in shown.content.decode()
    assert printed.status_code == 422


def test_copy_is_named_on_the_letter_to_the_authority_alone(client, case, person):
    make_addressee(case, key="embassy", kind="copy", office="The Ambassador", position=3)

    assert "Copy to: The Ambassador" in text_of(client.post(at(case), TYPED).content)
    assert "Copy to" not in text_of(client.post(at(case), TYPED | {"to": "person"}).content)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"send_until": dt.date(2001, 12, 31)}, "Letters could be sent until 31 December 2001."),
        (
            {"letters": "not_wanted", "closed_reason": "free"},
            "Letters are no longer wanted: the person is free.",
        ),
        (
            {"letters": "not_wanted", "closed_reason": "free", "closed_note": "She is at home."},
            "She is at home.",
        ),
    ],
)
def test_desk_refuses_with_the_reason_and_offers_what_still_helps(client, case, fields, reason):
    closed = make_case(slug="closed")
    make_wording(make_addressee(closed, **fields))
    make_milestone(case)

    for response, status in ((client.get(at(closed)), 200), (client.post(at(closed), TYPED), 410)):
        page = response.content.decode()
        assert response.status_code == status
        assert reason in page
        assert "<textarea" not in page
        assert "Yorm Bopha" in page
        assert reverse("good_news") in page


def test_letter_may_be_written_on_its_last_day():
    addressee = make_addressee(send_until=TODAY)
    make_wording(addressee)

    assert acts.choose(addressee.case, to="", language="", day=TODAY).addressee == addressee
    with pytest.raises(acts.LettersNotWelcome):
        acts.choose(addressee.case, to="", language="", day=TODAY + dt.timedelta(days=1))


def test_closed_addressee_is_told_beside_the_open_one(client, case):
    make_wording(
        make_addressee(case, office="The King", letters="not_wanted", closed_reason="answered", position=9)
    )

    page = client.get(at(case)).content.decode()

    assert "The King: Letters are no longer wanted: the demands were met." in page


def test_case_without_a_wording_says_so(client):
    case = make_case()
    make_addressee(case)

    assert "There is no letter here yet" in client.get(at(case)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_hidden_or_made_up_case_is_not_found(client, case, method):
    Case.objects.filter(pk=case.pk).update(is_public=False)

    assert getattr(client, method)(at(case)).status_code == 404
    assert getattr(client, method)("/cases/made-up/letter/").status_code == 404


def test_too_many_letters_are_refused_with_everything_kept(client, case, monkeypatch):
    monkeypatch.setattr("letters.views.desk.LETTERS_A_MINUTE", 1)
    client.post(at(case), TYPED)

    response = client.post(at(case), TYPED | {"own_words": "Kept words."})

    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "Kept words." in response.content.decode()


def test_press_that_does_not_answer_is_a_sentence(client, case, monkeypatch):
    pool.close()
    monkeypatch.setattr(pool, "seconds", 0)

    response = client.post(at(case), TYPED | {"own_words": "Kept words."})

    assert response.status_code == 503
    assert "Kept words." in response.content.decode()
    assert "please try again" in response.content.decode()


def test_letter_too_long_says_so_beside_the_own_words(client):
    case = make_case()
    make_wording(
        make_addressee(case),
        body="{{ salutation }}\n\n" + "A long letter. " * 170 + "\n\n{{ own_words }}\n\n{{ sender }}",
    )

    response = client.post(at(case), TYPED | {"own_words": "More and more. " * 79})

    assert response.status_code == 422
    assert sentences_beside(response, "own_words")[0].startswith("The letter has to fit on one page.")

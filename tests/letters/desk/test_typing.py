"""What is typed at the desk: said beside its field where it is wrong, kept, never logged."""

import logging

import pytest

from letters.press import pool
from tests.letters.desk.visitor import ATTACKS, TYPED, at, sentences_beside
from tests.makers import make_addressee, make_case, make_wording

pytestmark = pytest.mark.django_db


def test_nothing_typed_is_logged(client, case, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post(at(case), TYPED | {"name": "Verysecret", "own_words": "Verysecret words"})
        client.post(at(case), TYPED | {"name": "Verysecret", "town": ""})

    assert "Verysecret" not in caplog.text


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


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_shown_as_text(client, case, attack):
    page = client.post(
        at(case), TYPED | {"name": attack, "own_words": attack, "act": "show"}
    ).content.decode()

    assert attack not in page or "<" not in attack


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


def test_too_many_letters_are_refused_with_everything_kept(client, case, monkeypatch):
    monkeypatch.setattr("letters.views.desk.LETTERS_A_MINUTE", 1)
    # Of three letters two lie in one minute, wherever it ends.
    for _ in range(3):
        response = client.post(at(case), TYPED | {"own_words": "Kept words."})
        if response.status_code == 429:
            break

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


def test_hidden_characters_are_left_out_and_line_breaks_count_once(client, case):
    # Twelve hundred characters are allowed, and a browser sends each line break as two.
    typed = {"name": "Ola\u200b No\u00adwak\ufeff", "own_words": ("x" * 119 + "\r\n") * 10, "act": "show"}

    response = client.post(at(case), TYPED | typed)

    assert response.context["form"].errors == {}
    assert response.context["letter"].sender_lines == ("Ola Nowak", "Łódź")

"""The letter that comes out of the desk."""

from pathlib import Path

import pytest

from cases.models import Case
from letters import desk as acts
from tests.letters.desk.visitor import ATTACKS, TYPED, at
from tests.makers import make_addressee, make_case, make_wording
from tests.paper import text_of, words_at

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

PACK = Path("cases/packs/write-for-rights-2013")


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


def test_rules_that_allow_let_the_words_pass(client):
    case = make_case()
    make_wording(make_addressee(case, may_mention_religion=True, may_name_organisation=True))

    response = client.post(at(case), TYPED | {"own_words": "We pray. Amnesty."})

    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("field", ["name", "town", "own_words"])
def test_attack_is_printed_as_it_was_typed(client, case, field, attack):
    response = client.post(at(case), TYPED | {field: attack})

    text = " ".join(text_of(response.content).split())
    assert attack[:40].split()[0] in text
    assert "root:" not in text


def test_post_that_says_nothing_else_answers_with_the_letter(client, case):
    answer = client.post(f"/cases/{case.slug}/letter/", {"name": "Ada Nowak", "town": "Toruń"})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize(("window", "left"), [("", 25), ("left", 25), ("high", 25), ("right", 112)])
def test_address_stands_where_the_writers_envelope_shows_it(client, case, window, left):
    pdf = client.post(at(case), TYPED | {"window": window}).content

    assert round(words_at(pdf)["CAMBODIA"][0]) == left


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

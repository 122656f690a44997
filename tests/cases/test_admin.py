"""The back office’s pages for cases: letters, languages, portraits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.casepack.pictures import re_encoded, stored_name
from cases.models import Addressee, Case, Wording
from tests.back_office import address
from tests.cases.casepack import packs
from tests.makers import (
    BODY,
    make_addressee,
    make_case,
    make_milestone,
)

pytestmark = pytest.mark.django_db


def test_case_with_a_milestone_of_the_wrong_precision_is_told_where(administrator):
    case = make_case()
    milestone = make_milestone(case)
    data = {
        f"{p}-{n}": 0 for p in ("demands", "addressees", "figures") for n in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    data |= {"milestones-TOTAL_FORMS": 1, "milestones-INITIAL_FORMS": 1, "milestones-0-id": milestone.pk}
    data |= {
        "milestones-0-case": case.pk,
        "milestones-0-key": "x",
        "milestones-0-happened_on": "2026-03-02",
        "milestones-0-precision": "month",
        "milestones-0-kind": "released",
        "milestones-0-source": "a page",
        "milestones-0-text": "freed",
    }
    page = administrator.post(address(Case, "change", case.pk), data)
    formset = page.context["inline_admin_formsets"][0].formset
    assert formset.forms[0].errors == {"happened_on": ["A month or a year alone is kept as its first day."]}
    assert page.context["adminform"].form.errors["country"] == ["This field is required."]


def addressee_form(addressee: Addressee, **wording) -> dict[str, object]:
    row = {"language": "en", "body": BODY, "translation": ""} | wording
    return {
        "case": addressee.case_id,
        "key": addressee.key,
        "kind": "authority",
        "position": 0,
        "country": "KH",
        "office": "The Minister",
        "salutation": "Dear Minister,",
        "address": "1 Palace Road",
        "sender": "full",
        "letters": "wanted",
        "translations-TOTAL_FORMS": 0,
        "translations-INITIAL_FORMS": 0,
        "wordings-TOTAL_FORMS": 1,
        "wordings-INITIAL_FORMS": 0,
    } | {f"wordings-0-{name}": value for name, value in row.items()}


def test_wording_is_written_on_the_page_of_its_addressee(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, body=BODY.replace("\n", "\r\n"))
    response = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert response.status_code == 302
    # Browsers end lines with CR LF; the letter has plain line breaks.
    assert Wording.objects.get().body == BODY


def test_wording_with_an_unknown_field_is_told_its_line(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, body=BODY + "\n{{ foo }}", translation="{{ bar }}")
    page = administrator.post(address(Addressee, "change", addressee.pk), data)
    number = BODY.count("\n") + 2
    assert page.context["inline_admin_formsets"][1].formset.forms[0].errors == {
        "body": [f"Line {number}: unknown field {{{{ foo }}}}."],
        "translation": ["Line 1: unknown field {{ bar }}."],
    }


def test_addressee_offers_the_demands_of_its_own_case_alone(administrator):
    addressee, _other = make_addressee(), make_addressee()
    page = administrator.get(address(Addressee, "change", addressee.pk))
    choices = page.context["adminform"].form.fields["demands"].queryset
    assert [demand.case_id for demand in choices] == [addressee.case_id]


def other_language(code: str, salutation: str) -> dict[str, object]:
    return {
        "translations-TOTAL_FORMS": 1,
        "translations-INITIAL_FORMS": 0,
        "translations-0-language_code": code,
        "translations-0-salutation": salutation,
    }


def test_salutation_is_given_in_a_language_that_has_no_tab(administrator):
    addressee = make_addressee()
    data = addressee_form(addressee, language="ru") | other_language("ru", "Уважаемый,")
    response = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert response.status_code == 302, response.context["errors"]
    texts = addressee.translations.order_by("language_code").values_list("language_code", "salutation")
    assert list(texts) == [("en", "Dear Minister,"), ("ru", "Уважаемый,")]
    assert "Уважаемый," in administrator.get(address(Addressee, "change", addressee.pk)).content.decode()


def test_same_language_twice_is_refused(administrator):
    addressee = make_addressee()
    two = other_language("ru", "Уважаемый,") | {
        "translations-TOTAL_FORMS": 2,
        "translations-1-language_code": "ru",
        "translations-1-salutation": "Дорогой,",
    }
    page = administrator.post(address(Addressee, "change", addressee.pk), addressee_form(addressee) | two)
    formset = page.context["inline_admin_formsets"][0].formset
    assert [form.errors for form in formset.forms] == [
        {},
        {"language_code": ["This language stands here already."]},
    ]


@pytest.mark.parametrize("code", ["pl", "Russian", "x"])
def test_language_that_has_a_tab_or_is_none_is_refused(administrator, code):
    addressee = make_addressee()
    data = addressee_form(addressee) | other_language(code, "x")
    page = administrator.post(address(Addressee, "change", addressee.pk), data)
    assert list(page.context["inline_admin_formsets"][0].formset.forms[0].errors) == ["language_code"]


@pytest.mark.parametrize("code", ["ru", "xx", "..", "EN", "%00"])
@pytest.mark.parametrize("page", ["add", "change"])
def test_tab_that_is_not_there_shows_the_first(administrator, code, page):
    make_addressee()
    rows = [Case.objects.get().pk] if page == "change" else []
    assert administrator.get(f"{address(Case, page, *rows)}?language={code}").status_code == 200


@pytest.mark.parametrize("content", [b"GIF89a", b"<svg/>", packs.picture("BMP")])
def test_portrait_that_is_no_picture_is_refused(administrator, content, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    case = make_case()
    data = {"portrait": SimpleUploadedFile("a.png", content)}
    page = administrator.post(address(Case, "change", case.pk), data | empty_case_rows())
    assert "portrait" in page.context["adminform"].form.errors
    assert list(tmp_path.iterdir()) == []


def test_portrait_is_kept_bare_under_the_name_of_its_content(administrator, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    case = make_case()
    data = {name: getattr(case, name) for name in ("slug", "country", "initials", "happened", "pronoun")}
    data |= {name: getattr(case, name) for name in ("name", "who", "headline", "abuse", "story")}
    data |= {"youngest_age": 10, "confidence": "high", "is_public": "on"}
    picture = packs.picture("JPEG", comment=b"a secret")
    data["portrait"] = SimpleUploadedFile("../../her home.jpg", picture)
    response = administrator.post(address(Case, "change", case.pk), data | empty_case_rows())
    assert response.status_code == 302, response.context["errors"]
    case.refresh_from_db()
    assert case.portrait.name == stored_name(re_encoded(picture))
    with case.portrait.open() as file:
        assert file.read() == re_encoded(picture)


def empty_case_rows() -> dict[str, int]:
    prefixes = ("milestones", "demands", "addressees", "figures")
    return {f"{prefix}-{name}": 0 for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

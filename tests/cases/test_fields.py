"""The closed list of fields in wordings."""

import pytest
from django.core.exceptions import ValidationError

from cases.fields import FIELDS, faults_in, validate_wording

LETTER = "{{ salutation }}\n\nFree {{case}}.\n\n{{ demands }}\n\n{{ sender }}"


def test_letter_with_known_fields_has_no_fault():
    assert faults_in(LETTER) == []


def test_every_field_of_the_list_is_known():
    assert faults_in("\n".join(f"{{{{ {name} }}}}" for name in FIELDS)) == []


def test_unknown_field_is_named_with_its_line():
    assert faults_in(LETTER.replace("{{case}}", "{{ foo }}")) == [(3, "unknown field {{ foo }}")]


@pytest.mark.parametrize("inner", ["case.slug", "case|safe", "CASE", "", "case case", "'x'"])
def test_anything_but_a_plain_name_is_unknown(inner):
    assert faults_in(LETTER + "{{ " + inner + " }}") == [(7, "unknown field {{ " + inner + " }}")]


@pytest.mark.parametrize("stray", ["{{ case", "case }}", "{{", "}}", "{{ case }"])
def test_half_a_pair_of_braces_is_a_fault(stray):
    assert faults_in(f"{LETTER}\n{stray}") == [(8, "braces are opened or closed without the other half")]


def test_letter_without_greeting_and_signature_says_both():
    assert faults_in("Hello\nBye") == [
        (1, "the field {{ salutation }} is missing"),
        (2, "the field {{ sender }} is missing"),
    ]


def test_translation_beside_the_letter_may_leave_fields_out():
    assert faults_in("Hello", required=()) == []


def test_template_tags_are_plain_text():
    assert faults_in(LETTER + "{% include 'x' %} { } {# #}") == []


def test_form_says_the_line():
    with pytest.raises(ValidationError) as caught:
        validate_wording(LETTER + "{{ x }}")
    assert caught.value.messages == ["Line 7: unknown field {{ x }}."]

"""The look of the house: one palette, nothing inline, forms drawn in one place."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template

pytestmark = pytest.mark.anywhere

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
STYLES = sorted(Path(settings.BASE_DIR, "static", "css").glob("*.css"))
# Paper is laid out by the press, whose style sheet stands in its own template.
SCREENS = [path for path in TEMPLATES if "press" not in path.parts]
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(")
INLINE = re.compile(r"\sstyle=|\son[a-z]+=\"|<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.I)


def test_colours_stand_in_the_tokens_alone():
    coloured = {path.name for path in STYLES if COLOUR.search(path.read_text())}

    assert coloured == {"tokens.css"}


def test_nothing_is_inline():
    assert [str(path) for path in SCREENS if INLINE.search(path.read_text())] == []


def test_every_token_that_is_used_exists():
    tokens = "".join(path.read_text() for path in STYLES)
    defined = set(re.findall(r"(--[\w-]+):", tokens))

    assert {name for name in re.findall(r"var\((--[\w-]+)\)", tokens) if name not in defined} == set()


class Form(forms.Form):
    """One field of each sort."""

    name = forms.CharField(help_text="As on paper.")
    words = forms.CharField(widget=forms.Textarea, required=False)
    agrees = forms.BooleanField()
    tables = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    paper = forms.ChoiceField(choices=[("a4", "A4"), ("letter", "US Letter")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(form):
    """The form as its page draws it."""
    return Template("{{ form }}").render(Context({"form": form}))


def test_field_is_bound_to_its_help_and_its_error():
    page = drawn(Form({"name": "", "words": "kept", "token": "t"}))

    assert re.findall(r'<label for="id_name">([^<]+)', page) == ["Name"]
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext">As on paper.<' in page
    assert re.findall(r'<ul class="errorlist" id="id_name_error"><li>([^<]+)', page) == [
        "This field is required."
    ]
    assert page.count('data-state="wrong"') == 3
    assert ">\nkept</textarea>" in page


def test_choices_stand_in_a_fieldset_and_tick_boxes_in_their_label():
    page = drawn(Form())

    assert re.findall(r"<legend>([^<]+)", page) == ["Tables ", "Paper"]
    assert page.count('name="tables"') == 2
    assert re.search(r'<label for="id_agrees"><input type="checkbox"[^>]+><span>Agrees</span></label>', page)
    assert re.findall(r'class="optional">([^<]+)', page) == ["(optional)"] * 2
    assert page.count('type="hidden"') == 1

"""From a wording and what was typed to the words of the letter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.wordings import LetterHasGap, date_in, html_of, language_name, values_for
from tests.makers import TODAY, make_addressee, make_case, make_wording
from tests.paper import LETTER, values

pytestmark = pytest.mark.anywhere


def test_each_field_becomes_its_part_of_the_letter():
    html = html_of(LETTER, values(own_words="First.\nSecond."))

    assert html == (
        '<p class="salutation">Dear Minister,</p>'
        "<p>I write about <em>Yorm Bopha</em>.</p>\n"
        '<ul class="demands"><li>release her</li><li>let her work</li></ul>'
        '<div class="own-words"><p>First.</p><p>Second.</p></div>'
        "<p>Yours,</p>\n"
        '<p class="signature">Ola Nowak</p>'
    )


def test_own_words_may_be_empty_and_leave_no_trace():
    assert "own-words" not in html_of(LETTER, values(own_words=" \n "))


def test_own_words_find_a_place_before_the_closing_where_the_wording_has_none():
    html = html_of("{{ salutation }}\n\nBe well.\n\nWarmly,\n\n{{ sender }}", values(own_words="Mine."))

    assert html.index("Be well.") < html.index("Mine.") < html.index("Warmly,")


@pytest.mark.parametrize("field", ["salutation", "case", "sender"])
def test_empty_field_is_a_gap_with_a_sentence(field):
    with pytest.raises(LetterHasGap) as gap:
        html_of(LETTER, values(**{field: " "}))

    assert gap.value.field == field
    assert gap.value.sentence().startswith("This letter cannot be printed yet:")


@pytest.mark.parametrize("demands", [(), ("release her", "")])
def test_missing_demand_is_a_gap(demands):
    with pytest.raises(LetterHasGap):
        html_of(LETTER, values(demands=demands))


def test_unknown_field_is_a_gap():
    with pytest.raises(LetterHasGap):
        html_of("{{ salutation }} {{ password }}", values())


def test_sender_left_out_by_the_rules_leaves_no_signature():
    assert "signature" not in html_of(LETTER, values(sender=None))


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><style>*{display:none}</style>',
        "**bold** [link](javascript:alert(1)) ![](file:///etc/passwd)",
        "{{ sender }} {% include 'x' %} {{ demands }}",
        "&lt;b&gt; &#60;b&#62;",
    ],
)
def test_typed_text_is_data(typed):
    plain = html_of(
        "{{ salutation }}\n\n{{ own_words }}\n\n{{ sender }}", values(own_words=typed, sender=typed)
    )
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert plain.replace("&quot;", '"').replace("&#39;", "'").replace("&#x27;", "'") == (
        f'<p class="salutation">Dear Minister,</p><div class="own-words"><p>{escaped}</p></div>'
        f'<p class="signature">{escaped}</p>'
    )


@given(st.text(max_size=200))
def test_no_typed_text_adds_a_tag(typed):
    html = html_of(
        "{{ salutation }}\n\nBy {{ sender }}, {{ own_words }}.", values(sender=f"x{typed}", own_words=typed)
    )

    assert html.count("<") == 4


def test_html_in_a_wording_is_text():
    html = html_of("{{ salutation }}\n\n<b>x</b> <script>y</script>\n\n{{ sender }}", values())

    assert "<b>" not in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12 December 2026"),
        ("pl", "12 grudnia 2026"),
        ("ru", "12 декабря 2026 г."),
        ("zh-hans", "2026年12月12日"),
        ("ja", "2026年12月12日"),
        ("ko", "2026년 12월 12일"),
        ("xx", "12 December 2026"),
    ],
)
def test_date_is_written_in_the_letters_language(language, written):
    assert date_in(language, dt.date(2026, 12, 12)).replace("\u202f", " ").replace("\xa0", " ") == written


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Łódź, 2026"), ("ar", "\u2068Łódź\u2069، 2026"), ("zh-hans", "Łódź，2026"), ("ja", "Łódź、2026"),
     ("ko", "Łódź, 2026")],
)  # fmt: skip
def test_place_and_date_have_the_comma_of_the_language(language, line):
    from letters.desk import _place_and_date

    assert _place_and_date(values(language=language, town="Łódź", date="2026")) == line


def test_language_is_named_for_its_reader():
    assert [
        language_name("en", reader="en"),
        language_name("zh-hans", reader="en"),
        language_name("ar", reader="pl"),
    ] == [
        "English",
        "Chinese (Simplified)",
        "arabski",
    ]


@pytest.mark.django_db
def test_name_of_the_case_falls_back_to_english_but_the_salutation_does_not():
    addressee = make_addressee(make_case(name="Dr Tun Aung"))
    wording = make_wording(addressee, language="ar")

    found = values_for(wording.addressee, "ar", own_words="", sender="O", town="T", day=TODAY)

    assert (found.case, found.salutation, found.demands) == ("Dr Tun Aung", "", ("",))


@pytest.mark.parametrize(
    ("language", "name", "printed"),
    [
        ("ar", "O. N.", "\u2068O. N.\u2069"),
        ("ar", "محمد", "محمد"),
        ("en", "محمد", "\u2068محمد\u2069"),
        ("en", "O.", "O."),
    ],
)
def test_name_that_runs_the_other_way_is_kept_together(language, name, printed):
    assert values(language=language, sender=name).text_of("sender") == printed


def test_own_line_that_runs_against_the_letter_says_so():
    html = html_of("{{ salutation }}\n\n{{ own_words }}", values(language="ar", own_words="Hello.\nمرحبا"))

    assert html.endswith('<div class="own-words"><p dir="ltr">Hello.</p><p>مرحبا</p></div>')

"""Stories are data, never markup."""

import pytest

from cases.stories import as_html, in_words


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One *two*.\n\nThree.", "<p>One <em>two</em>.</p>\n<p>Three.</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("![x](https://example.org/a.png)", "<p></p>\n"),
        ("# One", "One\n"),
        (
            "[x](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
    ],
)
def test_markdown_becomes_clean_html(markdown, html):
    assert as_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "most", "told"),
    [
        ("One *two*. Three.\n\nFour.", 10, ["One two. Three.", "Four."]),
        ("One two. Three four five.\n\nSix.", 4, ["One two."]),
        ("One two. Three four five.", 5, ["One two. Three four five."]),
        ("One.\n\nTwo three four. Five.", 3, ["One."]),
        ("One two three four.", 3, ["One two …"]),
        ("He said “One.” Then two three four.", 4, ["He said “One.”"]),
        ("# Head\n\n[A link](https://example.org/) here.", 9, ["Head", "A link here."]),
        ("", 9, []),
    ],
)
def test_story_is_cut_after_a_whole_sentence(markdown, most, told):
    assert in_words(markdown, most) == told

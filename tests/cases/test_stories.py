"""Stories are data, never markup."""

import pytest

from cases.stories import as_html


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

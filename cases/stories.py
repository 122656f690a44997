"""Stories from Markdown to HTML that is safe to show: what coordinators type is data, never markup."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False})
_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "br", "hr"}


@lru_cache(maxsize=512)
def as_html(markdown: str) -> SafeString:
    """The Markdown as HTML: raw HTML is shown as typed, links go to the web or to e-mail only."""
    html = nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    # The page has its one h1 already.
    return mark_safe(html)  # noqa: S308 (cleaned the line above)

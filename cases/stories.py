"""Stories from Markdown to HTML that is safe to show: what coordinators type is data, never markup."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False})
_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "br", "hr"}

_BREAKS = ("softbreak", "hardbreak")
# What a sentence ends with, in the scripts that stories are told in.
_ENDS = (".", "!", "?", "…", "。", "؟", "۔", "።", "។", "။", "।")


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


def in_words(markdown: str, most: int) -> list[str]:
    """The story's first paragraphs as plain text, at most so many words, cut after a whole sentence.

    A first sentence that is longer than that is cut after its last whole word, with an ellipsis.
    """
    told: list[str] = []
    left = most
    # A word of a hundred signs is none: what comes after that many is never reached.
    for token in _MARKDOWN.parse(markdown[: most * 100]):
        if token.type != "inline":
            continue
        text = "".join(" " if child.type in _BREAKS else child.content for child in token.children or [])
        paragraph = _whole_sentences(text.split(), left)
        if not paragraph and not told:
            paragraph = [*text.split()[: most - 1], "…"] if text.split() else []
        if not paragraph:
            break
        told.append(" ".join(paragraph))
        left -= len(paragraph)
        if len(paragraph) < len(text.split()):
            break
    return told


def _whole_sentences(words: list[str], most: int) -> list[str]:
    """As many of the words as make whole sentences, ``most`` at the highest."""
    if len(words) <= most:
        return words
    ends = [at for at, word in enumerate(words[:most], start=1) if word.rstrip("”\"')»").endswith(_ENDS)]
    return words[: ends[-1]] if ends else []

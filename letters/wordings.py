"""From a wording and what its writer typed to the words of the letter.

The text is parsed as Markdown first; only then are its fields, a closed list, filled with plain text. What a
person types is therefore data all the way: it meets no Markdown, no template and no HTML.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import nh3
from babel import Locale
from babel.dates import format_date
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cases.directions import direction_in, direction_of, isolated
from cases.fields import FIELD, FIELDS
from cases.languages import locale_of
from cases.models import Addressee, Wording

TAGS = {"p", "ul", "ol", "li", "em", "strong", "br", "div"}
CLASSES = {"p": {"salutation", "signature"}, "ul": {"demands"}, "div": {"own-words"}}

_markdown = MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "newline", "escape"])


class LetterHasGap(Exception):
    """The letter would go out with a hole in it: ``field`` has nothing to stand there."""

    def __init__(self, field: str, language: str) -> None:
        self.field, self.language = field, language
        super().__init__(f"{field} ({language})")

    def sentence(self) -> str:
        """What the writer is told."""
        names = {
            "salutation": _("the salutation"),
            "demands": _("what it asks for"),
            "sender": _("your name"),
            "town": _("your town"),
            "case": _("the name of the case"),
            "date": _("the date"),
        }
        return _("This letter cannot be printed yet: %(what)s is missing in it.") % {
            "what": names.get(self.field, self.field)
        }


@dataclass(frozen=True)
class Values:
    """What stands in a letter's fields. ``sender`` and ``town`` are None where the rules leave them out."""

    language: str
    salutation: str
    case: str
    demands: tuple[str, ...]
    own_words: str
    sender: str | None
    town: str | None
    date: str

    def text_of(self, field: str) -> str | None:
        """The field as running text; None where it is left out. Raises LetterHasGap where it is empty."""
        if field not in FIELDS:
            raise LetterHasGap(field, self.language)
        value = "; ".join(self.demands) if field == "demands" else getattr(self, field)
        if value is None or (field == "own_words" and not value.strip()):
            return None
        if not value.strip():
            raise LetterHasGap(field, self.language)
        if field in ("sender", "town"):
            return isolated(value, self.language)
        return " ".join(value.split()) if field == "own_words" else str(value)


def in_language(translated: Any, field: str, language: str, *, otherwise: str = "") -> str:
    """A translated field in one language, else in ``otherwise``, else nothing. Reads prefetched rows."""
    found = {row.language_code: getattr(row, field) for row in translated.translations.all()}
    return found.get(language) or found.get(language.split("-")[0]) or found.get(otherwise, "") or ""


def date_in(language: str, day: dt.date) -> str:
    """The day as a letter in the language writes it: 12 December 2026."""
    return str(format_date(day, "long", locale=locale_of(language)))


def language_name(language: str, *, reader: str) -> str:
    """The language's name in the reader's language."""
    found = locale_of(language)
    plain = Locale(found.language, script=found.script)
    return plain.get_display_name(locale_of(reader)) or language


def values_for(
    addressee: Addressee, language: str, *, own_words: str, sender: str | None, town: str | None, day: dt.date
) -> Values:
    """Everything that the fields of a letter to the addressee in the language hold.

    The case's name falls back to English, because a name is better in Latin letters than guessed; salutation
    and demands do not: a letter in two languages would be laughed at.
    """
    return Values(
        language=language,
        salutation=in_language(addressee, "salutation", language),
        case=in_language(addressee.case, "name", language, otherwise="en"),
        demands=tuple(in_language(demand, "text", language) for demand in addressee.demands.all()),
        own_words=own_words,
        sender=sender,
        town=town,
        date=date_in(language, day),
    )


def body_of(wording: Wording, values: Values) -> SafeString:
    """The letter's body as safe HTML. Raises LetterHasGap where a field has nothing to stand there."""
    return html_of(wording.body, values)


def html_of(body: str, values: Values) -> SafeString:
    """As ``body_of`` for any text with fields, such as the translation beside a wording."""
    tokens = _with_own_words(_markdown.parse(body))
    html = "".join(_blocks(tokens, values))
    return mark_safe(  # noqa: S308  # Cleaned here, against a closed list of tags and classes.
        nh3.clean(html, tags=TAGS, attributes={"p": {"dir"}}, allowed_classes=CLASSES, link_rel=None)
    )


def _field_alone(tokens: Sequence[Token], at: int) -> str:
    """The name of the field that is the whole paragraph beginning at ``at``, or nothing."""
    if tokens[at].type != "paragraph_open" or tokens[at].level:
        return ""
    match = FIELD.fullmatch(tokens[at + 1].content.strip())
    return match[1] if match else ""


def _with_own_words(tokens: list[Token]) -> list[Token]:
    """Wordings without a place for own words get one before the greeting that stands above the signature."""
    if any(token.type == "inline" and "own_words" in FIELD.findall(token.content) for token in tokens):
        return tokens
    starts = [at for at, token in enumerate(tokens) if token.type == "paragraph_open" and not token.level]
    signature = next((n for n, at in enumerate(starts) if _field_alone(tokens, at) == "sender"), len(starts))
    where = starts[max(signature - 1, 0)] if starts else 0
    return [*tokens[:where], *_markdown.parse("{{ own_words }}"), *tokens[where:]]


def _blocks(tokens: list[Token], values: Values) -> Iterator[str]:
    """The HTML of each block: fields that stand alone as a block of their own, the rest as Markdown."""
    waiting: list[Token] = []
    at = 0
    while at < len(tokens):
        if name := _field_alone(tokens, at):
            yield _rendered(waiting) + _block(name, values)
            waiting = []
            at += 3
            continue
        _fill(tokens[at], values)
        waiting.append(tokens[at])
        at += 1
    yield _rendered(waiting)


def _rendered(tokens: list[Token]) -> str:
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def _fill(inline: Token, values: Values) -> None:
    """Puts the values into the text of a paragraph. The renderer escapes them with the text around."""
    for child in inline.children or []:
        if child.type == "text":
            child.content = FIELD.sub(lambda match: values.text_of(match[1]) or "", child.content)


def _block(name: str, values: Values) -> str:
    """A field that is a paragraph of its own."""
    text = values.text_of(name)
    if text is None:
        return ""
    if name == "demands":
        if not all(values.demands):
            raise LetterHasGap(name, values.language)
        return format_html(
            '<ul class="demands">{}</ul>', format_html_join("", "<li>{}</li>", ((d,) for d in values.demands))
        )
    if name == "own_words":
        way = direction_of(values.language)
        return format_html('<div class="own-words">{}</div>', paragraphs(values.own_words, way))
    css = {"salutation": "salutation", "sender": "signature"}.get(name, "")
    return format_html('<p class="{}">{}</p>', css, text) if css else f"<p>{escape(text)}</p>"


def paragraphs(text: str, way: str) -> SafeString:
    """Typed text as paragraphs, one a line, escaped. One that runs against the letter says so."""
    lines = [line.strip() for line in re.split(r"[\r\n\u2028\u2029]+", text)]
    runs = [(line, direction_in(line, way)) for line in lines if line]
    return format_html_join(
        "", "<p{}>{}</p>", ((format_html(' dir="{}"', run) if run != way else "", line) for line, run in runs)
    )

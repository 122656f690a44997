"""Every catalogue says everything that we say: a new text without its translation fails here."""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from cases.models import Campaign
from letters.models import Counter

pytestmark = pytest.mark.anywhere

CODE = ("cases", "events", "letters", "marathon", "templates")
# All that they say stands on paper.
ON_PAPER = ("templates/press", "letters/cards.py", "cases/kinds.py")
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PAPER_LANGUAGES = [code for code, _name in settings.PAPER_LANGUAGES if code not in dict(settings.LANGUAGES)]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w*\}(?!\})|</?[a-z][^>]*>")


def catalogue_of(language: str, root: Path = settings.BASE_DIR) -> Catalog:
    with (root / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def written_in(names: Sequence[str], copy: Path) -> Catalog:
    """What makemessages finds today in these folders, in a copy of them: the checkout stays as it is."""
    for name in names:
        found = settings.BASE_DIR / name
        if found.is_file():
            (copy / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(found, copy / name)
        else:
            shutil.copytree(found, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(copy)
        patch.setattr(settings, "LOCALE_PATHS", [str(copy / "locale")])
        call_command("makemessages", locale=["pl"], no_location=True, verbosity=0)
    return catalogue_of("pl", copy)


def messages_of(language: str) -> Iterator[Message]:
    return (message for message in catalogue_of(language) if message.id)


def ids_of(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


def texts_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def whitespace_around(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.fixture(scope="module")
def written_in_code(tmp_path_factory) -> Catalog:
    return written_in(CODE, tmp_path_factory.mktemp("code"))


@pytest.fixture(scope="module")
def written_on_paper(tmp_path_factory) -> Catalog:
    return written_in(ON_PAPER, tmp_path_factory.mktemp("paper"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_stands_in_the_catalogue_and_nothing_else(language, written_in_code):
    wanted = {(message.context, ids_of(message)) for message in written_in_code if message.id}
    present = {(message.context, ids_of(message)) for message in messages_of(language)}

    assert len(wanted) > 500  # makemessages has really read the code
    assert sorted(ids[0] for _context, ids in wanted - present) == []
    assert sorted(ids[0] for _context, ids in present - wanted) == []


@pytest.mark.parametrize("language", PAPER_LANGUAGES)
def test_every_text_of_a_paper_stands_in_a_catalogue_of_papers(language, written_in_code, written_on_paper):
    written = {(message.context, ids_of(message)) for message in written_in_code if message.id}
    wanted = {(message.context, ids_of(message)) for message in written_on_paper if message.id}
    present = {(message.context, ids_of(message)) for message in messages_of(language)}

    assert len(wanted) > 50
    assert sorted(ids[0] for _context, ids in wanted - present) == []
    assert sorted(ids[0] for _context, ids in present - written) == []


@pytest.mark.parametrize("language", [*LANGUAGES, *PAPER_LANGUAGES])
def test_every_text_is_translated_in_all_its_forms_and_none_is_a_guess(language):
    forms = catalogue_of(language).num_plurals

    lacking = [
        message.id
        for message in messages_of(language)
        if message.fuzzy
        or not all(texts_of(message))
        or len(texts_of(message)) != (forms if message.pluralizable else 1)
    ]

    assert lacking == []


@pytest.mark.parametrize("language", [*LANGUAGES, *PAPER_LANGUAGES])
def test_a_translation_has_the_placeholders_and_the_markup_of_its_text(language):
    differing = []
    for message in messages_of(language):
        wanted = {frozenset(PLACEHOLDER.findall(text)) for text in ids_of(message)}
        if any(frozenset(PLACEHOLDER.findall(text)) not in wanted for text in texts_of(message)):
            differing.append(message.id)

    assert differing == []


@pytest.mark.parametrize("language", [*LANGUAGES, *PAPER_LANGUAGES])
def test_a_translation_begins_and_ends_with_the_whitespace_of_its_text(language):
    differing = [
        message.id
        for message in messages_of(language)
        if {whitespace_around(text) for text in texts_of(message)} != {whitespace_around(ids_of(message)[0])}
    ]

    assert differing == []


def test_polish_counts_letters_in_its_three_ways():
    with translation.override("pl"):
        counted = [
            translation.ngettext("letter written", "letters written", number) for number in (1, 3, 5, 12, 22)
        ]

    assert [words.replace("\u00a0", " ") for words in counted] == [
        "napisany list",
        "napisane listy",
        "napisanych listów",
        "napisanych listów",
        "napisane listy",
    ]


def test_a_package_is_overruled_where_we_say_it_better():
    with translation.override("pl"):
        assert translation.gettext("Forgot your password?") == "Nie pamiętasz hasła?"
        assert translation.gettext("A security key has been removed.") == "Usunięto klucz bezpieczeństwa."


def test_a_relation_is_called_what_it_points_at():
    with translation.override("pl"):
        assert str(Counter._meta.get_field("case").verbose_name) == "historia"
        assert str(Campaign._meta.get_field("cases").verbose_name) == "historie"

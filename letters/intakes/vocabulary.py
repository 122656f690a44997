"""The words that a file of counts may use for cases, kinds, forms and countries, in our languages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from django.conf import settings
from django.utils import translation

from cases.kinds import Kind
from cases.models import Campaign, Case, Feature
from events.models import Event, Section
from letters.intakes.headings import plain
from letters.intakes.values import NotRead

# Beside each kind's own name and its label in every language.
_KINDS = {
    Kind.AUTHORITY: ("authorities", "to authority", "władza", "władze", "do władz", "list do władz"),
    Kind.PERSON: ("to person", "osoba", "do osoby", "list do osoby", "do bohatera"),
    Kind.COPY: ("embassy", "copies", "kopia", "kopie", "ambasada", "do ambasady"),
    Kind.PETITION: ("petitions", "signature", "petycja", "petycje", "podpis", "podpisy"),
    Kind.EMAIL: ("email", "mail", "e-mails", "mejl", "maile"),
    Kind.SOCIAL: ("social media", "post", "posts", "media społecznościowe", "posty"),
}
_FORMS = {
    Event.Form.OUTSIDE: ("outside", "offline", "paper", "poza", "na miejscu", "papier"),
    Event.Form.ONLINE: ("online", "on line", "internet", "w internecie"),
}


@dataclass(frozen=True)
class Vocabulary:
    """What words mean in the files of one section for one campaign."""

    cases: dict[str, set[str]]
    other_cases: set[str]
    kinds: dict[str, str]
    forms: dict[str, str]
    countries: set[str]

    def case(self, words: str) -> str:
        """The address of the case that is meant. Raises NotRead."""
        found = self.cases.get(plain(words), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise NotRead("case_unclear")
        raise NotRead("case_not_here" if plain(words) in self.other_cases else "case")

    def kind(self, words: str) -> str:
        """The kind that is meant. Raises NotRead."""
        return _known(self.kinds, words, "kind")

    def form(self, words: str) -> str:
        """The form that is meant. Raises NotRead."""
        return _known(self.forms, words, "form")

    def is_own_country(self, words: str) -> bool:
        """Whether it is the section's own country."""
        return plain(words) in self.countries


def _known(words: dict[str, str], said: str, code: str) -> str:
    if plain(said) not in words:
        raise NotRead(code)
    return words[plain(said)]


def of(section: Section, campaign: Campaign) -> Vocabulary:
    """The words for a section's files. Asks two queries."""
    featured = set(
        Feature.objects.filter(campaign=campaign, shown_as=Feature.As.FEATURED).values_list(
            "case__slug", flat=True
        )
    )
    cases: defaultdict[str, set[str]] = defaultdict(set)
    others: set[str] = set()
    for slug, name in Case.objects.order_by().values_list("slug", "translations__name"):
        for word in {plain(slug), plain(name or slug)}:
            if slug in featured:
                cases[word].add(slug)
            else:
                others.add(word)
    return Vocabulary(
        cases=dict(cases),
        other_cases=others,
        kinds=_by_word((kind.value, (kind.value, *_labels(kind), *_KINDS[kind])) for kind in Kind),
        forms=_by_word((form.value, words) for form, words in _FORMS.items()),
        countries={plain(section.country)} | {plain(name) for name in _names(section.country)},
    )


def _by_word(words: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {plain(word): value for value, its in words for word in its}


def _labels(kind: Kind) -> list[str]:
    labels = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            labels.append(str(kind.label))
    return labels


def _names(country: str) -> list[str]:
    languages = [Locale.parse(code, sep="-") for code, _name in settings.LANGUAGES]
    return [language.territories.get(country, country) for language in languages]

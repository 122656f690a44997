"""An evening of which every paper is printed, and all its papers."""

import datetime as dt
from collections.abc import Iterator

from django.utils import translation

from cases.models import Case
from events.models import Event
from letters import achievements, pack, personal, press
from letters.ranking import Place
from letters.writers import Writer
from tests.makers import (
    NOW,
    make_addressee,
    make_campaign,
    make_case,
    make_counters,
    make_event,
    make_opening,
    make_parcel,
    make_post_office,
    make_section,
    make_sheet,
    make_shift,
    make_team,
    make_venue,
    make_wording,
)

DAY = dt.date(2026, 12, 12)
# What our own makers say of a case, in the languages of the papers: never a word about a real person.
WORDS = {
    "pl": {
        "name": "Maja Makowa",
        "who": "ogrodniczka",
        "headline": "W więzieniu za ogród",
        "abuse": "Trzy lata więzienia.",
        "story": "Maja posadziła drzewa tam, gdzie miała stanąć fabryka. Zabrano ją w nocy.",
    },
    "ar": {
        "name": "مايا",
        "who": "بستانية",
        "headline": "سجينة بسبب حديقة",
        "abuse": "ثلاث سنوات في السجن.",
        "story": "زرعت مايا الأشجار حيث كان سيُبنى مصنع. أُخذت من بيتها ليلًا.",
    },
}
PLACES = {
    "en": ("GB", "Europe/London", "The night of letters", "The library", "York", "the table", "Class 1A"),
    "pl": ("PL", "Europe/Warsaw", "Noc listów", "Biblioteka", "Łódź", "stół", "Klasa 1A"),
    "ar": ("MA", "Africa/Casablanca", "ليلة الرسائل", "المكتبة", "الرباط", "الطاولة", "القسم الأول"),
}


def make_evening(language: str, paper: str = "a4") -> Event:
    """A marathon with one case, two addressees, a shift, a team, a sheet, a parcel and three letters."""
    country, zone, name, library, town, task, team = PLACES[language]
    languages = list(dict.fromkeys([language, "en"]))
    section = make_section(name="Letters", country=country, languages=languages, time_zone=zone, paper=paper)
    campaign = make_campaign(slug="winter", name="Winter 2026")
    case = make_case(
        campaign=campaign,
        slug="maja",
        initials="MM",
        name="Maja Makowa",
        story="Maja planted trees where a factory was to stand. She was taken away at night.",
    )
    _in_language(case, language)
    make_wording(make_addressee(case, key="minister"))
    person = make_addressee(
        case, key="person", kind="person", office="Maja Makowa", salutation="Dear Maja,", sender="initials"
    )
    make_wording(person, body="{{ salutation }}\n\nYou are not alone.\n\n{{ own_words }}\n\n{{ sender }}")
    event = make_event(
        campaign=campaign, section=section, cases=[case], slug="night", name=name, time_zone=zone, opens=False
    )
    make_opening(event, venue=make_venue(name=library, town=town, country=country))
    make_shift(event, task=task)
    make_sheet(event, 1, team=make_team(event, team))
    make_post_office(section)
    make_parcel(event, 1)
    make_counters(event, case, "authority", 1463)
    return event


def _in_language(case: Case, language: str) -> None:
    if language in WORDS:
        case.create_translation(language, **WORDS[language])


def papers_of(event: Event, language: str) -> Iterator[tuple[str, bytes]]:
    """Each paper under its name."""
    everything = pack.Order(**dict.fromkeys(pack.NUMBERS, 1), has_backs=True)
    seen = set()
    for style in pack.STYLES:
        order = everything if style == "typed" else pack.Order(**pack_of_letters(), style=style)
        for piece in pack.pack_of(event, order, day=DAY).pieces:
            name = f"{piece.kind}-{style}" if piece.kind == "letter" else piece.kind
            if name not in seen:
                yield name, press.make(piece.job)
            seen.add(name)
    with translation.override(language):
        team = event.teams.get()
        yield "certificate", achievements.certificate(event, day=DAY)
        yield "certificate-team", achievements.team_certificates(event, [Place(team, 1, 12, 3)], day=DAY)
        yield "results", achievements.results(event, day=DAY, at=NOW)
    chosen, _missing = personal.letters_for(event, language=language, day=DAY)
    writers = [Writer(2, "Ola Nowak", "Łódź"), Writer(3, "ليلى", "الرباط")]
    yield "letter-names", personal.printed(event, chosen[:1], writers, language=language, day=DAY, at=NOW)


def pack_of_letters() -> dict[str, int]:
    """An order of letters alone."""
    return dict.fromkeys(pack.NUMBERS, 0) | {"letters": 1}

"""What stands on an envelope or a parcel."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.invisible import without_unseen
from cases.kinds import Kind
from cases.models import Addressee
from events.models import Section
from letters.desk import country_line


@dataclass(frozen=True)
class Label:
    """Whom it goes to, the lines of the address, and the country that the post reckons by."""

    office: str
    lines: tuple[str, ...]
    country: str

    @property
    def has_address(self) -> bool:
        """Whether it can be posted as it stands."""
        return bool(self.lines)


def label(*, kind: str, address: str, country: str, offices: Mapping[str, str], section: Section) -> Label:
    """The label for post from the section: in its own language at home, in English abroad.

    An embassy whose address nobody typed stands in the section's own country.
    """
    if kind == Kind.COPY and not address:
        country = section.country
    languages = [*section.languages, "en"] if country == section.country else ["en", *section.languages]
    office = next((offices[code] for code in [*languages, *offices] if offices.get(code)), "")
    lines = [line.strip() for line in without_unseen(address).splitlines() if line.strip()]
    if lines and country != section.country:
        lines.append(country_line(country))
    return Label(without_unseen(office), tuple(lines), country)


def label_of(addressee: Addressee, section: Section) -> Label:
    """The label of one addressee. Wants its translations prefetched where there are several."""
    return label(
        kind=addressee.kind,
        address=addressee.address,
        country=addressee.country,
        offices={row.language_code: row.office for row in addressee.translations.all()},
        section=section,
    )

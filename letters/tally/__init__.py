"""What the ledger adds up to, read from counters through one snapshot a campaign.

The snapshot is the same object behind the page, the JSON, the CSV, the embed and the home page.
"""

import datetime as dt
import gzip
import hashlib
import json
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from cases.models import Campaign
from letters import csvs
from letters.tally.keeping import Keeper
from letters.tally.snapshot import Facts, TallyUnknown, facts_of

FRESH_FOR = dt.timedelta(seconds=2)

__all__ = ["Ready", "Snapshot", "TallyUnknown", "current", "forget", "letters_of", "of"]


@dataclass(frozen=True)
class Ready:
    """A file's bytes, as they are and compressed."""

    plain: bytes
    gzipped: bytes

    @classmethod
    def of(cls, plain: bytes) -> "Ready":
        """The bytes with their compressed form. A fixed time in its head: same bytes, same file."""
        return cls(plain, gzip.compress(plain, compresslevel=6, mtime=0))


class Snapshot:
    """A campaign's tally at one moment, for templates; its files are made once and kept."""

    def __init__(self, facts: Facts) -> None:
        self.public: Facts = facts["public"]
        self.notes: list[dict[str, str]] = facts["notes"]
        self._names: Facts = facts["names"]
        self.year: int = facts["beside"]["year"]
        self.scope: str = facts["beside"]["scope"]
        self._beside: Facts = facts["beside"]
        self._pages: dict[str, Ready] = {}
        self.zone = zoneinfo.ZoneInfo(facts["time_zone"])

    def __getattr__(self, name: str) -> Any:
        """The facts of the JSON by their names there: ``snapshot.letters``, ``snapshot.by_country``."""
        try:
            return self.__dict__["public"][name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def as_of(self) -> dt.datetime:
        """The moment at which the numbers were true."""
        return dt.datetime.fromisoformat(self.public["as_of"])

    @cached_property
    def etag(self) -> str:
        """Says whether the numbers are the same. Weak, because ``as_of`` goes on while they stand still."""
        standing = {name: fact for name, fact in self.public.items() if name != "as_of"}
        text = json.dumps(standing, sort_keys=True, ensure_ascii=False)
        return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    @cached_property
    def json(self) -> Ready:
        """The bytes of ``/tally.json``."""
        return Ready.of(json.dumps(self.public, ensure_ascii=False, separators=(",", ":")).encode())

    @cached_property
    def csv(self) -> Ready:
        """The bytes of ``/tally.csv``."""
        return Ready.of(csvs.tally(self.public))

    def page(self, path: str, draw: Callable[[], bytes]) -> Ready:
        """The page at the path, drawn once: it holds these numbers, and nothing of whoever reads it."""
        ready = self._pages.get(path)
        if ready is None:
            ready = self._pages[path] = Ready.of(draw())
        return ready

    def letters_of(self, case: str) -> int:
        """The letters for one case; 0 for a case that the campaign does not know."""
        return next((row["letters"] for row in self.public["by_case"] if row["case"] == case), 0)

    def name_of(self, what: str, language: str) -> str:
        """The name of the ``campaign`` or the ``section`` in the language, else in English, else any."""
        return _in(self._names[what], language)

    def case_name(self, case: str, language: str) -> str:
        """The name of a case in the language, else in English, else its address."""
        return _in(self._names["cases"].get(case, {}), language) or case

    def siblings(self, what: str, language: str) -> list[tuple[str, str]]:
        """The addresses and names of the ``sections`` that take part, or of all ``campaigns``."""
        return [(row["slug"], _in(row["names"], language) or row["slug"]) for row in self._beside[what]]


def _in(names: dict[str, str], language: str) -> str:
    return names.get(language) or names.get("en") or next(iter(names.values()), "")


_snapshots: Keeper[Snapshot] = Keeper("tally-1", load=Snapshot, fresh_for=FRESH_FOR)
_current: Keeper[str] = Keeper("campaign-1", load=str, fresh_for=dt.timedelta(seconds=10))


def forget() -> None:
    """Afterwards this process computes anew. For tests."""
    _snapshots.forget()
    _current.forget()


def of(campaign: str, section: str = "", *, at: dt.datetime) -> Snapshot:
    """The snapshot of a campaign or of one of its sections, at most two seconds old while all is well.

    Raises TallyUnknown where there is no such campaign or section, and what the database raises when it is
    away and no good copy of the last day is at hand.
    """
    return _snapshots.get(f"{campaign}/{section}", lambda: facts_of(campaign, section, at=at), at=at)


def current(at: dt.datetime) -> Snapshot:
    """The snapshot of the campaign that runs at the instant, as ``Campaign.objects.current_on`` finds it.

    Raises TallyUnknown where there is no campaign at all.
    """
    return of(_current.get("current", lambda: _current_slug(timezone.localdate(at)), at=at), at=at)


def _current_slug(day: dt.date) -> str:
    campaign = Campaign.objects.current_on(day)
    if campaign is None:
        raise TallyUnknown
    return campaign.slug


def letters_of(case_slug: str, at: dt.datetime) -> int:
    """The letters of the current campaign for one case; 0 before there is a campaign."""
    try:
        return current(at).letters_of(case_slug)
    except TallyUnknown:
        return 0

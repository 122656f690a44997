"""What the tally's page says of a snapshot, in the language of the page. Asks the database for nothing."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.countries import country_name
from cases.kinds import LETTERS
from cases.languages import page_language
from cases.models import PublishedTotal
from letters.models import Channel
from letters.tally import Snapshot
from letters.tally.snapshot import HOURS

Row = dict[str, Any]


def told(snapshot: Snapshot) -> dict[str, Any]:
    """The context of the page."""
    language = page_language()
    published = _published(snapshot, language)
    own_year = [row for row in published if row["year"] == snapshot.year]
    headline = _headline(row for row in own_year if row["is_of_scope"])
    is_silent = not snapshot.letters and not snapshot.actions
    return {
        "tally": snapshot,
        "campaign_name": snapshot.name_of("campaign", language),
        "section_name": snapshot.name_of("section", language),
        "status": status_word(snapshot.status),
        "as_of": snapshot.as_of.astimezone(snapshot.zone),
        "zone": snapshot.as_of.astimezone(snapshot.zone).tzname(),
        "by_country": _by_country(snapshot),
        "by_case": _by_case(snapshot, language),
        "by_channel": _by_channel(snapshot),
        "hours": _hours(snapshot),
        "busiest": max(snapshot.by_hour, key=lambda row: row["letters"], default=None),
        "headline": headline if is_silent else None,
        "beside_headline": [row for row in own_year if row is not headline and row["status"] == "final"],
        "years": [
            {"year": str(year), "rows": list(rows)} for year, rows in groupby(published, lambda r: r["year"])
        ],
        "is_silent": is_silent,
        **addresses(snapshot),
        "sections": _links(snapshot, "sections", language),
        "campaigns": _links(snapshot, "campaigns", language),
    }


def addresses(snapshot: Snapshot) -> dict[str, str]:
    """Where the same numbers are as files."""
    of = {"campaign": snapshot.campaign}
    kind = "campaign"
    if "section" in snapshot.public:
        kind, of["section"] = "section", snapshot.section
    return {
        "json_address": reverse(f"{kind}_tally_json", kwargs=of),
        "csv_address": reverse(f"{kind}_tally_csv", kwargs=of),
        "embed_address": reverse("campaign_tally_embed", kwargs={"campaign": snapshot.campaign}),
        "heads_address": reverse("api:heads", kwargs={"slug": snapshot.campaign}),
    }


def status_word(status: str) -> str:
    """The status as a word beside the number."""
    return {
        "live": pgettext("of a count", "live"),
        "provisional": pgettext("of a count", "provisional"),
        "final": pgettext("of a count", "final"),
    }[status]


def _links(snapshot: Snapshot, what: str, language: str) -> list[Row]:
    here = snapshot.public.get("section", "") if what == "sections" else snapshot.campaign
    links = []
    for slug, name in snapshot.siblings(what, language):
        if what == "sections":
            address = reverse("section_tally", kwargs={"campaign": snapshot.campaign, "section": slug})
        else:
            address = reverse("campaign_tally", kwargs={"campaign": slug})
        links.append({"address": address, "name": name, "is_here": slug == here})
    return links


def _width(number: int, of: int) -> str:
    return f"{100 * number / of if of else 0:.2f}"


def _by_country(snapshot: Snapshot) -> list[Row]:
    most = max((row["letters"] for row in snapshot.by_country), default=0)
    return [
        {
            "key": row["country"],
            "label": country_name(row["country"]),
            "address": "",
            "number": row["letters"],
            "kinds": [],
            "parts": [{"ink": "blue", "at": "0", "width": _width(row["letters"], most)}],
        }
        for row in snapshot.by_country
    ]


def _by_case(snapshot: Snapshot, language: str) -> list[Row]:
    most = max((row["letters"] for row in snapshot.by_case), default=0)
    return [
        {
            "key": row["case"],
            "label": snapshot.case_name(row["case"], language),
            "address": reverse("case", kwargs={"slug": row["case"]}),
            "number": row["letters"],
            "parts": _stacked(row["by_kind"], most),
            "kinds": [
                {"key": kind, "label": label, "number": row["by_kind"].get(kind, 0)}
                for kind, label in _kind_labels()
                if kind in ("authority", "person") or row["by_kind"].get(kind)
            ],
        }
        for row in snapshot.by_case
    ]


def _kind_labels() -> list[tuple[str, str]]:
    return [
        ("authority", _("to authorities")),
        ("person", _("to the person")),
        ("copy", _("copies to embassies")),
        ("petition", _("petition signatures")),
        ("email", _("e-mails")),
        ("social", _("posts")),
    ]


def _stacked(by_kind: dict[str, int], most: int) -> list[Row]:
    """Blue for authorities, red for the person, plain for copies, end to end."""
    parts, so_far = [], 0
    for kind, ink in zip(LETTERS, ("blue", "red", "plain"), strict=True):
        count = by_kind.get(kind, 0)
        parts.append({"ink": ink, "at": _width(so_far, most), "width": _width(count, most)})
        so_far += count
    return parts


def _by_channel(snapshot: Snapshot) -> list[Row]:
    most = max((row["letters"] for row in snapshot.by_channel), default=0)
    return [
        {
            "key": row["channel"],
            "label": str(Channel(row["channel"]).label),
            "address": "",
            "number": row["letters"],
            "kinds": _beside(row["actions"]),
            "parts": [{"ink": "plain", "at": "0", "width": _width(row["letters"], most)}],
        }
        for row in snapshot.by_channel
    ]


def _beside(actions: int) -> list[Row]:
    return [{"key": "actions", "label": _("other actions"), "number": actions}] if actions else []


def _hours(snapshot: Snapshot) -> list[Row]:
    """The columns of the last 48 hours, as tall as 100; empty where none of them saw a letter."""
    letters = {dt.datetime.fromisoformat(row["hour"]): row["letters"] for row in snapshot.by_hour}
    if not letters:
        return []
    most = max(letters.values())
    last = snapshot.as_of.replace(minute=0, second=0)
    hours = [last - dt.timedelta(hours=n) for n in reversed(range(HOURS))]
    return [
        {
            "key": hour.isoformat(),
            "at": n * 10,
            "hour": hour.astimezone(snapshot.zone),
            "letters": letters.get(hour, 0),
            "top": f"{100 - 100 * letters.get(hour, 0) / most:.2f}",
            "height": f"{100 * letters.get(hour, 0) / most:.2f}",
        }
        for n, hour in enumerate(hours)
    ]


def _published(snapshot: Snapshot, language: str) -> list[Row]:
    """Newest year first; within it the world before countries, then as it grew."""
    rows = [
        {
            **row,
            "of": _("the world") if row["scope"] == "world" else country_name(row["scope"]),
            "is_of_scope": row["scope"] == snapshot.scope,
            "measure_word": _measure_word(row["measure"], row["count"]),
            "status_word": str(PublishedTotal.Status(row["status"]).label),
            "note": notes.get(language) or row["note"],
        }
        for row, notes in zip(snapshot.published, snapshot.notes, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row["year"], row["scope"] != "world", row["scope"], row["count"]))


def _measure_word(measure: str, count: int) -> str:
    """What was counted, in the form that stands after the count: Polish has three of them."""
    return {
        PublishedTotal.Measure.LETTERS: ngettext("letter", "letters", count),
        PublishedTotal.Measure.ACTIONS: ngettext("action of any kind", "actions of every kind", count),
        PublishedTotal.Measure.PLACES: ngettext("place", "places", count),
    }[PublishedTotal.Measure(measure)]


def _headline(rows: Iterable[Row]) -> Row | None:
    """What a campaign that was counted elsewhere shows as its number: letters, a final count first."""
    letters = [row for row in rows if row["measure"] == PublishedTotal.Measure.LETTERS]
    return max(letters, key=lambda row: (row["status"] == "final", row["count"]), default=None)

"""What programs may read of campaigns and their cases: public facts alone, every language side by side."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from cases.caching import may_be_kept
from cases.models import Addressee, Campaign, Case, Milestone
from cases.problems import Problem

router = Router(tags=["campaigns"])
Texts = dict[str, str]


class CampaignFacts(Schema):
    """One year's marathon. Texts are by language."""

    slug: str
    starts_on: dt.date
    ends_on: dt.date
    is_final: bool
    name: Texts
    summary: Texts


class MilestoneFacts(Schema):
    """One dated thing that happened; the date as precise as it is known: 2012-09-04, 2012-09 or 2012."""

    date: str
    kind: str
    text: Texts
    source: str


class AddresseeFacts(Schema):
    """Whom a letter goes to, what it asks, and the rules that hold for it."""

    key: str
    kind: str
    country: str
    office: Texts
    salutation: Texts
    address: str
    is_verified: bool
    demands: list[Texts]
    may_mention_religion: bool
    may_name_organisation: bool
    may_enclose_drawings: bool
    sender: str
    send_until: dt.date | None
    letters: str
    closed_reason: str
    advice: Texts


class CaseFacts(Schema):
    """The person or the people we write for. What became of them stands in the milestones."""

    slug: str
    country: str
    initials: str
    year: int | None
    happened: str
    shown_as: str
    is_posthumous: bool
    is_historical: bool
    youngest_age: int
    confidence: str
    name: Texts
    who: Texts
    headline: Texts
    abuse: Texts
    story: Texts
    milestones: list[MilestoneFacts]
    addressees: list[AddresseeFacts]


def texts(thing: Any, field: str) -> Texts:
    """A translated text by language, empty ones left out. Wants ``translations`` prefetched."""
    every = {row.language_code: getattr(row, field) for row in thing.translations.all()}
    return {language: text for language, text in sorted(every.items()) if text}


@router.get(
    "/campaigns",
    url_name="campaigns",
    response={200: list[CampaignFacts], 503: Problem},
    summary="All campaigns",
)
def campaigns(request: HttpRequest, response: HttpResponse) -> list[dict[str, Any]]:
    """Every campaign there ever was, the newest first."""
    may_be_kept(response)
    return [
        {name: getattr(campaign, name) for name in ("slug", "starts_on", "ends_on", "is_final")}
        | {"name": texts(campaign, "name"), "summary": texts(campaign, "summary")}
        for campaign in Campaign.objects.latest_first().prefetch_related("translations")
    ]


@router.get(
    "/campaigns/{slug:slug}/cases",
    url_name="cases",
    response={200: list[CaseFacts], (404, 503): Problem},
    summary="A campaign's cases",
)
def cases(request: HttpRequest, response: HttpResponse, slug: str) -> list[dict[str, Any]]:
    """The public cases that the campaign writes for or remembers, in its order."""
    campaign = get_object_or_404(Campaign, slug=slug)
    shown_as = dict(campaign.features.order_by("position", "id").values_list("case_id", "shown_as"))
    found = {case.pk: case for case in _cases(list(shown_as))}
    may_be_kept(response)
    return [_case(found[pk], how) for pk, how in shown_as.items() if pk in found]


def _cases(ids: list[int]) -> Any:
    """The public ones of these, with everything told of them: eight queries for any number of cases."""
    milestones = Milestone.objects.order_by("happened_on", "id").prefetch_related("translations")
    addressees = Addressee.objects.order_by("position", "id").prefetch_related(
        "translations", "demands__translations"
    )
    return (
        Case.objects.public()
        .filter(pk__in=ids)
        .prefetch_related(
            "translations", Prefetch("milestones", milestones), Prefetch("addressees", addressees)
        )
    )


def _case(case: Case, shown_as: str) -> dict[str, Any]:
    translated = {"name", "who", "headline", "abuse", "story"}
    made_here = translated | {"shown_as", "milestones", "addressees"}
    plain = [name for name in CaseFacts.model_fields if name not in made_here]
    return {
        **{name: getattr(case, name) for name in plain},
        **{name: texts(case, name) for name in translated},
        "shown_as": shown_as,
        "milestones": [
            {"date": row.partial_date, "kind": row.kind, "text": texts(row, "text"), "source": row.source}
            for row in case.milestones.all()
        ],
        "addressees": [_addressee(addressee) for addressee in case.addressees.all()],
    }


def _addressee(addressee: Addressee) -> dict[str, Any]:
    translated = {"office", "salutation", "advice", "demands"}
    plain = [name for name in AddresseeFacts.model_fields if name not in translated]
    return {
        **{name: getattr(addressee, name) for name in plain},
        **{name: texts(addressee, name) for name in ("office", "salutation", "advice")},
        "demands": [texts(demand, "text") for demand in addressee.demands.all()],
    }

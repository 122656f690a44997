"""Public pages of cases: the album of stamps, one story, and the news that came of it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cases import album, news
from cases.caching import public
from cases.feeds import GoodNewsFeed
from cases.models import Campaign, Case
from cases.telling import with_words

LettersOf = Callable[[str, dt.datetime], int]


@public
def case_list(request: HttpRequest) -> HttpResponse:
    """The album of stamps, filtered by country, by what happened and by outcome."""
    campaign = Campaign.objects.current_on(timezone.localdate())
    chosen = album.album(campaign, request.GET)
    page: Any = Paginator(chosen.cases, album.A_PAGE).get_page(request.GET.get("page"))
    cases = list(album.as_stamps(page.object_list))
    context = {
        "campaign": campaign,
        "album": chosen,
        "page": page,
        "featured": [case for case in cases if case.place is not None],
        "earlier": [case for case in cases if case.place is None],
    }
    return render(request, "cases/case_list.html", context)


@public
def case_page(request: HttpRequest, slug: str, letters_of: LettersOf) -> HttpResponse:
    """One story. ``letters_of`` is handed in by the URL configuration: cases know no ledger."""
    case = get_object_or_404(Case.objects.public().prefetch_related("translations"), slug=slug)
    at = timezone.now()
    today = timezone.localdate(at)
    addressees = with_words(case.addressees.all())
    milestones = sorted(with_words(case.milestones.all()), key=lambda milestone: milestone.moment)
    context = {
        "case": case,
        "milestones": milestones,
        "latest": milestones[-1] if milestones else None,
        "figures": with_words(case.figures.all()),
        "demands": with_words(case.demands.all()),
        "addressees": [(addressee, addressee.wants_letters_on(today)) for addressee in addressees],
        "wants_letters": any(addressee.wants_letters_on(today) for addressee in addressees),
        "letters": letters_of(case.slug, at),
    }
    return render(request, "cases/case.html", context)


@public
def good_news(request: HttpRequest) -> HttpResponse:
    """Milestones that brought freedom or justice, newest first, and what came after them."""
    page: Any = Paginator(news.good_news(), news.A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "cases/good_news.html", {"page": page, "items": news.with_aftermath(page.object_list)}
    )


good_news_feed = public(GoodNewsFeed())

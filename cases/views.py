"""Public pages of cases: the sheet of stamps, one story, and the news that came of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

LettersOf = Callable[[str], int]


def case_list(request: HttpRequest) -> HttpResponse:
    """The sheet of stamps, filtered by country, by what happened and by outcome."""
    return HttpResponse("")


def case_page(request: HttpRequest, slug: str, letters_of: LettersOf) -> HttpResponse:
    """One story. ``letters_of`` is handed in by the URL configuration: cases know no ledger."""
    return HttpResponse("")


def good_news(request: HttpRequest) -> HttpResponse:
    """Milestones that brought freedom or justice, newest first, and what came after them."""
    return HttpResponse("")


def good_news_feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed."""
    return HttpResponse("")

"""News at the section's desk: what happened, whom it reaches, and the one button that tells them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, Milestone
from cases.telling import with_words
from events.models import Section
from events.parties import party_of
from events.refused import Refused
from events.views.finding import section_or_404
from letters import publishing
from letters.forms.news import NewsForm, PublishForm
from letters.models import Publication

A_PAGE = 20


def section_news(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened to the section's cases, told or not. A POST adds something."""
    section = section_or_404(request, slug)
    today = timezone.localdate(timezone.now(), section.zone)
    form = NewsForm(request.POST if request.method == "POST" else None, section=section, today=today)
    if form.is_bound and form.is_valid():
        milestone = _added(request, section, form)
        return redirect("section_news_item", section.slug, milestone.pk)
    told = publishing.milestones_of(section).prefetch_related("translations")
    page: Any = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    ids = [milestone.pk for milestone in page]
    publications = Publication.objects.filter(section=section, milestone__in=ids)
    by_milestone = {publication.milestone_id: publication for publication in publications}
    context = {
        "section": section,
        "form": form,
        "page": page,
        "rows": [(one, form.names[one.case_id], by_milestone.get(one.pk)) for one in page],
        "good": Milestone.GOOD,
    }
    return render(request, "letters/section_news.html", context, status=422 if form.is_bound else 200)


def _added(request: HttpRequest, section: Section, form: NewsForm) -> Milestone:
    return publishing.add(section, by=party_of(request), at=timezone.now(), **form.cleaned_data)


def section_news_item(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One piece of news, whom it reaches and the mail they would read. A POST tells them, once."""
    section, at = section_or_404(request, slug), timezone.now()
    milestone = _milestone(section, number)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _published(request, section, milestone, form)
    reach = publishing.reach(section, milestone.case)
    most = reach.places[0].letters if reach.places else 0
    context = {
        "section": section,
        "milestone": milestone,
        "form": form,
        "publication": Publication.objects.filter(milestone=milestone, section=section).first(),
        "reach": reach,
        "places": reach.places,
        "is_good": milestone.kind in Milestone.GOOD,
        "mail": publishing.preview(milestone, section, letters=most, at=at),
    }
    return render(request, "letters/section_news_item.html", context, status=422 if form.is_bound else 200)


def _milestone(section: Section, number: int) -> Milestone:
    """The section's milestone with its case, both with their words. Raises Http404."""
    found = with_words(publishing.milestones_of(section).order_by().filter(pk=number))
    if not found:
        raise Http404
    milestone: Milestone = found[0]
    milestone.case = with_words(Case.objects.filter(pk=milestone.case_id))[0]
    return milestone


def _published(
    request: HttpRequest, section: Section, milestone: Milestone, form: PublishForm
) -> HttpResponse:
    words = form.cleaned_data["words"].replace("\r\n", "\n").strip()
    try:
        publishing.publish(milestone, section, words=words, by=party_of(request), at=timezone.now())
        messages.success(request, _("The news is on its way."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("section_news_item", section.slug, milestone.pk)

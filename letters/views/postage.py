"""A section's post office: stamps, rates by country, and where its post does not go."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.countries import codes, country_choices, country_name, sorting_key
from events.models import Section
from events.parties import party_of
from events.refused import Refused
from events.views.finding import number_in, section_or_404
from letters import rates
from letters.forms.postage import OfficeForm, StopForm, steps_form, steps_in
from letters.models import PostOffice
from letters.postage import Tariff

A_PAGE = 60


def section_postage(request: HttpRequest, slug: str) -> HttpResponse:
    """The post office, its rates and its stops. A POST changes one of the three."""
    section = section_or_404(request, slug)
    office = PostOffice.objects.filter(section=section).first()
    tariff = rates.tariff_of(section) or Tariff()
    country = _country(request)
    forms: dict[str, Any] = {
        "office": OfficeForm.of(office or PostOffice(section=section)),
        "rates": steps_form(tariff.steps.get(country, ()), tariff.currency),
        "stop": StopForm(initial={"since": timezone.localdate(timezone=section.zone)}),
    }
    context = _context(request, section, tariff, country) | {"office": office, "forms": forms, "refusal": ""}
    if request.method != "POST":
        return render(request, "letters/section_postage.html", context)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    forms[act] = form = _bound(act, request, tariff)
    if form is None or form.is_valid():
        try:
            messages.success(request, ACTS[act](request, section, form))
            return redirect(f"{reverse('section_postage', args=[slug])}#{'stop' if act == 'resume' else act}")
        except Refused as refused:
            context["refusal"] = _beside(form, refused)
    return render(request, "letters/section_postage.html", context, status=422)


def _country(request: HttpRequest) -> str:
    """The country whose rates are asked for; empty for every other one."""
    asked = (request.POST if request.method == "POST" else request.GET).get("rates_of", "")
    return asked if asked in codes() else ""


def _bound(act: str, request: HttpRequest, tariff: Tariff) -> Any:
    if act == "office":
        return OfficeForm(request.POST)
    if act == "rates":
        return steps_form((), tariff.currency, request.POST)
    return StopForm(request.POST) if act == "stop" else None


def _beside(form: Any, refused: Refused) -> str:
    """Puts the sentence beside its field; gives it back where it belongs to a whole table."""
    if isinstance(form, OfficeForm):
        refused.stand_in(form)
        return ""
    return str(refused.sentence)


def _context(request: HttpRequest, section: Section, tariff: Tariff, country: str) -> dict[str, Any]:
    named = [(code, country_name(code), steps) for code, steps in tariff.steps.items() if code]
    named.sort(key=lambda row: sorting_key(row[1]))
    page: Any = Paginator(named, A_PAGE).get_page(request.GET.get("page"))
    return {
        "section": section,
        "currency": tariff.currency,
        "everywhere": tariff.steps.get("", ()),
        "page": page,
        "stops": section.post_stops.order_by("country", "since"),
        "country": country,
        "country_name": country_name(country) if country else "",
        "countries": country_choices(),
        "today": timezone.localdate(timezone=section.zone),
    }


def _set_office(request: HttpRequest, section: Section, form: Any) -> str:
    rates.set_office(section, by=party_of(request), at=timezone.now(), **form.cleaned_data)
    return _("The post office is as you said.")


def _set_rates(request: HttpRequest, section: Section, form: Any) -> str:
    country, steps = _country(request), steps_in(form)
    rates.set_rates(section, country, steps, by=party_of(request), at=timezone.now())
    place = country_name(country) if country else _("every other country")
    return (_("The rates to %(place)s are set.") if steps else _("The rates to %(place)s are removed.")) % {
        "place": place
    }


def _suspend(request: HttpRequest, section: Section, form: Any) -> str:
    rates.suspend(section, by=party_of(request), at=timezone.now(), **form.cleaned_data)
    return _("The organisers see it now, with your advice.")


def _resume(request: HttpRequest, section: Section, form: Any) -> str:
    number = number_in(request.POST.get("which"))
    rates.resume(section, number, by=party_of(request), at=timezone.now())
    return _("Post goes there again.")


ACTS: dict[str, Callable[[HttpRequest, Section, Any], str]] = {
    "office": _set_office,
    "rates": _set_rates,
    "stop": _suspend,
    "resume": _resume,
}

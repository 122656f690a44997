"""The steps in which a marathon is described, for whoever registers one and for whoever changes theirs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy

from cases.languages import here
from events import gazetteer, maps
from events.forms.drafts import Draft
from events.forms.registering import PlaceForm, WindowForm
from events.models import Event

STEPS = (
    ("who", gettext_lazy("Who")),
    ("where", gettext_lazy("Where")),
    ("when", gettext_lazy("When")),
    ("how", gettext_lazy("For whom and how")),
    ("cases", gettext_lazy("Cases")),
)


class Desk:
    """What differs between registering and changing: where things are kept, and where one goes on."""

    # The step at which everything is sent, if there is one.
    last: tuple[str, Any] | None = None
    event: Event | None = None

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        self.request, self.draft = request, draft

    def keep(self, step: str, form: Any) -> bool:
        """What the draft holds now is kept; False, with a sentence in the form, if it is refused."""
        raise NotImplementedError

    def address(self, step: str) -> str:
        """Where the step is found."""
        raise NotImplementedError

    def after(self, step: str) -> str:
        """Where one goes on after the step."""
        raise NotImplementedError

    def page(self, step: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The page of a step, with the way to all of them."""
        shared = {
            "draft": self.draft,
            "edited": self.event,
            "step": step,
            "next_address": self.after(step) if step != "send" else "",
            "steps": [
                {
                    "name": name,
                    "title": title,
                    "address": self.address(name),
                    "is_here": name == step,
                    "is_done": name != "send" and self.draft.is_done(name),
                }
                for name, title in titles(self)
            ],
            "part": f"events/_step_{step}.html",
            "title": next(title for name, title in titles(self) if name == step),
        }
        return render(self.request, "events/register.html", shared | context, status=status)


def titles(desk: Desk) -> list[tuple[str, Any]]:
    """The steps of the desk by name and title."""
    return [*STEPS, desk.last] if desk.last else list(STEPS)


def languages_of(codes: list[str]) -> list[str]:
    """Languages by their names in the page's language."""
    return [here().languages.get(code, code) for code in codes]


def step_page(desk: Desk, step: str) -> HttpResponse:
    """One step. A POST keeps what was said and goes on."""
    views: dict[str, Callable[[Desk], HttpResponse]] = {"where": _where, "when": _when}
    if step in views:
        return views[step](desk)
    return _one_form(desk, step if step in ("who", "how", "cases") else "who")


def _one_form(desk: Desk, step: str) -> HttpResponse:
    request, draft = desk.request, desk.draft
    form = draft.form(step, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft.keep(step, form)
        if desk.keep(step, form):
            return redirect(desk.after(step))
    context = {"form": form, "rows": _case_rows(draft, form) if step == "cases" else []}
    return desk.page(step, context, status=422 if request.method == "POST" else 200)


def _case_rows(draft: Draft, form: Any) -> list[dict[str, Any]]:
    """Each case of the campaign, whether it is chosen, and what to know for the youngest."""
    age = draft.youngest_age
    chosen = set(form["cases"].value() or [])
    return [
        {
            "case": case,
            "pk": str(case.pk),
            "is_chosen": str(case.pk) in chosen,
            "is_for_them": case.youngest_age <= age,
            "why": case.safe_translation_getter("sensitive", any_language=True) or "",
            "who": case.safe_translation_getter("who", any_language=True) or "",
        }
        for case in draft.cases_offered
    ]


def _where(desk: Desk) -> HttpResponse:
    """The places so far, and the form for one. A POST finds a town, keeps a place, or removes one."""
    request, draft = desk.request, desk.draft
    key = request.GET.get("place", "")
    form, towns = draft.place_form(key=key), []
    if "remove" in request.POST:
        draft.remove_place(request.POST["remove"])
        if desk.keep("where", None):
            return redirect(desk.address("where"))
    elif "find" in request.POST:
        towns = gazetteer.find(request.POST.get("town", "")[:80])
        form = _unjudged(draft, request.POST.dict())
    elif "pick" in request.POST:
        form = _unjudged(draft, request.POST.dict() | _picked(request.POST["pick"]))
    elif request.method == "POST":
        form = draft.place_form(request.POST)
        if form.is_valid() and draft.keep_place(form) and desk.keep("where", form):
            return redirect(desk.after("where") if "next" in request.POST else desk.address("where"))
    sent = request.method == "POST" and "find" not in request.POST and "pick" not in request.POST
    context = {"form": form, "towns": towns, "asked": "find" in request.POST, **_places(desk, key)}
    return desk.page("where", context, status=422 if sent else 200)


def _unjudged(draft: Draft, typed: dict[str, Any]) -> PlaceForm:
    """The form with what was typed, before anybody says whether it is complete."""
    return PlaceForm(initial=typed, country=draft.offer.section.country)


def _picked(which: str) -> dict[str, str]:
    """The town of a button's value, such as “PL Łódź”, for the fields of the form."""
    country, _space, name = which.partition(" ")
    town = gazetteer.town_of(name[:80], country)
    if town is None:
        return {}
    pin = {"latitude": f"{town.latitude:.3f}", "longitude": f"{town.longitude:.3f}"}
    return {"town": town.name, "country": town.country} | pin


def _places(desk: Desk, key: str) -> dict[str, Any]:
    """The places with their maps; the one that is being changed apart."""
    rows: list[dict[str, Any]] = [
        {
            "place": place,
            "address": f"{desk.address('where')}&place={place.key}",
            "map": maps.of(place),
            "number": str(number),
        }
        for number, place in enumerate(desk.draft.places, 1)
    ]
    changed = next((row for row in rows if row["place"].key == key), None)
    return {"rows": rows, "changed": changed}


def _when(desk: Desk) -> HttpResponse:
    """The openings so far, and the form for one. A POST adds or changes an opening, or removes one."""
    request, draft = desk.request, desk.draft
    if not draft.places:
        return redirect(desk.address("where"))
    key = request.GET.get("opening", "")
    form = draft.window_form(key=key)
    if "remove" in request.POST:
        draft.remove_window(request.POST["remove"])
        if desk.keep("when", None):
            return redirect(desk.address("when"))
    elif request.method == "POST":
        form = draft.window_form(request.POST)
        if form.is_valid() and draft.keep_window(form) and desk.keep("when", form):
            return redirect(desk.after("when") if "next" in request.POST else desk.address("when"))
    context = {"form": form, "key": key, **_openings(desk, form)}
    return desk.page("when", context, status=422 if request.method == "POST" else 200)


def _openings(desk: Desk, form: WindowForm) -> dict[str, Any]:
    draft = desk.draft
    names = {place.key: place for place in draft.places}
    clock = Event(time_zone=draft.zone.key)
    rows = [
        {
            "window": window,
            "place": names[window.place],
            "audience": dict(form.fields["audience"].choices)[window.audience],  # type: ignore[attr-defined]
            "address": f"{desk.address('when')}&opening={window.key}",
            "number": str(number),
        }
        for number, window in enumerate(draft.windows, 1)
    ]
    broken = [
        {"key": key, "address": f"{desk.address('when')}&opening={key}"} for key in draft.broken_windows
    ]
    return {"rows": rows, "broken": broken, "clock": clock, "zone": draft.zone.key}

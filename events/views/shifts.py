"""Shifts: how organisers plan them, and how volunteers take them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.languages import page_language
from events import duties, reminders, shifts, volunteers
from events.forms.volunteers import NewShiftForm, ReminderForm, ShiftForm, WalkInForm
from events.models import Duty, Event, Role, Shift
from events.parties import Party, party_of
from events.refused import Refused
from events.views.finding import event_or_404, number_in, table_or_404

A_PAGE = 60


def _by_opening(event: Event) -> QuerySet[Shift]:
    """The event's shifts, opening after opening, each with how many of its places are taken."""
    found = Shift.objects.of_event(event).with_taken().select_related("opening__venue")
    return found.order_by("opening__starts_at", "opening", "starts_at", "task", "id")


def _with_people(found: QuerySet[Shift]) -> QuerySet[Shift]:
    """Each with the duties that are kept, and their roles with numbers."""
    roles = Prefetch("role", Role.objects.with_number())
    return found.prefetch_related(Prefetch("duties", Duty.objects.kept().prefetch_related(roles)))


def _named(shift: Shift, event: Event) -> list[dict[str, Any]]:
    return [{"duty": duty, "name": volunteers.shown_name(duty.role, event)} for duty in shift.duties.all()]


def shift_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The organiser's plan: who helps when, and the form for another shift. A POST makes it."""
    event = event_or_404(request, slug)
    openings = list(event.openings.all())
    form = NewShiftForm(request.POST or None, event=event, openings=openings)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, event, form)
        except Refused as refused:
            refused.stand_in(form)
    page: Any = Paginator(_with_people(_by_opening(event)), A_PAGE).get_page(request.GET.get("page"))
    rows = [{"shift": shift, "opening": shift.opening, "people": _named(shift, event)} for shift in page]
    context = {"event": event, "form": form, "page": page, "rows": rows, "openings": openings}
    return render(request, "events/shift_list.html", context, status=422 if form.is_bound else 200)


def _made(request: HttpRequest, event: Event, form: NewShiftForm) -> HttpResponse:
    made = shifts.make(by=party_of(request), at=timezone.now(), **form.cleaned_data)
    said = ngettext("The shift stands in the plan.", "%(number)d shifts stand in the plan.", len(made))
    messages.success(request, said % {"number": len(made)})
    return redirect("shift_list", event.slug)


def shift_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One shift: change it, note who came, remove it. Each POST does one of these."""
    event = event_or_404(request, slug)
    shift = get_object_or_404(_with_people(_by_opening(event)), pk=number)
    context: dict[str, Any] = {
        "event": event,
        "shift": shift,
        "people": _named(shift, event),
        "has_begun": shift.starts_at <= timezone.now(),
        "form": ShiftForm.of(shift, event),
        "walk_in": WalkInForm(event=event, shift=shift),
    }
    if request.method != "POST":
        return render(request, "events/shift.html", context)
    form: Any = None
    act = request.POST.get("act", "")
    if act == "change":
        context["form"] = form = ShiftForm(request.POST, event=event)
    elif act == "walk_in":
        context["walk_in"] = form = WalkInForm(request.POST, event=event, shift=shift)
    done = _done(request, event, shift, act, form)
    return done or render(request, "events/shift.html", context, status=422)


def _done(request: HttpRequest, event: Event, shift: Shift, act: str, form: Any) -> HttpResponse | None:
    """Where to go after what was asked for; None where its form has to be mended."""
    if act not in ACTS:
        raise Http404
    if form is not None and not form.is_valid():
        return None
    try:
        said = ACTS[act](request, shift, form)
    except Refused as refused:
        if form is not None:
            refused.stand_in(form)
            return None
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, said)
    # What was removed has no page any more.
    if act == "remove" and not Shift.objects.filter(pk=shift.pk).exists():
        return redirect("shift_list", event.slug)
    return redirect("shift", event.slug, shift.pk)


def _change(request: HttpRequest, shift: Shift, form: Any) -> str:
    shifts.change(shift, by=party_of(request), at=timezone.now(), **form.cleaned_data)
    return _("The shift is changed.")


def _remove(request: HttpRequest, shift: Shift, form: Any) -> str:
    taken = number_in(request.POST.get("taken"))
    shifts.remove(shift, taken=taken, by=party_of(request), at=timezone.now())
    return _("The shift is removed.")


def _note_who_came(request: HttpRequest, shift: Shift, form: Any) -> str:
    came = {number_in(pk) for pk in request.POST.getlist("came")}
    duties.note_who_came(shift, came=came, by=party_of(request), at=timezone.now())
    return _("It is noted who came.")


def _walk_in(request: HttpRequest, shift: Shift, form: Any) -> str:
    role = form.cleaned_data["role"]
    duties.walk_in(shift, role=role, by=party_of(request), at=timezone.now())
    return _("Noted, with thanks to them.")


def _free(request: HttpRequest, shift: Shift, form: Any) -> str:
    duty = get_object_or_404(shift.duties.select_related("role"), pk=number_in(request.POST.get("duty")))
    duties.give_back(shift, role=duty.role, by=party_of(request), at=timezone.now())
    return _("The place is free again.")


ACTS: dict[str, Callable[[HttpRequest, Shift, Any], str]] = {
    "change": _change,
    "remove": _remove,
    "came": _note_who_came,
    "walk_in": _walk_in,
    "free": _free,
}


def own_shifts(request: HttpRequest, slug: str) -> HttpResponse:
    """What a volunteer sees: the shifts to come, and those that are theirs. A POST takes or gives back."""
    event, role = table_or_404(request, slug)
    at = timezone.now()
    wrong: dict[int, ReminderForm] = {}
    if request.method == "POST":
        shift = get_object_or_404(Shift.objects.of_event(event), pk=number_in(request.POST.get("shift")))
        form = _taken_or_given_back(request, shift, role, at)
        if form is None:
            return redirect("shifts", slug)
        wrong[shift.pk] = form
    helps = role.event_id == event.pk
    found = _by_opening(event).filter(ends_at__gt=at)
    page: Any = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    own = {duty.shift_id: duty for duty in Duty.objects.kept().filter(role=role, shift__opening__event=event)}
    context = {
        "event": event,
        "page": page,
        "rows": [_row(shift, own.get(shift.pk), wrong.get(shift.pk), at) for shift in page],
        "number": len(own),
        "helps": helps,
        "runs": role.kind != Role.Kind.VOLUNTEER,
    }
    return render(request, "events/shifts.html", context, status=422 if wrong else 200)


def _row(shift: Shift, duty: Duty | None, wrong: ReminderForm | None, at: dt.datetime) -> dict[str, Any]:
    free = max(shift.places - shift.taken, 0)  # type: ignore[attr-defined]
    email = duty.reminder_email if duty else ""
    is_too_late = shift.starts_at - at < reminders.TOO_LATE
    return {
        "shift": shift,
        "opening": shift.opening,
        "duty": duty,
        "free": free,
        "may_remind": duty is not None and duty.reminded_at is None and not is_too_late,
        "form": wrong or ReminderForm(initial={"email": email}, auto_id=f"shift-{shift.pk}-%s"),
    }


def _taken_or_given_back(
    request: HttpRequest, shift: Shift, role: Role, at: dt.datetime
) -> ReminderForm | None:
    """Does what the form asks for, and says so; the form of the reminder where its address is none."""
    party, act = party_of(request), request.POST.get("act", "")
    form = ReminderForm(request.POST, auto_id=f"shift-{shift.pk}-%s") if act == "remind" else None
    if form is not None and not form.is_valid():
        return form
    try:
        messages.success(request, _own(party, act, shift, role, form, at))
    except Refused as refused:
        if form is not None and refused.field:
            refused.stand_in(form)
            return form
        messages.error(request, str(refused.sentence))
    return None


def _own(party: Party, act: str, shift: Shift, role: Role, form: ReminderForm | None, at: dt.datetime) -> str:
    if form is not None:
        email = form.cleaned_data["email"]
        reminders.ask(shift, role=role, email=email, language=page_language(), at=at)
        return _("You will get one mail, the day before.") if email else _("No reminder will be sent.")
    if act == "give_back":
        duties.give_back(shift, role=role, by=party, at=at)
        return _("The place is free again. Thank you for telling.")
    duties.take(shift, role=role, by=party, at=at)
    return _("The place is yours. Thank you!")

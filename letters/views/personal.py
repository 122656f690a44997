"""Letters with names: a list goes in, a PDF comes out, and nothing of the list is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from cases.numbers import grouped
from events.models import Event
from events.views.finding import event_or_404
from letters import personal, press, speaking, writers
from letters.forms.personal import PersonalForm
from letters.intakes.faults import Fault


def pack_names(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the names and the letters. A POST answers with the PDF, or with what is wrong in the list."""
    event = event_or_404(request, slug)
    today = timezone.localdate(timezone=event.zone)
    language = speaking.language_of_papers(event)
    letters, missing = personal.letters_for(event, language=language, day=today)
    form = PersonalForm(
        request.POST or None,
        request.FILES or None,
        letters=letters,
        initial={"day": personal.day_of(event, today=today)},
    )
    faults: list[Fault] = []
    if form.is_valid():
        try:
            return _answered(event, form, language)
        except writers.ListFaulty as faulty:
            faults = faulty.faults.in_order()
        except personal.PersonalFault as fault:
            form.add_error("names", fault.sentence())
        except press.PressFault as fault:
            form.add_error(None, fault.sentence())
    context = {
        "event": event,
        "form": form,
        "missing": missing,
        "faults": faults,
        "has_letters": bool(letters),
    }
    return render(request, "letters/pack_names.html", context, status=422 if form.is_bound else 200)


def _answered(event: Event, form: PersonalForm, language: str) -> HttpResponse:
    found, chosen = writers.of(form.content()), form.chosen()
    number = len(found) * len(chosen)
    if number > personal.AT_ONCE:
        raise personal.PersonalFault(0, _too_many(number))
    said = form.cleaned_data
    pdf = personal.printed(
        event,
        chosen,
        found,
        language=language,
        day=said["day"],
        at=timezone.now(),
        is_large=said["is_large"],
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{event.slug}-letters.pdf"',
        # Names are on it: no cache on the way or at the desk keeps it.
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _too_many(number: int) -> str:
    return ngettext(
        "This is %(count)s letter; at most %(most)s are printed at once. Cut the list, or choose fewer.",
        "These are %(count)s letters; at most %(most)s are printed at once. Cut the list, or choose fewer.",
        number,
    ) % {"count": grouped(number), "most": grouped(personal.AT_ONCE)}

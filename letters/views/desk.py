"""The writer's desk."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from cases.caching import PUBLIC
from cases.directions import direction_of
from cases.languages import page_language
from cases.models import Case
from events import limits
from letters import press
from letters.desk import Choice, LettersNotWelcome, choose, compose, side_translation
from letters.forms.desk import DeskForm
from letters.rules import rules_of
from letters.wordings import LetterHasGap, language_name

# A class with one address prints at once; a machine would print thousands.
LETTERS_A_MINUTE = 60


def _cases() -> QuerySet[Case]:
    """Public cases with all that a letter needs, in as many queries as there are tables."""
    return Case.objects.public().prefetch_related(
        "translations",
        "addressees__translations",
        "addressees__demands__translations",
        "addressees__wordings__translations",
    )


@csrf_exempt  # There is no session and nothing is stored: a forged request could do nothing but print a page.
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose, type, see; a POST answers with the letter as PDF. Nothing typed is kept."""
    case = get_object_or_404(_cases(), slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    day = timezone.localdate()
    try:
        choice = choose(case, to=asked.get("to", ""), language=asked.get("in", ""), day=day)
    except LettersNotWelcome as refusal:
        return _closed(request, case, refusal)
    if request.method != "POST":
        response = _page(request, choice, DeskForm(addressee=choice.addressee))
        response["Cache-Control"] = PUBLIC
        return response
    is_draft = request.POST.get("act") in ("show", "live")
    form = DeskForm(request.POST, addressee=choice.addressee, is_draft=is_draft)
    response = _preview(request, choice, form) if is_draft else _pdf(request, choice, form)
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    choice: Choice,
    form: DeskForm,
    *,
    status: int = 200,
    message: str = "",
    template: str = "letters/desk.html",
) -> HttpResponse:
    """The desk with everything typed still on it, and the letter as far as it is written."""
    typed = form.typed(name=_("Your name"), town=_("Your town"))
    day, reader = timezone.localdate(), page_language()
    context: dict[str, Any] = {
        "case": choice.case,
        "choice": choice,
        "form": form,
        "rules": rules_of(choice.addressee),
        "languages": [(each, language_name(each.language, reader=reader)) for each in choice.wordings],
        "letter": None,
        "message": message,
        "translation": side_translation(choice.wording, typed, day=day),
        "sentences": form.sentences() if form.is_bound else [],
        "reader": reader,
        "reader_direction": direction_of(reader),
    }
    try:
        context["letter"] = compose(choice.wording, typed, case=choice.case, day=day)
    except LetterHasGap as gap:
        context["message"] = context["message"] or gap.sentence()
    return render(request, template, context, status=status)


def _preview(request: HttpRequest, choice: Choice, form: DeskForm) -> HttpResponse:
    """The page with the letter as it would look; to the page's own script, only what changed in it."""
    form.is_valid()
    if request.POST.get("act") == "live":
        return _page(request, choice, form, template="letters/desk_live.html")
    return _page(request, choice, form, status=422 if form.errors else 200)


def _pdf(request: HttpRequest, choice: Choice, form: DeskForm) -> HttpResponse:
    """The letter as a file, or the desk again with a sentence about what is in its way."""
    if choice.note or not form.is_valid():
        # A letter to somebody other than was asked for is shown first, never printed at once.
        return _page(request, choice, form, status=422)
    if limits.exceeded("letter", limits.address_of(request), LETTERS_A_MINUTE, 60):
        response = _page(
            request,
            choice,
            form,
            status=429,
            message=_("Many letters came out of your network just now. Please try again in a minute."),
        )
        response["Retry-After"] = "60"
        return response
    try:
        sheet = compose(choice.wording, form.typed(), case=choice.case, day=timezone.localdate())
        pdf = press.letter(sheet)
    except LetterHasGap as gap:
        return _page(request, choice, form, status=422, message=gap.sentence())
    except press.LetterTooLong as long:
        form.add_error("own_words", ValidationError(long.sentence()))
        return _page(request, choice, form, status=422)
    except press.PressFault as fault:
        response = _page(request, choice, form, status=503, message=fault.sentence())
        response["Retry-After"] = "10"
        return response
    name = f'attachment; filename="letter-{choice.case.slug}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _closed(request: HttpRequest, case: Case, refusal: LettersNotWelcome) -> HttpResponse:
    """Why nobody should write, and what still helps."""
    others = Case.objects.public().writable_on(timezone.localdate()).exclude(pk=case.pk)
    context = {
        "case": case,
        "closed": refusal.closed,
        "others": others.prefetch_related("translations", "milestones__translations")[:4],
    }
    response = render(
        request, "letters/desk_closed.html", context, status=410 if request.method == "POST" else 200
    )
    response["Cache-Control"] = "no-store" if request.method == "POST" else PUBLIC
    return response

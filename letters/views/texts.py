"""The texts of a section's cases: looked through, edited side by side, and brought back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.languages import page_language
from cases.models import Addressee, Case, Wording
from cases.telling import with_words
from events import limits, texts
from events.models import Section
from events.parties import party_of
from events.refused import Refused
from events.views.finding import number_in, section_or_404
from letters import editing, press
from letters.forms.texts import NewLetterForm, TextsForm, languages_for
from letters.wordings import LetterHasGap, language_name

A_PAGE = 30
# Printed pages that one person may see beside their text.
PREVIEWS_A_MINUTE = 60


def section_texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The cases whose texts the section may change, with the languages they have."""
    section = section_or_404(request, slug)
    found = texts.cases_of(section).prefetch_related("translations").order_by("slug")
    page: Any = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(case, [row.language_code for row in case.translations.all()]) for case in page]
    return render(request, "letters/section_texts.html", {"section": section, "page": page, "rows": rows})


def _case(section: Section, slug: str) -> Case:
    """The section's case of the address, with its words. Raises Http404."""
    found = with_words(texts.cases_of(section).filter(slug=slug))
    if not found:
        raise Http404
    case: Case = found[0]
    return case


def section_case_texts(request: HttpRequest, slug: str, case: str) -> HttpResponse:
    """Everything of one case that has words."""
    section = section_or_404(request, slug)
    found = _case(section, case)
    reader = page_language()
    languages: dict[int, list[tuple[Wording, str]]] = {}
    for wording in Wording.objects.filter(addressee__case=found):
        name = language_name(wording.language, reader=reader)
        languages.setdefault(wording.addressee_id, []).append((wording, name))
    context = {
        "section": section,
        "case": found,
        "demands": with_words(found.demands.all()),
        "letters": [(each, languages.get(each.pk, [])) for each in with_words(found.addressees.all())],
        "milestones": with_words(found.milestones.all()),
    }
    return render(request, "letters/section_case_texts.html", context)


def section_text(request: HttpRequest, slug: str, case: str, kind: str, number: int) -> HttpResponse:
    """One text, a language beside another. A POST shows what was typed, keeps it, or goes back."""
    section = section_or_404(request, slug)
    found = _case(section, case)
    thing = editing.find(found, kind, number)
    if thing is None:
        raise Http404
    standing = texts.texts_of(thing)
    sides = editing.sides(section, thing, standing, request.GET)
    if request.method == "POST" and request.POST.get("act") == "back":
        return _back(request, section, thing)
    initial = {**standing.get(sides.key, {}), "seen": texts.mark_of(standing)}
    form = TextsForm(request.POST or None, thing=thing, language=sides.language, initial=initial)
    act = request.POST.get("act", "")
    if act == "show" and limits.exceeded("preview", str(request.user.pk), PREVIEWS_A_MINUTE, 60):
        # The page beside the text is a help; visitors' letters wait for the same press.
        act = "type"
    if form.is_bound and form.is_valid():
        if act == "keep" and _kept(request, section, thing, sides, form):
            return redirect(request.get_full_path())
        if act == "pdf" and isinstance(thing, Wording) and (pdf := _printed(section, thing, form)):
            headers = {
                "Content-Disposition": 'inline; filename="letter.pdf"',
                "Cache-Control": "private, no-store",
            }
            return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    context = {"section": section, "case": found, **_desk(section, thing, standing, sides, form, act)}
    return render(request, "letters/section_text.html", context, status=422 if form.errors else 200)


def _previews(
    section: Section,
    thing: texts.Thing,
    sides: editing.Sides,
    form: TextsForm,
    shown: Mapping[str, str],
    act: str,
) -> list[editing.Preview]:
    """How it will look: where that is asked for, a letter with its printed page."""
    for name in ("body", "translation"):
        if form.is_bound and name in form.errors:
            problems = [str(each) for each in form.errors[name]]
            return [editing.faulty(thing, problems, str(form.data.get(name, "")))]
    found = editing.previews(section, thing, sides.key, shown, day=timezone.localdate()) if shown else ()
    # A page takes a moment to be laid out: with script it is asked for when the rest is there.
    return [each.drawn() if act == "show" else each for each in found]


def _desk(
    section: Section,
    thing: texts.Thing,
    standing: texts.Texts,
    sides: editing.Sides,
    form: TextsForm,
    act: str,
) -> dict[str, Any]:
    """What lies before whoever edits the text: the form, the other language, a preview, what stood there."""
    shown = form.typed if form.is_bound else standing.get(sides.key, {})
    return {
        "thing": thing,
        "form": form,
        "sides": sides,
        "beside": _beside(thing, standing, sides),
        "previews": _previews(section, thing, sides, form, shown, act),
        "is_draft": shown != standing.get(sides.key, {}),
        # A letter's own text is what comes out of the printer.
        "has_paper": isinstance(thing, Wording) and not sides.key,
        "history": editing.history(thing),
    }


def _printed(section: Section, wording: Wording, form: TextsForm) -> bytes | None:
    """The letter as it was typed, as it comes out of the printer; otherwise the form says why not."""
    try:
        sheet = editing.letter_of(section, wording, form.typed["body"], day=timezone.localdate())
        return press.letter(sheet)
    except (LetterHasGap, press.LetterTooLong, press.PressFault) as fault:
        form.add_error("body", fault.sentence())
        return None


def _beside(thing: texts.Thing, standing: texts.Texts, sides: editing.Sides) -> list[tuple[Any, str]]:
    fields = standing.get("" if sides.beside == editing.OWN else sides.beside, {})
    return [(editing.label_of(thing, name), text) for name, text in fields.items() if text]


def _kept(
    request: HttpRequest, section: Section, thing: texts.Thing, sides: editing.Sides, form: TextsForm
) -> bool:
    """Whether the texts stand as typed now; otherwise the form says why not."""
    at, by, seen = timezone.now(), party_of(request), form.cleaned_data["seen"]
    try:
        is_new = texts.change(section, thing, {sides.key: form.typed}, seen=seen, by=by, at=at)
    except Refused as refused:
        refused.stand_in(form)
        return False
    messages.success(request, _("The texts are kept.") if is_new else _("These texts stand there already."))
    return True


def _back(request: HttpRequest, section: Section, thing: texts.Thing) -> HttpResponse:
    number, seen = number_in(request.POST.get("edition")), request.POST.get("seen", "")
    try:
        texts.go_back(section, thing, number, seen=seen, by=party_of(request), at=timezone.now())
        messages.success(request, _("The earlier texts stand again."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    except LookupError:
        raise Http404 from None
    return redirect(request.get_full_path())


def section_letter(request: HttpRequest, slug: str, case: str, number: int) -> HttpResponse:
    """A letter to an addressee in one more language, begun from the one there is."""
    section = section_or_404(request, slug)
    found = _case(section, case)
    addressees = found.addressees.prefetch_related("translations", "demands__translations", "wordings")
    addressee = get_object_or_404(addressees, pk=number)
    form = _new_letter(request, section, addressee)
    if form.is_bound and form.is_valid():
        at, by = timezone.now(), party_of(request)
        wording = texts.begin_letter(section, addressee, by=by, at=at, **form.cleaned_data)
        return redirect("section_text", section.slug, found.slug, "wording", wording.pk)
    context = {
        "section": section,
        "case": found,
        "addressee": addressee,
        "form": form,
        "has_language": bool(form.fields["language"].choices),  # type: ignore[attr-defined]
        "address": reverse("section_text", args=[section.slug, found.slug, "addressee", addressee.pk]),
    }
    return render(request, "letters/section_letter.html", context, status=422 if form.is_bound else 200)


def _new_letter(request: HttpRequest, section: Section, addressee: Addressee) -> NewLetterForm:
    known = [row.language_code for row in addressee.translations.all()]
    first = addressee.wordings.first()
    return NewLetterForm(
        request.POST if request.method == "POST" else None,
        addressee=addressee,
        languages=languages_for(addressee, list(dict.fromkeys([*section.languages, *known]))),
        reader=page_language(),
        initial={"body": first.body if first else ""},
    )

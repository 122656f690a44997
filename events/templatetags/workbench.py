"""The ways through the pages of work: one row of links for an event, one for a section."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event, Section

register = template.Library()

OF_EVENT = (
    ("organise", _("Overview")),
    ("volunteers", _("Volunteers")),
    ("count", _("Count")),
    ("wall", _("Wall")),
    ("pack", _("Print")),
    ("sheets", _("Sheets")),
    ("recount", _("Recount")),
    ("post", _("Post")),
    ("report", _("Report")),
    ("event_edit", _("Change")),
)
# These count letters, or what became of them: there is nothing there before the event is approved.
OF_APPROVED = {"count", "wall", "pack", "sheets", "recount", "post", "report"}
OF_SECTION = (
    ("section", _("Overview")),
    ("section_events", _("Marathons")),
    ("section_reports", _("Results")),
    ("section_texts", _("Texts")),
    ("section_news", _("News")),
    ("section_postage", _("Postage")),
    ("section_people", _("People")),
    ("section_intakes", _("Files")),
    ("section_broadcast", _("Write to organisers")),
    ("section_trail", _("Trail")),
)


@register.inclusion_tag("_work_nav.html")
def event_nav(event: Event, here: str) -> dict[str, Any]:
    """The pages of one event; ``here`` is the name of the one that is shown."""
    is_approved = event.status == Event.Status.APPROVED
    pages = tuple(page for page in OF_EVENT if is_approved or page[0] not in OF_APPROVED)
    return {"links": _links(pages, event.slug, here), "label": event.name}


@register.inclusion_tag("_work_nav.html")
def section_nav(section: Section, here: str) -> dict[str, Any]:
    """The pages of one section's desk; ``here`` is the name of the one that is shown."""
    return {"links": _links(OF_SECTION, section.slug, here), "label": str(section)}


def _links(pages: tuple[tuple[str, Any], ...], slug: str, here: str) -> list[dict[str, Any]]:
    return [
        {"address": reverse(name, args=[slug]), "label": label, "is_here": name == here}
        for name, label in pages
    ]

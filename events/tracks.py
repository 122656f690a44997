"""The trail as coordinators read it: what may be chosen, and each trace in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import Choice, Filtered
from events import trail
from events.models import Event, Role, Section, Trace

A_PAGE = 50
WORKER = "worker"

# What the numbers of a trace are called; others are shown by the name the act gave them.
FACTS = {
    "letters": gettext_lazy("letters"),
    "actions": gettext_lazy("other actions"),
    "entries": gettext_lazy("entries"),
    "rows": gettext_lazy("rows"),
    "places": gettext_lazy("places"),
    "people": gettext_lazy("people"),
    "writers": gettext_lazy("writers"),
    "version": gettext_lazy("version"),
    "number": gettext_lazy("number"),
    "seq": gettext_lazy("entries by then"),
    "difference": gettext_lazy("difference"),
    "uses": gettext_lazy("uses"),
    "kind": gettext_lazy("kind"),
    "case": gettext_lazy("case"),
    "language": gettext_lazy("language"),
    "goal": gettext_lazy("goal"),
    "status": gettext_lazy("state"),
    "audience": gettext_lazy("to whom"),
    "table": gettext_lazy("table"),
}


@dataclass
class Track(Filtered):
    """The traces chosen, the newest first, and the filters they were chosen by."""

    traces: QuerySet[Trace]
    event: str

    @property
    def is_filtered(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.event) or super().is_filtered

    @property
    def query(self) -> str:
        """What was chosen, for the links to further pages."""
        return (f"&event={self.event}" if self.event else "") + super().query


def track(section: Section, asked: Mapping[str, str]) -> Track:
    """The section's traces by what a coordinator asked for: an act, a role, an event's address.

    Asks one query for the filters.
    """
    traces = Trace.objects.filter(section=section)
    event = _event(section, asked.get("event", ""))
    if event is not None:
        traces = traces.filter(event=event)
    choices = _choices(traces, asked)
    act, as_role = (choice.chosen for choice in choices)
    if act:
        traces = traces.filter(act=act)
    if as_role:
        traces = traces.filter(as_role=as_role)
    told = traces.select_related("event", "by").order_by("-at", "-id")
    return Track(choices=choices, traces=told, event=event.slug if event else "")


def _event(section: Section, slug: str) -> Event | None:
    """The section's event of the address; None where what was asked for is no address at all."""
    if not slug.replace("-", "").replace("_", "").isalnum():
        return None
    return Event.objects.filter(section=section, slug=slug).first()


def _choices(traces: QuerySet[Trace], asked: Mapping[str, str]) -> list[Choice]:
    acts, roles = Counter[str](), Counter[str]()
    for act, as_role, number in traces.order_by().values_list("act", "as_role").annotate(Count("pk")):
        acts[act] += number
        if as_role:
            roles[as_role] += number
    return [
        Choice("act", _("Act"), _("every act"), acts, trail.name_of, asked.get("act", "")),
        Choice("as", _("Done by"), _("everybody"), roles, role_name, asked.get("as", "")),
    ]


def role_name(as_role: str) -> str:
    """A role of a trace in words."""
    if as_role == WORKER:
        return _("by itself")
    return str(dict(Role.Kind.choices).get(as_role, as_role))


@dataclass(frozen=True, slots=True)
class Step:
    """One trace in words."""

    trace: Trace
    act: str
    who: str
    role: str
    facts: list[tuple[str, str]]


def told(trace: Trace) -> Step:
    """The trace in the reader's language. Volunteers are told by their role alone."""
    by = trace.by
    is_named = by is not None and trace.as_role != Role.Kind.VOLUNTEER
    return Step(
        trace=trace,
        act=trail.name_of(trace.act),
        who=(by.name or by.email) if by is not None and is_named else "",
        role=role_name(trace.as_role),
        facts=[
            (str(FACTS.get(name, name.replace("_", " "))), _fact(value))
            for name, value in trace.facts.items()
        ],
    )


def _fact(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value is None else str(value)

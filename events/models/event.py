"""One organiser's marathon, its openings and its teams."""

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.kinds import Kind
from events.models.section import Participation
from events.zones import validate_zone

if TYPE_CHECKING:
    from events.parties import Party

# Phones that had no signal may deliver this long after the last opening ended.
GRACE = dt.timedelta(days=14)
# Tables are laid and phones tried out this long before the first opening starts.
LEAD = dt.timedelta(hours=24)


def default_kinds() -> list[str]:
    """What an event counts unless it says otherwise."""
    return [Kind.AUTHORITY.value, Kind.PERSON.value]


def validate_kinds(value: object) -> None:
    """Raises ValidationError unless the value is a list of known kinds, each once, at least one."""
    if (
        not isinstance(value, list)
        or not value
        or len(set(value)) != len(value)
        or set(value) - set(Kind.values)
    ):
        raise ValidationError(_("Choose at least one kind, each once."))


class EventQuerySet(models.QuerySet):
    """Which events, and who may do what to them."""

    def public(self) -> Self:
        """Those that anybody may see."""
        return self.filter(status=Event.Status.APPROVED)

    def held_here(self) -> Self:
        """Those that people can go to: not figures that were reported from outside."""
        return self.filter(form=Event.Form.HERE)

    def counted_by(self, party: "Party") -> Self:
        """Those at whose table this party may count: volunteers, organisers, coordinators, administrators."""
        approved = self.public()
        if party.is_administrator:
            return approved
        return approved.filter(
            Q(pk__in=party.event_ids("volunteer", "organiser")) | Q(section__in=party.section_ids())
        )

    def run_by(self, party: "Party") -> Self:
        """Those this party organises or coordinates."""
        if party.is_administrator:
            return self.all()
        return self.filter(Q(pk__in=party.event_ids("organiser")) | Q(section__in=party.section_ids()))

    def with_span(self) -> Self:
        """Each with ``first_start`` and ``last_end`` of its openings, and whether its result is final."""
        own = Participation.objects.filter(section=OuterRef("section"), campaign=OuterRef("campaign"))
        return self.annotate(
            first_start=Min("openings__starts_at"),
            last_end=Max("openings__ends_at"),
            result_is_final=ExpressionWrapper(
                Q(campaign__is_final=True) | Exists(own.filter(final_at__isnull=False)),
                output_field=models.BooleanField(),
            ),
        )


class Event(models.Model):
    """One row is one organiser's marathon."""

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for approval")
        ASKED = "asked", _("a question is open")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    class Form(models.TextChoices):
        """Where its letters come from."""

        HERE = "here", _("held with this product")
        OUTSIDE = "outside", _("reported from outside")
        ONLINE = "online", _("actions online")

    slug = models.SlugField(_("address"), unique=True)
    campaign = models.ForeignKey(
        "cases.Campaign", on_delete=models.PROTECT, related_name="events", verbose_name=_("campaign")
    )
    section = models.ForeignKey(
        "events.Section", on_delete=models.PROTECT, related_name="events", verbose_name=_("section")
    )
    name = models.CharField(_("name"), max_length=160)
    about = models.TextField(_("about"), blank=True)
    contact = models.CharField(
        _("who to call"), max_length=160, blank=True, help_text=_("Shown to the volunteers who count.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    goal = models.PositiveIntegerField(_("letters hoped for"), null=True, blank=True)
    kinds = models.JSONField(_("what is counted"), default=default_kinds, validators=[validate_kinds])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    cases = models.ManyToManyField("cases.Case", related_name="events", verbose_name=_("cases"), blank=True)
    form = models.CharField(_("form"), max_length=7, choices=Form, default=Form.HERE)
    # Where it was, for what was reported from outside: its hours, and so its openings, are not known.
    town = models.CharField(_("town"), max_length=120, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    youngest_age = models.PositiveSmallIntegerField(_("youngest age expected"), null=True, blank=True)
    # What is more than a hand can do is kept, but held back from the public number (letters/holding.py).
    pace_limit = models.PositiveIntegerField(_("most entries a minute and phone"), default=60)
    device_limit = models.PositiveIntegerField(_("most letters a phone"), default=500)
    # A stolen invitation brings phones by the dozen: what those beyond so many an hour log waits, too.
    crowd_limit = models.PositiveIntegerField(_("most phones that join in an hour"), default=20)
    # Made with the form it was registered by, so that a form sent twice makes one marathon.
    key = models.UUIDField(_("key"), unique=True, null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(
        _("counting closed"), null=True, blank=True, help_text=_("From here on no entry is taken.")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["slug"]
        indexes = [models.Index(fields=["campaign", "status"], name="event_of_campaign")]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(goal__gt=0),
                name="event_goal_above_zero",
                violation_error_message=_("Hope for at least one letter, or leave the goal open."),
            ),
            models.CheckConstraint(
                condition=Q(youngest_age__isnull=True) | Q(youngest_age__lte=18),
                name="event_youngest_age",
                violation_error_message=_("The youngest age is at most 18."),
            ),
            models.CheckConstraint(
                condition=Q(pace_limit__gte=1, device_limit__gte=1),
                name="event_limits_above_zero",
                violation_error_message=_("A phone may log at least one letter."),
            ),
            models.CheckConstraint(
                condition=Q(crowd_limit__gte=1),
                name="event_crowd_above_zero",
                violation_error_message=_("At least one phone may join in an hour."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone whose midnight ends the event's day."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def takes_entries_at(self, at: dt.datetime) -> bool:
        """Whether the counter is open: from a day before the first opening to 14 days after the last.

        Never after the event was closed or its section's or campaign's result became final. Costs three
        queries unless the event came ``with_span``.
        """
        if self.status != self.Status.APPROVED or self.closed_at is not None:
            return False
        is_final = getattr(self, "result_is_final", None)
        if self.has_final_result() if is_final is None else is_final:
            return False
        first, last = self.span()
        return first is not None and last is not None and first - LEAD <= at <= last + GRACE

    def takes_corrections(self) -> bool:
        """Whether its figures may be put right: not once its section's or its campaign's result is final.

        What is typed from paper, recounted, reported or brought in may come long after the counter closed.
        """
        return self.status == self.Status.APPROVED and not self.has_final_result()

    def has_final_result(self) -> bool:
        """Whether its section's or its campaign's result is final."""
        ours = self.campaign.participations.filter(section=self.section_id, final_at__isnull=False)
        return self.campaign.is_final or ours.exists()

    def is_for_pupils(self) -> bool:
        """Whether an opening of it is for pupils: then no nickname is shown and no address asked for.

        Asks once, and not at all where the openings are at hand.
        """
        if not hasattr(self, "_is_for_pupils"):
            pupils, known = Opening.Audience.PUPILS, getattr(self, "_prefetched_objects_cache", {})
            self._is_for_pupils = (
                any(opening.audience == pupils for opening in self.openings.all())
                if "openings" in known
                else self.openings.filter(audience=pupils).exists()
            )
        return self._is_for_pupils

    def span(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The start of the first opening and the end of the last; None and None where there is none."""
        if not hasattr(self, "first_start"):
            span = self.openings.aggregate(first=Min("starts_at"), last=Max("ends_at"))
            self.first_start, self.last_end = span["first"], span["last"]
        return self.first_start, self.last_end


class Opening(models.Model):
    """One row is one window of an event at one venue."""

    class Audience(models.TextChoices):
        """Who is welcome."""

        EVERYONE = "everyone", _("open to everyone")
        PUPILS = "pupils", _("for pupils")
        INVITED = "invited", _("by invitation")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="openings")
    venue = models.ForeignKey(
        "events.Venue", on_delete=models.PROTECT, related_name="openings", verbose_name=_("venue")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    audience = models.CharField(_("for whom"), max_length=8, choices=Audience, default=Audience.EVERYONE)

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")
        ordering = ["starts_at", "id"]
        # Years stay side by side; calendars and the map ask for what is still to come.
        indexes = [models.Index(fields=["ends_at"], name="opening_to_come")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="opening_ends_after_start",
                violation_error_message=_("An opening cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.starts_at:%Y-%m-%d %H:%M}"


class Team(models.Model):
    """One row is a class, a club or a company inside an event. Writers are at most a team and a number."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name"],
                name="team_name_once",
                violation_error_message=_("The event has a team of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

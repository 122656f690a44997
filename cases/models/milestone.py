"""What happened to a case, dated, setbacks included."""

import datetime as dt

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields


class MilestoneQuerySet(TranslatableQuerySet):
    """Which milestones."""

    def newest_first(self) -> "MilestoneQuerySet":
        """The latest at the head. A month or year alone counts as its end: “2012” comes after “June 2012”."""
        month = Case(When(precision="year", then=Value(13)), default=ExtractMonth("happened_on"))
        day = Case(When(precision="day", then=ExtractDay("happened_on")), default=Value(32))
        return self.order_by(ExtractYear("happened_on").desc(), month.desc(), day.desc(), F("id").desc())


class Milestone(TranslatableModel):
    """One row is one dated thing that happened to a case. There is no “freed” flag: only these."""

    class Kind(models.TextChoices):
        """What happened."""

        ARRESTED = "arrested", _("arrested")
        ABUSED = "abused", _("abused")
        KILLED = "killed", _("killed")
        SENTENCED = "sentenced", _("sentenced")
        SENTENCE_CHANGED = "sentence_changed", _("sentence changed")
        RELEASED = "released", _("freed")
        RELEASED_ON_BAIL = "released_on_bail", _("out on bail")
        RELEASED_CONDITIONALLY = "released_conditionally", _("freed on conditions")
        PARDONED = "pardoned", _("pardoned")
        RE_ARRESTED = "re_arrested", _("re-arrested")
        RECOGNISED = "recognised", _("recognised")
        PERPETRATORS_CONVICTED = "perpetrators_convicted", _("perpetrators convicted")
        SETBACK = "setback", _("setback")
        STILL_WAITING = "still_waiting", _("still waiting")

    class Precision(models.TextChoices):
        """How much of the date is known."""

        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    RELEASES = (Kind.RELEASED, Kind.RELEASED_ON_BAIL, Kind.RELEASED_CONDITIONALLY, Kind.PARDONED)
    GOOD = (*RELEASES, Kind.SENTENCE_CHANGED, Kind.RECOGNISED, Kind.PERPETRATORS_CONVICTED)

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField(_("key"), max_length=80)
    happened_on = models.DateField(
        _("date"), help_text=_("The first day of the month or year if that is all.")
    )
    precision = models.CharField(
        _("how much is known"), max_length=5, choices=Precision, default=Precision.DAY
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    source = models.CharField(_("source"), max_length=200)
    translations = TranslatedFields(text=models.TextField(_("text")))

    objects = TranslatableManager.from_queryset(MilestoneQuerySet)()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key"],
                name="milestone_key_once",
                violation_error_message=_("The case has a milestone of this key already."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="milestone_has_source",
                violation_error_message=_("Say where the milestone is known from."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(precision="day")
                    | Q(precision="month", happened_on__day=1)
                    | Q(precision="year", happened_on__day=1, happened_on__month=1)
                ),
                name="milestone_date_as_precise_as_said",
                violation_error_message=_("A month or a year alone is kept as its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partial_date} {self.kind}"

    @property
    def moment(self) -> tuple[int, int, int, int]:
        """Where it stands in the order of ``newest_first``."""
        month = 13 if self.precision == self.Precision.YEAR else self.happened_on.month
        day = self.happened_on.day if self.precision == self.Precision.DAY else 32
        return self.happened_on.year, month, day, self.pk

    @property
    def ink(self) -> str:
        """Which ink the postmark has: green for releases alone, red where things turned worse."""
        if self.is_release:
            return "release"
        if self.kind in (self.Kind.RE_ARRESTED, self.Kind.SETBACK):
            return "setback"
        return "step" if self.kind in self.GOOD else "plain"

    @property
    def is_release(self) -> bool:
        """Whether the postmark may be green."""
        return self.kind in self.RELEASES

    @property
    def partial_date(self) -> str:
        """``2012-09-04``, ``2013-06`` or ``2011``: as much as is known, as the case pack writes it."""
        length = {"day": 10, "month": 7, "year": 4}[self.precision]
        return self.happened_on.isoformat()[:length]

    @classmethod
    def parse_date(cls, partial: str) -> tuple[dt.date, str]:
        """The first day and the precision of a partial date. Raises ValueError where it is none."""
        for precision, form in (("day", "%Y-%m-%d"), ("month", "%Y-%m"), ("year", "%Y")):
            try:
                return dt.datetime.strptime(partial, form).date(), precision  # noqa: DTZ007 - a day alone
            except ValueError:
                continue
        raise ValueError(f"'{partial}' is not a date like 2012-09-04, 2012-09 or 2012.")

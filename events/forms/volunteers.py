"""How organisers invite, and how they make shifts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.keys import KeyField
from events.forms.lines import LineField
from events.forms.moments import MomentField
from events.models import Event, Invitation, Opening, Role, Shift
from events.templatetags.timetable import hours
from events.volunteers import shown_name


class InvitationForm(forms.Form):
    """What an invitation gives, and to how many, until when."""

    key = KeyField()
    kind = forms.ChoiceField(
        label=_("Whom do you invite?"),
        choices=[
            (Invitation.Kind.VOLUNTEER.value, _("Volunteers, who count and help: no account needed")),
            (Invitation.Kind.ORGANISER.value, _("Somebody to organise with you: needs an account")),
        ],
        initial=Invitation.Kind.VOLUNTEER.value,
        widget=forms.RadioSelect,
    )
    label = LineField(
        label=_("Where will it hang, or who gets it?"),
        max_length=80,
        required=False,
        help_text=_("For your own list, such as “door poster”. Please write no names of people."),
    )
    ends_at = MomentField(
        label=_("Until when does it let people in?"),
        required=False,
        help_text=_(
            "By the clock of the place. Left open, it lets volunteers in until you take it back, and "
            "organisers for a week."
        ),
    )
    uses_allowed = forms.IntegerField(
        label=_("How many people may use it?"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Left open: as many volunteers as have it; one organiser."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_at"].zone = event.zone  # type: ignore[attr-defined]


def _name_of(opening: Opening) -> str:
    return f"{hours(opening.event, opening)}, {opening.venue.name}"


class ShiftForm(forms.Form):
    """A task for some hours, with so many places."""

    task = LineField(
        label=_("What is to be done?"), max_length=80, help_text=_("Such as: the table, tea, the door.")
    )
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    places = forms.IntegerField(
        label=_("How many people?"),
        min_value=1,
        max_value=200,
        initial=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = event.zone  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was typed. Refuses a shift that ends before it starts."""
        cleaned = self.cleaned_data
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("A shift cannot end before it starts."))
        return cleaned

    @classmethod
    def of(cls, shift: Shift, event: Event) -> "ShiftForm":
        """The form as the shift is."""
        said = {name: getattr(shift, name) for name in ("task", "starts_at", "ends_at", "places")}
        return cls(initial=said, event=event)


class NewShiftForm(ShiftForm):
    """One shift at an opening, or a row of them."""

    key = KeyField()
    opening = forms.ModelChoiceField(label=_("At which opening?"), queryset=Opening.objects.none())
    hours_each = forms.IntegerField(
        label=_("Cut into shifts of how many hours?"),
        required=False,
        min_value=1,
        max_value=24,
        help_text=_("Left open: one shift for the whole time."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    field_order = ["opening", "task", "starts_at", "ends_at", "hours_each", "places"]

    def __init__(self, *args: Any, event: Event, openings: list[Opening], **kwargs: Any) -> None:
        super().__init__(*args, event=event, initial={"places": 2}, **kwargs)
        choice = self.fields["opening"]
        choice.queryset = event.openings.select_related("event", "venue")  # type: ignore[attr-defined]
        choice.label_from_instance = _name_of  # type: ignore[attr-defined]
        if len(openings) == 1:
            self.initial["opening"] = openings[0]
        for name in ("starts_at", "ends_at"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Left open: as the opening.")

    def clean(self) -> dict[str, Any]:
        """What was typed, with the opening's own hours where none were."""
        opening = self.cleaned_data.get("opening")
        for name in ("starts_at", "ends_at"):
            if opening and name in self.cleaned_data and self.cleaned_data[name] is None:
                self.cleaned_data[name] = getattr(opening, name)
        return super().clean()


class WalkInForm(forms.Form):
    """Somebody who joined at the table, and helps now."""

    role = forms.ModelChoiceField(label=_("Who came unexpected?"), queryset=Role.objects.none())

    # Whoever walks in has joined just before.
    NEWEST = 100

    def __init__(self, *args: Any, event: Event, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = shift.duties.kept().values("role")
        roles = Role.objects.volunteers_of(event).in_force().exclude(pk__in=there)
        choice = self.fields["role"]
        choice.queryset = roles  # type: ignore[attr-defined]
        newest = roles.with_number().order_by("-id")[: self.NEWEST]
        choice.choices = [("", "–"), *((role.pk, shown_name(role, event)) for role in newest)]  # type: ignore[attr-defined]


class ReminderForm(forms.Form):
    """Where to send a reminder; nowhere, if it stays empty."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

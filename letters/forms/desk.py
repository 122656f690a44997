"""What is typed at the writer's desk."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.models import Addressee
from events.models import Section
from letters import rules
from letters.desk import Typed
from letters.press import unprintable_in

# They turn the direction of what follows, and could make a name read as another.
TURNS_DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# They show nothing: pasted by accident or to hide something. Not the joiners, which Persian and Khmer need.
SHOWS_NOTHING = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad\u061c\u180e"))


class PrintedText(forms.CharField):
    """Text for paper: one way to write each letter, nothing hidden, nothing that has no glyph."""

    def __init__(self, *, lines: bool = False, **options: Any) -> None:
        self.lines = lines
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Normalised, so that a line break counts once and hidden characters not at all."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return super().to_python(unicodedata.normalize("NFC", text).translate(SHOWS_NOTHING)) or ""

    def validate(self, value: str) -> None:
        """Raises ValidationError with a sentence for each character that cannot be printed."""
        super().validate(value)
        allowed = {"\n"} if self.lines else set()
        if any(
            letter in TURNS_DIRECTION
            or (unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs", "Co") and letter not in allowed)
            for letter in value
        ):
            raise forms.ValidationError(
                gettext("This holds a character that cannot be seen. Please type the text again."),
                code="unseen",
            )
        if missing := unprintable_in(value):
            raise forms.ValidationError(
                ngettext(
                    "This character cannot be printed: %(characters)s",
                    "These characters cannot be printed: %(characters)s",
                    len(missing),
                )
                % {"characters": " ".join(missing[:10])},
                code="unprintable",
            )


class DeskForm(forms.Form):
    """The two questions, and what only the writer can add. Nothing of it is stored."""

    ties = forms.BooleanField(required=False, label=_("I have family, friends or ties in that country."))
    travelling = forms.BooleanField(required=False, label=_("I may travel to that country."))
    name = PrintedText(
        max_length=80,
        label=_("Your name"),
        error_messages={"required": _("Please type your name, as it should stand on the letter.")},
        help_text=_("It is printed on the letter and kept nowhere."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    town = PrintedText(
        max_length=80,
        label=_("Your town"),
        error_messages={"required": _("Please type your town. It tells the reader where people care.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "dir": "auto"}),
    )
    own_words = PrintedText(
        max_length=1200,
        required=False,
        lines=True,
        label=_("Your own words"),
        help_text=_("One line is enough, in the language of the letter. At most 1,200 characters."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    paper = forms.ChoiceField(
        choices=[("a4", _("A4")), ("letter", _("US Letter"))],
        initial="a4",
        required=False,
        label=_("Paper"),
        widget=forms.RadioSelect,
    )
    window = forms.ChoiceField(
        choices=Section.Window.choices,
        initial=Section.Window.LEFT,
        required=False,
        label=_("Window of your envelope, if it has one"),
        help_text=_("The address is printed where the window shows it. US Letter fits a No. 10 envelope."),
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, addressee: Addressee, is_draft: bool = False) -> None:
        """A draft may still lack what the letter itself must have."""
        super().__init__(data, auto_id="desk_%s")
        self.addressee = addressee
        self.is_draft = is_draft
        if addressee.sender == Addressee.Sender.NONE:
            self.fields["name"].required = self.fields["town"].required = False
            self.fields["name"].help_text = _("This letter says nothing about who wrote it.")

    def clean_paper(self) -> str:
        """A4 where nothing was chosen."""
        paper: str = self.cleaned_data["paper"] or self.fields["paper"].initial
        return paper

    def clean_window(self) -> str:
        """On the left where nothing was chosen."""
        window: str = self.cleaned_data["window"] or self.fields["window"].initial
        return window

    def clean_own_words(self) -> str:
        """Raises ValidationError where the words break a rule of the addressee."""
        words: str = self.cleaned_data["own_words"]
        if broken := rules.words_against(self.addressee, words):
            raise forms.ValidationError(broken, code="rule")
        return words

    def clean(self) -> dict[str, Any]:
        """Forgives a draft what is still empty. The fields stay required, and are drawn as such."""
        if self.is_draft:
            for name, mistakes in list(self.errors.as_data().items()):
                if all(mistake.code == "required" for mistake in mistakes):
                    del self.errors[name]
        return self.cleaned_data

    def sentences(self) -> list[str]:
        """What is wrong with what stands in the fields."""
        return [
            str(sentence)
            for mistakes in self.errors.as_data().values()
            for mistake in mistakes
            for sentence in mistake.messages
        ]

    def typed(self, *, name: str = "", town: str = "") -> Typed:
        """What was typed and is good, with stand-ins for what is missing."""
        good: dict[str, Any] = getattr(self, "cleaned_data", {})
        return Typed(
            name=good.get("name") or name,
            town=good.get("town") or town,
            own_words=good.get("own_words", ""),
            paper=good.get("paper") or "a4",
            window=good.get("window") or "left",
            is_careful=bool(good.get("ties") or good.get("travelling")),
        )

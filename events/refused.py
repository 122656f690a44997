"""Why an act was not done."""

from django.forms import BaseForm
from django.utils.functional import Promise


class Refused(Exception):
    """The act was not done, and nothing changed. ``sentence`` says why, for the page it was asked from.

    Acts have children of it that state the fact: ``AlreadyDecided``, ``PlacesTaken``. ``field`` is the name
    of the form's field that the sentence belongs beside; empty where it belongs to the whole.
    """

    sentence: str | Promise = ""
    field = ""

    def __init__(self, sentence: str | Promise = "", *, field: str = "") -> None:
        if sentence:
            self.sentence = sentence
        if field:
            self.field = field
        super().__init__(str(type(self).__name__))

    def stand_in(self, form: BaseForm) -> None:
        """The sentence stands in the form: beside its field, or above all where the form has none of it."""
        form.add_error(self.field if self.field in form.fields else None, str(self.sentence))

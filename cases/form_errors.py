"""Puts what a database constraint says beside the field it is about, instead of above the whole form."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint
from django.forms import ModelForm


def _names_in(condition: Any) -> Iterator[str]:
    """The fields that a condition looks at, the one it begins with first."""
    if isinstance(condition, Q):
        for child in condition.children:
            yield from _names_in(child)
    elif isinstance(condition, F):
        yield condition.name  # type: ignore[attr-defined]
    elif isinstance(condition, tuple):
        yield condition[0].split("__")[0]
        yield from _names_in(condition[1])


def fields_of(constraint: BaseConstraint, on_form: list[str]) -> list[str]:
    """The fields on the form that a constraint is about, the one to mend first.

    Of what stands twice it is the last, of two that are compared the compared one, else the form's first.
    """
    if isinstance(constraint, UniqueConstraint):
        return [name for name in reversed(constraint.fields) if name in on_form]
    if not isinstance(constraint, CheckConstraint):
        return []
    names = list(dict.fromkeys(_names_in(constraint.condition)))
    is_comparison = isinstance(constraint.condition, Q) and len(constraint.condition.children) == 1
    return [name for name in (names if is_comparison else on_form) if name in names and name in on_form]


class ErrorsBesideFields(ModelForm):
    """A form that shows the message of a constraint beside the first of its fields that is on the form."""

    def _update_errors(self, errors: ValidationError) -> None:
        general = getattr(errors, "error_dict", {}).pop(NON_FIELD_ERRORS, [])
        for error in general:
            errors.error_dict.setdefault(self._field_of(error), []).append(error)
        super()._update_errors(errors)  # type: ignore[misc]

    def _field_of(self, error: ValidationError) -> str:
        for constraint in self._meta.model._meta.constraints:
            if constraint.get_violation_error_message() in error.messages:
                return next(iter(fields_of(constraint, list(self.fields))), NON_FIELD_ERRORS)
        return NON_FIELD_ERRORS

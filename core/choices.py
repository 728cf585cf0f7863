"""Choosing rows in a form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.numbers import read_number


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """Any number of rows, by their keys. Django's own asks the database for keys that no table can hold, and fails."""

    def clean(self, value: Any) -> Any:
        """Return the chosen rows.

        Raises:
            ValidationError: one of the keys is none of the choices.
        """
        for key in value if isinstance(value, list | tuple) else ():
            if read_number(str(key)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": str(key)[:20]}
                )
        return super().clean(value)

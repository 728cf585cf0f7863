"""Choosing rows in a form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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


class WordField(forms.ChoiceField):
    """One word of a list, or none. What is stored stays a choice, whether it is on the list or not.

    Args:
        offered: the list.
        here: what is stored; empty where nothing is.
    """

    def __init__(self, *, offered: Sequence[str], here: str, **kwargs: Any) -> None:
        words = [*offered] if here in ("", *offered) else [here, *offered]
        super().__init__(choices=[("", _("Not given")), *((word, word) for word in words)], required=False, **kwargs)

"""The fields that forms of two people share."""

from collections.abc import Mapping
from typing import Any

from django import forms

from core.undecryptable import UndecryptableText

LONGEST_LINE = 140


def line_field(label: Any, *, help_text: Any = "", longest: int = LONGEST_LINE) -> forms.CharField:
    """A few words in one line."""
    return forms.CharField(label=label, max_length=longest, help_text=help_text)


def let_closed_text_stay(form: forms.BaseForm, stored: Mapping[str, Any] | None) -> None:
    """Let a text stay empty that can’t be opened: it is kept as it is until somebody writes another."""
    for name, value in (stored or {}).items():
        if isinstance(value, UndecryptableText):
            form.fields[name].required = False


def day_field(label: Any) -> forms.DateField:
    """A day in the browser’s own picker; it may stay empty."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)

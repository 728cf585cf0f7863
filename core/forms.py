"""What every form owes the text that it takes in."""

from typing import Any

from django import forms

from core.addresses import normal_address
from core.text import clean_line, clean_text

_to_python = forms.CharField.to_python


def clean_every_text_field() -> None:
    """Let all text fields clean what they are given, before it is checked.

    Done in Django's own field and not in a subclass, because forms of the libraries (login, the admin site) take text
    in too, and a subclass would have to be remembered in every form. Passwords stay as they were typed.
    """
    forms.CharField.to_python = _clean_to_python  # type: ignore[method-assign,assignment]


def _clean_to_python(field: forms.CharField, value: Any) -> str | None:
    """A visible field of one line gives one line, others keep their lines, and an address gets its one spelling."""
    if isinstance(value, str) and not isinstance(field.widget, forms.PasswordInput):
        value = clean_line(value) if isinstance(field.widget, forms.TextInput) else clean_text(value)
    if isinstance(value, str) and isinstance(field, forms.EmailField):
        value = normal_address(value)
    return _to_python(field, value)

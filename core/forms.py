"""What every form owes the text that it takes in, and the person who left something out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.addresses import normal_address
from core.text import clean_line, clean_text

_to_python = forms.CharField.to_python
# By kind of field, the general one last; in the reader's language when the form is shown.
_LEFT_OUT: dict[type[forms.Field], Any] = {
    forms.BooleanField: _("Check this box to continue."),
    forms.MultipleChoiceField: _("Choose at least one."),
    forms.ModelMultipleChoiceField: _("Choose at least one."),
    forms.ChoiceField: _("Choose one."),
    forms.ModelChoiceField: _("Choose one."),
    forms.FileField: _("Choose a file."),
    forms.EmailField: _("Enter an email address."),
    forms.DateField: _("Enter a date."),
    forms.TimeField: _("Enter a time."),
    forms.DateTimeField: _("Enter a date and a time."),
    forms.IntegerField: _("Enter a number."),
    forms.Field: _("Fill this in."),
}


def say_what_to_do_when_left_out() -> None:
    """Let every field that was left out say what to do, in forms of the libraries too."""
    for kind, words in _LEFT_OUT.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, "required": words}


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

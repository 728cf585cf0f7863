from collections.abc import Iterator

import pytest
from allauth.account.forms import LoginForm, ResetPasswordForm
from django import forms
from django.apps import apps

from programs.forms.handbooks import AcknowledgeForm


def _kinds(kind: type[forms.Field]) -> Iterator[type[forms.Field]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def test_no_kind_of_field_says_only_that_it_is_required() -> None:
    assert apps.ready
    bare = [
        kind.__name__
        for kind in _kinds(forms.Field)
        if "required" in str(kind.__dict__.get("default_error_messages", {}).get("required", ""))
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        (LoginForm({}), "login", "Enter an email address."),
        (LoginForm({}), "password", "Fill this in."),
        (ResetPasswordForm({}), "email", "Enter an email address."),
        (AcknowledgeForm({}), None, "I’ve read"),
    ],
)
def test_a_field_that_was_left_out_says_what_to_do(form: forms.Form, field: str | None, words: str) -> None:
    text = str(form.errors[field]) if field else str(form.as_p())
    assert words in text
    assert "This field is required" not in str(form.errors)

"""Text that nobody can see gets in through no form, and no exception takes what somebody wrote into the log."""

import contextlib
import io
import logging
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
import structlog
from celery import shared_task
from django import forms
from django.apps import apps
from django.conf import settings
from django.urls import reverse

import mentorship.urls  # noqa: F401  every form is imported with it
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.queries import profile_values
from programs.forms.handbook_imports import BringTextForm
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory

NAME = "Ximena-Quillfeather"
HOSTILE = "a\x07\u200b\u202e\ud800\ufdd0b"
OURS = (
    "accounts", "core", "feedback", "matching", "mentorship", "notifications", "pairs", "people", "programs",
    "reports", "sessions", "surveys", "training",
)  # fmt: skip


def _forms(parent: type[Any] = forms.BaseForm) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _forms(child)


def _import_everything() -> None:
    for package in OURS:
        module = import_module(package)
        for found in walk_packages(module.__path__, f"{package}."):
            if not any(part in found.name for part in (".migrations", ".__main__", ".wsgi")):
                import_module(found.name)


@pytest.mark.django_db
def test_every_text_field_of_every_form_takes_out_what_nobody_sees() -> None:
    _import_everything()
    apps.get_app_config("admin")
    checked = set()
    asked_on_opening = profile_values(UserFactory.create())
    fields_of = {form: getattr(form, "base_fields", {}) for form in _forms()}
    fields_of[ProfileForm] = ProfileForm(stored=asked_on_opening).fields
    for form, fields in fields_of.items():
        for name, field in fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput):
                if (form, name) == (BringTextForm, "text"):  # the reader of documents cleans it, and needs its tabs
                    continue
                with contextlib.suppress(forms.ValidationError):
                    assert not set(HOSTILE[1:-1]) & set(str(field.to_python(HOSTILE))), (form, name)
                checked.add(form.__module__.split(".")[0])
    assert {"accounts", "feedback", "matching", "programs", "sessions", "allauth"} <= checked


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that a server would write, as it would write it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    formatter = dict(settings.LOGGING["formatters"]["line"])
    handler.setFormatter(formatter.pop("()")(**formatter))
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def _fail(*_: object, **__: object) -> None:
    person = {"name": NAME}
    try:
        raise KeyError(NAME)
    except KeyError as cause:
        raise ValueError(f"{person['name']} cannot be used in worksheets") from cause


def test_a_page_that_fails_leaves_no_name_in_the_log(
    sign_in: SignIn, student: User, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(student)
    browser.raise_request_exception = False
    monkeypatch.setattr("people.views.profile.render", _fail)
    assert browser.get(reverse("people:edit-profile")).status_code == 500
    written = log.getvalue()
    assert "ValueError" in written
    assert "test_attack_text.py" in written
    assert NAME not in written


@shared_task(name="tests.fail")
def _failing_task() -> None:
    _fail()


def test_a_task_that_fails_leaves_no_name_in_the_log(log: io.StringIO) -> None:
    _failing_task.apply()
    written = log.getvalue()
    assert "tests.fail" in written
    assert "ValueError" in written
    assert NAME not in written


def test_a_command_that_fails_leaves_no_name_in_the_log(log: io.StringIO) -> None:
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        structlog.get_logger("x").exception("It failed: %s", error)
        logging.getLogger("y").exception(f"It failed: {error!r}")  # noqa: G004
    assert log.getvalue().count("builtins.KeyError") == 3
    assert NAME not in log.getvalue()

"""The browser of tests that read hundreds of pages as they come from the site."""

from typing import Any
from unittest import mock

from django.test import Client


class Reader(Client):
    """Takes what servers send to a browser, checks tokens like one, and raises no error of the site.

    It keeps no `context` and no `templates` of an answer: Django would copy all variables for each of the hundreds of
    templates that make a page.
    """

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False, headers={"Accept-Encoding": "br"})

    def request(self, **request: Any) -> Any:
        with mock.patch("django.test.client.store_rendered_templates", _forget):
            return super().request(**request)


def _forget(*_args: Any, **_kwargs: Any) -> None:
    """In place of what would keep templates."""

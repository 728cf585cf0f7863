"""The browsers of tests that read hundreds of pages as they come from the site."""

from typing import Any
from unittest import mock

from django.test import Client


class PlainClient(Client):
    """Keeps no `context` and no `templates` of an answer, and so takes less time for it.

    Django would copy all variables for each of the hundreds of templates that make a page.
    """

    def request(self, **request: Any) -> Any:
        with mock.patch("django.test.client.store_rendered_templates", _forget):
            return super().request(**request)


class Reader(PlainClient):
    """Takes what servers send to a browser, checks tokens like one, and raises no error of the site."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False, headers={"Accept-Encoding": "br"})


def _forget(*_args: Any, **_kwargs: Any) -> None:
    """In place of what would keep templates."""

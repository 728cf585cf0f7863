"""A body that is too large is refused before it is read, whoever sends it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from core.body_limit import BodyLimitMiddleware

_VALUES = {"key": "1", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "str": "csv"}


class _Unread:
    """A body that nobody may read."""

    def read(self, *_args: Any) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


def _send(path: str, length: str, **headers: str) -> int:
    environ = RequestFactory(raise_request_exception=False).generic("POST", path).environ
    environ |= {"CONTENT_LENGTH": length, "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": _Unread()}
    return int(Client().request(**environ | headers).status_code)


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of ours, with a value for each argument."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, address) if pattern.namespace != "admin" else ()
        elif "^" not in address:
            yield re.sub(r"<(\w+):\w+>", lambda argument: _VALUES[argument[1]], address)


@pytest.mark.django_db
def test_every_view_refuses_a_large_body_before_sign_in() -> None:
    addresses = list(_addresses(get_resolver().url_patterns))
    assert len(addresses) > 100
    assert {address: _send(address, "900000000") for address in addresses} == dict.fromkeys(addresses, 413)


@pytest.mark.django_db
def test_a_file_may_be_larger_than_a_form_where_files_are_uploaded() -> None:
    upload, form = reverse("people:import-people", kwargs={"slug": "compass"}), reverse("account_login")
    between = str(settings.LARGEST_UPLOAD - 1)
    assert _send(form, between) == 413
    assert _send(upload, str(settings.LARGEST_UPLOAD + 1)) == 413
    assert _is_let_in(upload, between)


def _is_let_in(path: str, length: str) -> bool:
    request = RequestFactory().post(path)
    request.META["CONTENT_LENGTH"] = length
    return BodyLimitMiddleware(lambda _request: None).process_view(request, resolve(path).func) is None  # type: ignore[arg-type, return-value]


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["9" * 5000, "5000001000"])
def test_an_absurd_length_is_too_large(length: str) -> None:
    assert _send(reverse("account_login"), length) == 413


@pytest.mark.django_db
def test_a_body_of_unknown_length_is_refused() -> None:
    assert _send(reverse("account_login"), "", HTTP_TRANSFER_ENCODING="chunked") == 411

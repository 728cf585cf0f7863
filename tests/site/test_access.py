"""Walks every route as every role. A route that nobody has classified fails."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from tests.site.access_matrix import LOGIN, ROLES, STRANGERS, Expected, World, load

MATRIX = load()
# django-allauth and Django's admin site bring tests of their own; ours are in tests/accounts.
LIBRARIES = ("account_", "admin:", "socialaccount_")


def _names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def _our_routes() -> list[str]:
    return sorted({name for name in _names(get_resolver().url_patterns) if not name.startswith(LIBRARIES)})


def test_every_route_is_classified() -> None:
    assert _our_routes() == sorted(MATRIX)


@pytest.fixture
def _only_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of all answers are refusals, whose page others read."""
    for status in (403, 404):
        refuse = partial(_refuse, status)
        monkeypatch.setattr(f"mentorship.urls.handler{status}", refuse, raising=False)


def _refuse(status: int, *_args: Any, **_more: Any) -> HttpResponse:
    return HttpResponse(status=status)


@pytest.mark.usefixtures("_only_the_status")
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_route_answers_each_role_as_classified(name: str, world: World) -> None:
    route = MATRIX[name]
    url = reverse(name, kwargs=route.args(world))
    data = None if route.method == "get" else route.data(world)
    everybody = (*ROLES, *STRANGERS)
    assert {role: _answer(url, data, world.people.get(role)) for role in everybody} == route.everywhere
    if data is None:
        reader = next((role for role in ROLES if route.expect[role] == 200), "visitor")
        _check_head(url, world.people.get(reader), route.expect[reader])


def _answer(url: str, data: Mapping[str, Any] | None, person: User | None) -> Expected:
    """Return what the person gets, and undo what the request did to the world."""
    client = _browser(person)
    with transaction.atomic():
        response = client.get(url) if data is None else client.post(url, data)
        transaction.set_rollback(True)
    is_login = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return LOGIN if is_login else response.status_code


def _browser(person: User | None) -> Client:
    cache.clear()
    client = Client()
    if person:
        # Somebody who is signed in, without what signing in does besides.
        session = client.session
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
    return client


def _check_head(url: str, person: User | None, expected: Expected) -> None:
    """A page answers HEAD as GET, without a body."""
    head = _browser(person).head(url)
    assert head.status_code == (302 if expected == LOGIN else expected)
    assert not head.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_pages_for_signing_in_answer_head(name: str) -> None:
    assert Client().head(reverse(name)).status_code == 200

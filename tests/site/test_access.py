"""Walks every route as every role. A route that nobody has classified fails."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.site.access_matrix import LOGIN, ROLES, Expected, World, load

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


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_route_answers_each_role_as_classified(name: str, world: World) -> None:
    assert {role: _answer(name, role, world) for role in ROLES} == MATRIX[name].expect


def _answer(name: str, role: str, world: World) -> Expected:
    """Return what the role gets, and undo what the request and its preparation did to the world."""
    route, client, world = MATRIX[name], Client(), deepcopy(world)
    cache.clear()
    with transaction.atomic():
        url = reverse(name, kwargs=route.args(world))
        if role in world.people:
            client.force_login(world.people[role])
        response = client.get(url) if route.method == "get" else client.post(url, route.data(world))
        if route.method == "get" and response.status_code == 200:
            _check_head(client.head(url))
        transaction.set_rollback(True)
    is_login = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return LOGIN if is_login else response.status_code


def _check_head(response: HttpResponse) -> None:
    assert (response.status_code, response.getvalue()) == (200, b""), "a page answers HEAD as GET, without a body"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_pages_for_signing_in_answer_head(name: str) -> None:
    assert Client().head(reverse(name)).status_code == 200

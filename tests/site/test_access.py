"""Walks every route as every role. A route that nobody has classified fails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.site.access_matrix import LOGIN, ROLES, World, load

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


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_route_answers_each_role_as_classified(name: str, role: str, world: World) -> None:
    route = MATRIX[name]
    url = reverse(name, kwargs=route.args(world))
    client = Client()
    if role in world.people:
        client.force_login(world.people[role])
    response = client.get(url) if route.method == "get" else client.post(url, route.data(world))
    expected = route.expect[role]
    if expected == LOGIN:
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    else:
        assert response.status_code == expected


@pytest.mark.parametrize("name", sorted(name for name, route in MATRIX.items() if route.method == "get"))
def test_every_page_answers_head_as_get_and_without_a_body(name: str, world: World) -> None:
    route = MATRIX[name]
    url = reverse(name, kwargs=route.args(world))
    role = next((role for role in ROLES if route.expect[role] == 200), "visitor")
    client = Client()
    if role in world.people:
        client.force_login(world.people[role])
    head = client.head(url)
    assert head.status_code == client.get(url).status_code
    assert not head.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_pages_for_signing_in_answer_head(name: str) -> None:
    assert Client().head(reverse(name)).status_code == 200

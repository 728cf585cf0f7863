"""No address, query string or posted field with an absurd value breaks a page, on SQLite and on PostgreSQL."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from core.numbers import LARGEST_KEY, read_number
from matching.forms.filters import MentorFilter
from tests.readers import PlainClient
from tests.site.access_matrix import ROLES, Route, World, load

HUGE = "9" * 5000
ABSURD = ("-1", str(LARGEST_KEY), str(LARGEST_KEY + 1), HUGE, "nan", "1e309", "٣", "²", "'", "\0", "💥" * 300)
_KEPT = ("-1", str(LARGEST_KEY), str(LARGEST_KEY + 1), HUGE, "٣", "\0", "💥" * 300)
_PLAUSIBLE = ("-1", str(LARGEST_KEY), str(LARGEST_KEY + 1), "nan", "\0")
# SQLite stores what PostgreSQL has no room for or refuses; what it cannot take either is tried on both.
_POSTGRESQL_ALONE = {str(LARGEST_KEY), "\0", "💥" * 300}
_ON_POSTGRESQL = {*_POSTGRESQL_ALONE, str(LARGEST_KEY + 1)}
_PARTS = 4
_URLENCODED = "application/x-www-form-urlencoded"
_ADMIN_FILTERS = (
    "resource_type",
    "action__exact",
    "state__exact",
    "q",
    "p",
    "o",
    "id__exact",
    "pk__in",
    "timestamp__year",
    "timestamp__day",
)
_ASKING = frozenset({"get", "getlist", "keys", "values", "items", "dict", "copy", "urlencode"})
MATRIX = load()
_APPS = (
    "accounts",
    "notifications",
    "programs",
    "training",
    "people",
    "surveys",
    "pairs",
    "matching",
    "sessions",
    "feedback",
    "reports",
    "home",
    "mentorship",
)
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^]]*\]|[^)[])*\)")


def _source() -> str:
    folders = [*_APPS, "templates"]
    files = [path for folder in folders for path in (settings.BASE_DIR / folder).rglob("*") if path.is_file()]
    return "\n".join(path.read_text() for path in files if path.suffix in (".py", ".html"))


def _parameters() -> list[str]:
    """Every name that a view, a filter or a template reads from or writes into a query string or a posted form."""
    named = set(re.findall(r"(?:GET|POST)(?:\.get\(|\[)\"(\w+)\"", _source()))
    named |= set(re.findall(r"[?&](\w+)=", _source()))
    return sorted(named | set(MentorFilter.base_filters) | {"first", "second", "enrollment", "participation", "next"})


def _fields() -> dict[str, set[str]]:
    """Every field that some form of an app declares; of all apps together they are more than one request may have."""
    found: dict[str, set[str]] = {app: set() for app in _APPS}
    waiting = [forms.BaseForm] if get_resolver().url_patterns else []  # which has loaded all views, and so all forms
    while waiting:
        form = waiting.pop()
        waiting.extend(form.__subclasses__())
        if (app := form.__module__.partition(".")[0]) in found:
            found[app] |= set(getattr(form, "base_fields", {}))
    return found


def _app_of(url: str) -> str:
    return resolve(url).func.__module__.partition(".")[0]


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The addresses as they are written, with their arguments in brackets."""
    for pattern in patterns:
        address = before + str(pattern.pattern).removeprefix("^").removesuffix("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, address)
        else:
            yield "/" + address


def _with_arguments() -> list[str]:
    return sorted({route for route in _routes(get_resolver().url_patterns) if _ARGUMENT.search(route)})


def _rooms(names: Iterable[str]) -> list[str]:
    """What stands before the colon of the names of routes."""
    return sorted({name.rpartition(":")[0] for name in names})


def _here(values: Iterable[str]) -> list[str]:
    """Forms read a value alike whatever lies below; each database is asked for what it could take otherwise."""
    if connection.vendor == "sqlite":
        return [value for value in values if value not in _POSTGRESQL_ALONE]
    return [value for value in values if value in _ON_POSTGRESQL]


def _each(room: str, world: World) -> Iterator[tuple[Route, str, World, PlainClient]]:
    """Yield each route of a room with its address, in a world of its own, and a browser of whoever gets furthest."""
    for name in sorted(name for name in MATRIX if name.rpartition(":")[0] == room):
        route, own = MATRIX[name], deepcopy(world)
        with transaction.atomic():
            client = PlainClient(raise_request_exception=False)
            url = reverse(name, kwargs=route.args(own))
            if person := own.people.get(_may_enter(route)):
                client.force_login(person)
            yield route, url, own, client
            transaction.set_rollback(True)


def _leads_somewhere(address: str) -> bool:
    """Whether a route takes it; those that none takes are all answered by one page, whatever stands in them."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


class _Watched(QueryDict):
    """Notes whether anybody asks what stands in it; `lists` is how the middleware looks through every query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_asked = False

    def __getattribute__(self, name: str) -> Any:
        if name in _ASKING:
            self.was_asked = True
        return super().__getattribute__(name)

    def __getitem__(self, key: str) -> Any:
        self.was_asked = True
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.was_asked = True
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self.was_asked = True
        return super().__iter__()


def _may_enter(route: Route) -> str:
    return next((role for role in reversed(ROLES) if route.expect[role] in (200, 302, 303, 422)), "visitor")


@pytest.fixture
def superuser(world: World) -> PlainClient:
    admin = world.people["admin"]
    admin.is_staff = admin.is_superuser = True
    admin.save()
    Group.objects.create(name="A group")
    client = PlainClient(raise_request_exception=False)
    client.force_login(admin)
    return client


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize("part", range(_PARTS))
def test_an_absurd_path_argument_is_no_server_error(part: int, superuser: PlainClient) -> None:
    for value in _here(_KEPT):
        assert superuser.get("/nowhere/" + quote(value, safe="")).status_code == HTTPStatus.NOT_FOUND, value[:20]
        for address in _with_arguments()[part::_PARTS]:
            plain = _ARGUMENT.sub(lambda _match, value=value: value, address)  # type: ignore[misc]
            if not _leads_somewhere(plain):
                continue
            url = quote(plain)
            status = superuser.get(url).status_code
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                status = superuser.post(url).status_code
            assert status < 500, url[:200]


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize("room", _rooms(MATRIX))
def test_an_absurd_query_or_form_is_no_server_error(room: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", _Watched)
    parameters, fields = _parameters(), _fields()
    for route, url, own, client in _each(room, world):
        if route.method == "get":
            _query_absurdly(client, url, parameters)
        good = route.data(own)
        _fill_in_absurdly(client, url, {*parameters, *fields.get(_app_of(url), ()), *good})
        # Alone among good fields a value gets past the form, if it can.
        for field in good:
            for value in _here(_PLAUSIBLE):
                assert client.post(url, good | {field: value}).status_code < 500, (url, field, value[:20])


def _query_absurdly(client: PlainClient, url: str, names: Iterable[str]) -> None:
    for value in _here(_KEPT):
        answer: Any = client.get(url, dict.fromkeys(names, value))
        assert answer.status_code < 500, (url, value[:20])
        if not answer.wsgi_request.GET.was_asked:  # so what stands there makes no difference
            break


def _fill_in_absurdly(client: PlainClient, url: str, names: Iterable[str]) -> None:
    for value in _here(_KEPT):
        # As browsers send a form; in the parts that files are sent in, above.
        status = client.post(url, urlencode(dict.fromkeys(names, value)), content_type=_URLENCODED).status_code
        assert status < 500, (url, value[:20])
        assert status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE, (url, value[:20])
        if status == HTTPStatus.METHOD_NOT_ALLOWED:  # before anybody looks into the form
            break


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize("model", ["auditlog_logentry", "matching_matchround", "account_emailaddress", "auth_group"])
def test_an_absurd_filter_of_the_admin_site_is_no_server_error(model: str, superuser: PlainClient) -> None:
    url = reverse(f"admin:{model}_changelist")
    for parameter in _ADMIN_FILTERS:
        for value in _here(_KEPT):
            assert superuser.get(url, {parameter: value}).status_code < 500, (parameter, value[:20])


@pytest.mark.parametrize("text", [*sorted({*ABSURD} - {str(LARGEST_KEY)}), "", "+1", " 1", "1_0", "1.5", "0x1", "１"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_a_number_is_read_up_to_its_bound() -> None:
    assert (read_number("0"), read_number("007"), read_number(str(LARGEST_KEY))) == (0, 7, LARGEST_KEY)
    assert (read_number("99", at_most=99), read_number("100", at_most=99), read_number(None)) == (99, None, None)


def test_no_view_reads_numbers_in_a_way_of_its_own() -> None:
    for path in Path(settings.BASE_DIR).glob("*/"):
        for file in path.rglob("*.py") if path.name in _APPS else ():
            text = file.read_text()
            assert "<int:" not in text, file
            assert not re.search(r"\bint\(request\.|\.get_page\(", text), file
            assert "/views" not in str(file) or not re.search(r"\.is(digit|decimal|numeric)\(", text), file

"""Plays a coordinator who compares: everything that can be fetched in one world with the same in another.

A world is what `happens` does to the database; it is rolled back afterwards. Both worlds begin with the same rows,
secrets and clock, and number their rows alike, so a byte that differs was caused by what happened.
"""

import re
from collections import deque
from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar
from unittest import mock

from django.core.management.color import no_style
from django.db import connection, transaction
from openpyxl import load_workbook

from accounts.models import User
from notifications.models import Message
from tests.readers import PlainClient

Seen = dict[str, Any]
T = TypeVar("T")

_LINK = re.compile(r'href="(/[^"#]*)')
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
_ELSEWHERE = ("/static/", "/account/", "/demo/", "/help/", "/privacy/", "/accessibility/", "/profile/")
_NOTHING_NEW = (
    *("/import/", "/handbook/", "/settings/", "/new/", "/preferences/", "/surveys/"),
    *("/edit/", "/merge/", "/leave/"),
)  # empty forms, forms about one person, and texts
# Parts of what is compared as a whole anyway: the calendar by week and month, lists with a filter.
_PARTS = ("view=", "department=", "state=", "training=", "reach=", "list=", "invitation=", "offer=", "waiting=")
_MOST = 400


def in_world(happens: Callable[[], T]) -> T:
    """What `happens` returns; the database is as before afterwards."""
    with transaction.atomic():
        _number_rows_alike()
        found = happens()
        transaction.set_rollback(True)
    return found


def _number_rows_alike() -> None:
    """PostgreSQL's sequences go on after a rollback: they go back to the rows that there are."""
    if connection.vendor == "postgresql":
        tables = connection.introspection.table_names()
        models = connection.introspection.installed_models(tables)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
                cursor.execute(statement)


def everything(reader: User, *starts: str) -> Seen:
    """Every page and file that `reader` reaches by links from home and from `starts`, and every message to them."""
    client, seen = PlainClient(), Seen()
    client.force_login(reader)
    waiting = deque(["/", *starts])
    with mock.patch("typst.compile", lambda _file, sys_inputs: sys_inputs["data"].encode()):
        while waiting:
            url = waiting.popleft().replace("&amp;", "&")
            if url in seen or url.startswith(_ELSEWHERE) or any(part in url for part in (*_NOTHING_NEW, *_PARTS)):
                continue
            assert len(seen) < _MOST, "more pages than this walk is made for"
            seen[url] = _fetched(client, url)
            waiting += _LINK.findall(seen[url][1].decode(errors="replace"))
    messages = Message.objects.filter(recipient=reader).order_by("pk")
    return seen | {"messages": list(messages.values_list("event", "subject_pk", "due_at", "state"))}


def _fetched(client: PlainClient, url: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(url)
    kept = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if url.partition("?")[0].endswith(".xlsx"):  # its wrapping holds the time to the second, whatever the clock says
        sheet = load_workbook(BytesIO(body), read_only=True).worksheets[0]
        body = repr(list(sheet.iter_rows(values_only=True))).encode()
    return response.status_code, _TOKEN.sub(b"", body), kept


def differences(one: Seen, other: Seen) -> list[str]:
    """The addresses that differ, or are reached in one world alone."""
    return sorted(url for url in one.keys() | other.keys() if one.get(url) != other.get(url))

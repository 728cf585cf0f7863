"""What home asks of one person is answered by indexes, however large the school is."""

import pytest
from django.db import connection
from django.utils import timezone

from home.todo import member_sources
from sessions.queries.sessions import confirmed_sessions
from tests.factories.accounts import UserFactory

_GIVEN = "SCAN json_each"  # the values of a list, not rows

pytestmark = pytest.mark.django_db


def test_no_query_about_one_person_walks_a_table_that_grows() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL walks tables as small as those of a test.")
    user, now = UserFactory.create(), timezone.now()
    queries = [
        *(source.query(*source.values) for source in member_sources(user, (), now=now)),
        confirmed_sessions(user, now),
    ]
    plans = {str(rows.query): rows.explain().splitlines() for rows in queries}
    walked = [(line, sql) for sql, plan in plans.items() for line in plan if " SCAN " in line and _GIVEN not in line]
    assert walked == []

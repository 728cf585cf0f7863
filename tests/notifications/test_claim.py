"""The index in whose order messages are claimed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.models import Message
from notifications.services.delivery import claim_due
from notifications.services.outbox import Notice, enqueue_many


@pytest.mark.postgres
def test_a_claim_behind_thousands_reads_the_index_and_sorts_nothing(outsider: User, now: datetime) -> None:
    enqueue_many(
        Notice(event="snow", recipient=outsider, subject_pk="1", offset=str(number), due_at=now - timedelta(minutes=1))
        for number in range(5_000)
    )
    enqueue_many([Notice(event="avalanche", recipient=outsider, subject_pk="1", due_at=now)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_message")
    with CaptureQueriesContext(connection) as queries:
        claimed, _token = claim_due(now=now)
    selects = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len(selects) == 2, "of what is urgent, and of the rest"
    for select in selects:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {select}")
            plan = "\n".join(line for (line,) in cursor)
        assert "Index Scan using message_claim" in plan
        assert "Sort" not in plan
    assert Message.objects.get(pk=claimed[0]).event == "avalanche"

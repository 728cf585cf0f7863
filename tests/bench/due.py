"""python -m tests.bench.due ROWS PEOPLE: what it costs to queue reminders, and to find those that are due.

Each person has as many reminders as there are rows for them, a week apart: one is due, the others are still to come.
"""

import sys
import time
from datetime import timedelta

import django
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

_WEEK = timedelta(days=7)
_PART = 50_000
_LOOKS = 20


def main() -> None:
    """Queue, look, claim, look again; each with its time."""
    django.setup()
    from notifications.models import Message
    from notifications.services.delivery import CHUNK, claim_due
    from notifications.services.outbox import enqueue_many
    from tests.bench.full_outbox import people_to_remind, reminders

    rows, number = int(sys.argv[1]), int(sys.argv[2])
    _say(f"What is due among {rows:,} reminders of {number:,} people on {connection.vendor}")
    version, people = people_to_remind(number)
    now = timezone.now()
    notices = list(reminders(version, people, each=rows // number, due_at=now, apart=_WEEK))
    begun = time.perf_counter()
    with transaction.atomic():
        for start in range(0, len(notices), _PART):
            enqueue_many(notices[start : start + _PART])
    _say(f"{'queueing one of many, milliseconds':44}{(time.perf_counter() - begun) / len(notices) * 1000:9.3f}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(connection) as queries:
        claimed, _token = claim_due(now=now)
    asked = sum("notifications_message" in query["sql"] for query in queries)
    _say(f"{f'queries for a batch of {CHUNK}':44}{asked:9}")
    found, took = 0, 0.0
    while claimed:
        Message.objects.filter(pk__in=claimed).update(state=Message.State.SENT)
        begun = time.perf_counter()
        claimed, _token = claim_due(now=now)
        took += time.perf_counter() - begun
        found += len(claimed)
    _say(f"{f'finding and claiming {found:,}, seconds':44}{took:9.2f}")
    begun = time.perf_counter()
    for _look in range(_LOOKS):
        claim_due(now=now)
    _say(f"{'looking when nothing is due, milliseconds':44}{(time.perf_counter() - begun) / _LOOKS * 1000:9.2f}\n")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
